"""A real S3 API by moto, on a port of its own. Its buckets live in memory only."""

import logging
import threading

from werkzeug.serving import BaseWSGIServer, make_server

from sandbox.database import Database
from sandbox.faults import FaultLayer

logger = logging.getLogger(__name__)


def s3_serve(*, host: str, port: int, database: Database) -> BaseWSGIServer:
    """Start the S3 server on its own thread and return it. Raises SystemExit for a used port."""
    # Importing moto takes seconds and most runs do without S3.
    from moto.moto_server.werkzeug_app import (
        DomainDispatcherApplication,
        MotoRequestHandler,
        create_backend_app,
    )

    app = FaultLayer(DomainDispatcherApplication(create_backend_app), database, "s3")
    server = make_server(host, port, app, threaded=True, request_handler=MotoRequestHandler)
    threading.Thread(target=server.serve_forever, name="s3", daemon=True).start()
    logger.info("S3 on http://%s:%d", host, server.port)
    return server
