"""`python -m sandbox.web`: serves every stand-in on one port until SIGTERM."""

import argparse
import logging

from werkzeug.serving import make_server

from sandbox.application import application_create
from sandbox.extension import KEY
from sandbox.s3 import s3_serve
from sandbox.settings import settings_from_environment

logger = logging.getLogger("sandbox")


def main() -> None:
    """Parse the address, start the background thread and serve."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.web", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9000, help="0 takes a free one")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    settings = settings_from_environment()
    app = application_create(settings)
    state = app.extensions[KEY]
    if settings.s3_port is not None:
        s3_serve(host=options.host, port=settings.s3_port, database=state.database)
    server = make_server(options.host, options.port, app, threaded=True)
    state.background.start()
    logger.info("sandbox on http://%s:%d, data in %s", options.host, server.port, settings.data_dir)
    server.serve_forever()


if __name__ == "__main__":
    main()
