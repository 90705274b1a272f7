"""A platform of its own for the drills: real servers and processes that can be killed, frozen and started again."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg

from sandbox.runner.accounts import OPEN_ROOT
from sandbox.runner.children import child_start, group_kill
from sandbox.runner.databases import database_ensure
from sandbox.runner.embedded import Postgres, Valkey
from sandbox.runner.environment import Addresses, environment_build
from sandbox.runner.folder import ROOT, RunFolder
from sandbox.runner.health import Observed
from sandbox.runner.processes import AUTOMATION_ENVIRONMENT, CORE_ENVIRONMENT, PROCESSES, PYTHON, Process
from sandbox.runner.servers import free_port, log_tail

START_SECONDS = 90
# `dashboard` is left out: no drill looks at it, and it costs a build.
NAMES = (
    "sandbox",
    "core-web",
    "core-worker",
    "core-relay",
    "automation-web",
    "automation-worker",
    "automation-beat",
    "automation-feed",
)
STEPS = (
    ((PYTHON, "manage.py", "migrate_schemas"), CORE_ENVIRONMENT),
    ((PYTHON, "-m", "automation.manage", "migrate_schemas"), AUTOMATION_ENVIRONMENT),
    ((PYTHON, "manage.py", "collectstatic", "--noinput"), CORE_ENVIRONMENT),
    ((PYTHON, "manage.py", "seed_demo"), CORE_ENVIRONMENT),
)
# What the test session has set up for itself must not reach the platform's processes.
NOT_INHERITED = {"ENVIRONMENT", "DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE", "PORT_OFFSET"}


def wait_for(what: str, probe: Callable[[], Any], *, seconds: float) -> float:
    """Return after how many seconds `probe` gave something truthy; fail naming `what` when it never did."""
    began = time.monotonic()
    while not probe():
        waited = time.monotonic() - began
        assert waited < seconds, f"waited {waited:.0f} s for {what}"
        time.sleep(0.1)
    return time.monotonic() - began


class Program:
    """One process of the platform, by the runner's own table; it may be started many times."""

    def __init__(self, process: Process, *, port: int | None, folder: RunFolder) -> None:
        self._process = process
        self._folder = folder
        self.port = port
        self.environment: dict[str, str] = {}
        self.child: subprocess.Popen[bytes] | None = None
        self.starts = 0

    @property
    def name(self) -> str:
        return self._process.name

    @property
    def log_path(self) -> Path:
        return self._folder.logs / f"{self.name}-{self.starts}.log"

    @property
    def is_alive(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def start(self) -> None:
        """Start it, unless it runs."""
        if self.is_alive:
            return
        self.end()
        self.starts += 1
        command = [part.replace("{port}", str(self.port)) for part in self._process.command]
        environment = self.environment | dict(self._process.environment) | {"PORT": str(self.port or "")}
        with self.log_path.open("ab") as log:
            self.child = child_start(command, folder=ROOT, environment=environment, log=log)

    def problem(self) -> str:
        if not self.is_alive:
            return f"{self.name} has ended:\n{log_tail(self.log_path)}"
        return self._process.health.problem(Observed(self.port, self.log_path, 0.0))

    def wait_ready(self) -> float:
        """Return after how many seconds it was ready."""
        return wait_for(f"{self.name} ({self.log_path})", lambda: not self.problem(), seconds=START_SECONDS)

    def restart(self) -> None:
        self.start()
        self.wait_ready()

    def kill(self) -> None:
        """Kill -9 the process with all its children, as the kernel or a lost node would."""
        assert self.child is not None
        group_kill(self.child.pid)
        self.child.wait(10)

    def kill_child(self) -> int:
        """Kill -9 one busy child process only (the youngest of those that use the processor most)."""
        assert self.child is not None
        children = psutil.Process(self.child.pid).children()
        victim = max(children, key=lambda child: sum(child.cpu_times()[:2]))
        victim.kill()
        return victim.pid

    def signal(self, number: int) -> None:
        assert self.child is not None
        os.kill(self.child.pid, number)

    def end(self) -> None:
        if self.child is not None:
            group_kill(self.child.pid)
            self.child.wait(10)
            self.child = None


class Stage:
    """Servers, programs and what a drill needs to look at them."""

    def __init__(self) -> None:
        self._place = OPEN_ROOT / f"dropwright-faults-{os.getpid()}"
        self._place.mkdir(mode=0o755)
        self.folder = RunFolder(self._place / "run")
        self.folder.create()
        self.postgres = Postgres(self.folder.path / "pg", free_port())
        # Without persistence: a killed Valkey has forgotten every queue.
        self.valkey = Valkey(self.folder.path / "valkey", free_port(), durable=False)
        ports = {
            process.name: free_port() if process.port is not None else None
            for process in PROCESSES
            if process.name != "dashboard"
        }
        self.programs = {
            process.name: Program(process, port=ports[process.name], folder=self.folder)
            for process in PROCESSES
            if process.name in ports
        }
        self.environment: dict[str, str] = {}

    def __getitem__(self, name: str) -> Program:
        return self.programs[name]

    # --- life ------------------------------------------------------------------------------------------

    def start(self) -> None:
        self.postgres.start()
        self.valkey.start()
        self._environment_make()
        for command, settings in STEPS:
            self.run(*command, **settings)
        self.heal()

    def _environment_make(self) -> None:
        addresses = Addresses(
            database_url=self.postgres.url_for("core"),
            automation_database_url=self.postgres.url_for("automation"),
            redis_url=self.valkey.url,
            core_port=self["core-web"].port or 0,
            automation_port=self["automation-web"].port or 0,
            dashboard_port=free_port(),
            sandbox_port=self["sandbox"].port or 0,
        )
        database_ensure(addresses.database_url)
        database_ensure(addresses.automation_database_url)
        values = environment_build(self.folder, addresses, port_offset=0, given={})
        inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        self.environment = (
            inherited
            | values
            | {
                "PYTHONUNBUFFERED": "1",
                "AUTOMATION_MEDIA_ROOT": str(self.folder.path / "automation-media"),
                "SANDBOX_STRIPE_RETRY_SECONDS": "1,2,3,5,5,5,5,5,5,5",
            }
        )
        for program in self.programs.values():
            program.environment = self.environment

    def run(self, *command: str, **environment: str) -> str:
        """Run a command of the platform to its good end; return its output."""
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stdout[-2000:]} {done.stderr[-4000:]}"
        return done.stdout

    def heal(self) -> None:
        """Bring everything back to life; the sandbox forgets its faults."""
        self.valkey_resume()
        self.postgres.start()
        self.valkey.start()
        for name in NAMES:
            self[name].start()
        for name in NAMES:
            self[name].wait_ready()
        self.sandbox("/controls/reset", {})

    def stop(self) -> None:
        self.valkey_resume()
        for program in self.programs.values():
            program.end()
        self.valkey.stop()
        self.postgres.stop()
        if kept := os.environ.get("FAULTS_LOGS"):
            shutil.copytree(self.folder.logs, kept, dirs_exist_ok=True)
        shutil.rmtree(self._place, ignore_errors=True)

    # --- Valkey ----------------------------------------------------------------------------------------

    def _valkey_pid(self) -> int:
        return int((self.valkey.data_dir / "server.pid").read_text().split()[0])

    def valkey_freeze(self) -> None:
        os.kill(self._valkey_pid(), signal.SIGSTOP)

    def valkey_resume(self) -> None:
        if self.valkey.is_alive():
            os.kill(self._valkey_pid(), signal.SIGCONT)

    def valkey_kill(self) -> None:
        """Kill -9: all queues and counters are gone."""
        os.kill(self._valkey_pid(), signal.SIGKILL)
        self.valkey.stop()

    # --- looking ---------------------------------------------------------------------------------------

    def core(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return _rows(self.environment["DATABASE_URL"], query, values)

    def automation(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return _rows(self.environment["AUTOMATION_DATABASE_URL"], query, values)

    def sandbox(self, path: str, body: dict[str, Any]) -> Any:
        answer = httpx.post(f"{self.environment['SANDBOX_URL']}{path}", json=body, timeout=10)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def sandbox_get(self, path: str, **query: Any) -> Any:
        answer = httpx.get(f"{self.environment['SANDBOX_URL']}{path}", params=query, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def outbox_open(self) -> list[tuple[Any, ...]]:
        """Return the deliveries that are not done: handler, state, attempts, error."""
        return self.core(
            "SELECT handler, state, attempts, last_error FROM outbox_delivery WHERE state <> 'DONE'"
        )

    def wait_quiet(self, *, seconds: float = 60) -> float:
        """Wait until every event has had its effect; fail on a dead delivery."""
        waited = wait_for("the outbox to be empty", lambda: not self.outbox_open(), seconds=seconds)
        assert self.core("SELECT count(*) FROM outbox_delivery WHERE state = 'DEAD'") == [(0,)]
        return waited


def _rows(url: str, query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        cursor = connection.execute(query.encode(), values or None)
        return cursor.fetchall() if cursor.description else []


class Figures:
    """What a drill measured; printed at the end of the run and kept as JSON."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def note(self, name: str, value: Any) -> None:
        self.values[name] = round(value, 2) if isinstance(value, float) else value

    def text(self) -> str:
        return json.dumps(self.values, indent=1)
