"""One run of the platform: servers, environment, preparing steps, processes; and the end of all of them."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from sandbox.runner import console, node
from sandbox.runner.children import Job, jobs_run, leftovers_end
from sandbox.runner.databases import Servers, database_ensure
from sandbox.runner.environment import Addresses, environment_build, environment_write, given_environment
from sandbox.runner.folder import READY, ROOT, STOPPING, RunFolder, State, note_of
from sandbox.runner.logs import LogFollower
from sandbox.runner.ports import ports_require
from sandbox.runner.processes import PLATFORM, Plan, Step
from sandbox.runner.servers_watch import ServersWatch
from sandbox.runner.signals import StopSignals
from sandbox.runner.supervisor import STOP_SECONDS, Supervisor

CHILD_ENVIRONMENT = {"PYTHONUNBUFFERED": "1", "NEXT_TELEMETRY_DISABLED": "1", "NO_COLOR": "1"}
DEV = "dev"


@dataclass
class Options:
    """What a run is asked for."""

    folder: RunFolder
    mode: str = "up"
    port_offset: int = 0
    root: Path = ROOT
    plan: Plan = PLATFORM
    given: Mapping[str, str] = field(default_factory=given_environment)
    durable: bool = True


class Platform:
    """Everything one ``up`` starts. ``stop`` may be called at any time and leaves nothing running."""

    def __init__(self, options: Options, signals: StopSignals) -> None:
        self.options = options
        self.environment: dict[str, str] = {}
        self._folder = options.folder
        self._plan = options.plan
        self._signals = signals
        self._state = State(mode=options.mode, port_offset=options.port_offset)
        self._servers = Servers(options.folder, options.given, durable=options.durable)
        self._servers_watch = ServersWatch(self._servers)
        self._supervisor: Supervisor | None = None

    @property
    def ports(self) -> dict[str, int]:
        """The port of every process that has one."""
        offset = self.options.port_offset
        return {one.name: one.port + offset for one in self._plan.processes if one.port is not None}

    def start(self) -> None:
        """Bring everything up; return when every process is ready.

        Raises what went wrong: PortTaken, ServerFailed, ServiceUnusable, CommandFailed, ProcessFailed, NodeMissing.
        """
        self._folder.create()
        self._take_over()
        ports_require(self.ports)
        with console.timed("Start PostgreSQL and Valkey"), self._signals.held():
            self._servers.start(self._state)
            self._note_servers()
        with console.timed("Prepare databases and keys"):
            self._environment_prepare()
        for _, steps in groupby(self._plan.steps, key=lambda step: step.stage):
            self._steps_run(list(steps))
        if self._plan.dashboard:
            self._dashboard_prepare(self.options.root / self._plan.dashboard)
        self._processes_start()

    def require_alive(self) -> None:
        """Raise ProcessFailed when a process has ended, or a server has been away for too long."""
        if self._supervisor is not None and self._supervisor.require_alive():
            self._note_processes()
        self._servers_watch.poll()

    def watch(self) -> None:
        """Stay until a process ends (ProcessFailed) or somebody asks to stop (StopRequested)."""
        if self._supervisor is None:
            return
        on_tick = [self._servers_watch.poll]
        if self.options.mode == DEV:
            on_tick.append(LogFollower(self._supervisor.log_paths()).poll)
        self._supervisor.watch(self._say_restarted, on_tick)

    def stop(self) -> list[str]:
        """Stop processes, then servers; return the names of those that had to be killed.

        A run folder that was deleted meanwhile does not keep anything alive.
        """
        self._signals.silence()
        self._state.status = STOPPING
        self._state_write_if_possible()
        killed = self._supervisor.stop() if self._supervisor else []
        self._servers.stop()
        self._state.processes, self._state.runner = [], None
        self._state_write_if_possible()
        return killed

    def _state_write_if_possible(self) -> None:
        with suppress(OSError):
            self._folder.state_write(self._state)

    def _take_over(self) -> None:
        """End what a killed runner left, and put our own name on the folder."""
        before = self._folder.state()
        left = leftovers_end(before.processes, seconds=STOP_SECONDS)
        if left:
            console.say(f"  [yellow]ended what an earlier run had left:[/] {', '.join(left)}")
        self._state.postgres_port, self._state.valkey_port = before.postgres_port, before.valkey_port
        self._state.runner = note_of("runner", os.getpid())
        self._folder.state_write(self._state)

    def _say_restarted(self, names: list[str]) -> None:
        self._note_processes()
        console.say(f"  [yellow]started again, as it asked for:[/] {', '.join(names)}")

    def _note_processes(self) -> None:
        if self._supervisor is not None:
            self._state.processes = self._supervisor.notes()
            self._folder.state_write(self._state)

    def _note_servers(self) -> None:
        postgres, valkey = self._servers.postgres, self._servers.valkey
        self._state.postgres_port = postgres.port if postgres else 0
        self._state.valkey_port = valkey.port if valkey else 0
        self._folder.state_write(self._state)

    def _environment_prepare(self) -> None:
        urls = self._servers.urls(self._plan.databases)
        for url in (urls.core, urls.automation):
            database_ensure(url)
        ports = self.ports
        addresses = Addresses(
            database_url=urls.core,
            automation_database_url=urls.automation,
            redis_url=urls.redis,
            core_port=ports.get("core-web", 0),
            automation_port=ports.get("automation-web", 0),
            dashboard_port=ports.get("dashboard", 0),
            sandbox_port=ports.get("sandbox", 0),
        )
        given, offset = self.options.given, self.options.port_offset
        values = environment_build(self._folder, addresses, port_offset=offset, given=given)
        environment_write(self._folder, values)
        ours = {name: values[name] for name in ("PORT_OFFSET", "RUN_DIR")}
        wished = {name: value for name, value in given.items() if value or name not in values}
        self.environment = {**values, **wished, **ours, **CHILD_ENVIRONMENT}
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)  # ten processes that compile everything anew

    def _steps_run(self, steps: Sequence[Step]) -> None:
        """Run steps side by side."""
        jobs = [self._job(step) for step in steps]
        jobs_run(jobs, lambda job, seconds, passed: console.ended(job.title, seconds, passed=passed))

    def _job(self, step: Step) -> Job:
        return Job(
            title=step.title,
            command=step.command,
            folder=self.options.root / step.folder,
            environment={**self.environment, **step.environment},
            log_path=self._folder.logs / f"step-{step.title.lower().replace(' ', '-')}.log",
            timeout=step.timeout,
        )

    def _dashboard_prepare(self, folder: Path) -> None:
        logs = self._folder.logs
        if node.packages_are_stale(folder):
            with console.timed("Install dashboard packages"):
                node.packages_install(folder, environment=self.environment, log_path=logs / "step-npm.log")
        if self.options.mode != DEV and node.build_is_stale(folder):
            with console.timed("Build the dashboard"):
                node.dashboard_build(folder, environment=self.environment, log_path=logs / "step-next.log")

    def _processes_start(self) -> None:
        self._supervisor = Supervisor(
            root=self.options.root,
            logs=self._folder.logs,
            environment=self.environment,
            port_offset=self.options.port_offset,
            reload=self.options.mode == DEV,
        )
        count = len(self._plan.processes)
        with console.attempt(f"Start {count} processes") as attempt:
            with self._signals.held():
                try:
                    self._supervisor.start(self._plan.processes)
                finally:
                    self._note_processes()
            self._supervisor.wait_until_ready(lambda names: attempt.note("waiting for " + ", ".join(names)))
        self._state.status = READY
        self._folder.state_write(self._state)
