"""What the embedded servers have in common: the address, free ports, log ends, finding a server again."""

import importlib.util
import os
import socket
from pathlib import Path

import psutil

HOST = "127.0.0.1"
LOG_LIMIT_BYTES = 10_000_000
_TAIL_BYTES = 16_000


class ServerFailed(RuntimeError):
    """A server did not start or stop; the message ends with the last lines of its log."""


def wheel_folder(package: str) -> Path:
    """Find an installed wheel's folder without importing it (both import far more than a path needs)."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ServerFailed(f"the package {package} is not installed; run `make setup`")
    return Path(spec.origin).parent


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def log_tail(path: Path, lines: int = 20) -> str:
    """Return the last lines of a log file, or an empty string when it cannot be read."""
    try:
        with path.open("rb") as log:
            log.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def log_truncate(path: Path) -> None:
    """Empty a log file that has grown past its limit."""
    if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
        os.truncate(path, 0)


def server_process(pid: int, data_dir: Path, name: str) -> psutil.Process | None:
    """Return the process when it is the named server at work in this data folder, else None.

    Both servers change into their data folder, so a recycled process number is never taken for the server.
    """
    try:
        process = psutil.Process(pid)
        ours = name in process.name() and Path(process.cwd()) == data_dir
        return process if ours and process.status() != psutil.STATUS_ZOMBIE else None
    except (psutil.Error, OSError, ValueError):
        return None
