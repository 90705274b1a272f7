"""Liveness of a Celery worker: `python worker_ping.py NAME BROKER_DATABASE`.

Asks this pod's worker over the broker, the way tasks reach it, so a worker that lives but no longer consumes is
found. A broker that is away is not the worker's fault: restarting it would only interrupt what it still runs.
"""

import os
import socket
import sys

from celery import Celery
from kombu.exceptions import OperationalError

ANSWER_SECONDS = 8


def worker_answers(*, node: str, broker_url: str) -> bool:
    """Return whether the worker answers, or whether nobody can be asked."""
    app = Celery(broker=broker_url, fixups=[])  # no Django: the probe needs none and starts faster
    app.conf.broker_transport_options = {"socket_timeout": 3, "socket_connect_timeout": 3, "max_retries": 1}
    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=3)
            answers = app.control.ping(destination=[node], timeout=ANSWER_SECONDS, connection=connection)
    except (OperationalError, OSError) as error:
        sys.stdout.write(f"the broker is away ({type(error).__name__}); the worker is left alone\n")
        return True
    return any(node in answer for answer in answers)


if __name__ == "__main__":
    name, database = sys.argv[1:]
    address = f"{os.environ['REDIS_URL'].rstrip('/')}/{database}"
    sys.exit(not worker_answers(node=f"{name}@{socket.gethostname()}", broker_url=address))
