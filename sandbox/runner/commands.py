"""The runner's commands: up, dev, with, down, reset, status, logs. Each returns its exit code."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from sandbox.runner import console
from sandbox.runner.children import CommandFailed, leftovers_end, memory_of
from sandbox.runner.databases import Servers, ServiceUnusable
from sandbox.runner.embedded import ServerFailed
from sandbox.runner.folder import READY, AlreadyRunning, ProcessNote, RunFolder, State
from sandbox.runner.node import NodeMissing
from sandbox.runner.platform import Options, Platform
from sandbox.runner.ports import PortTaken
from sandbox.runner.processes import Plan
from sandbox.runner.signals import StopRequested, StopSignals
from sandbox.runner.supervisor import STOP_SECONDS, ProcessFailed

OK, FAILED, INTERRUPTED = 0, 1, 130
DOWN_SECONDS = 60
_EXPLAINED = (PortTaken, ServerFailed, ServiceUnusable, NodeMissing)


def platform_up(options: Options) -> int:
    """Run the platform in the foreground until it is stopped (0) or a part of it fails (1)."""

    def stay(platform: Platform) -> int:
        console.say("  [dim]Ctrl-C stops everything and keeps the data · `make logs` follows the logs[/]\n")
        platform.watch()
        return FAILED

    return _run(options, stay)


def platform_with(options: Options, command: Sequence[str]) -> int:
    """Run a command beside a platform of its own and return the command's exit code."""

    def accompany(platform: Platform) -> int:
        child = subprocess.Popen(list(command), cwd=options.root, env=platform.environment)
        try:
            while (code := child.poll()) is None:
                platform.require_alive()
                time.sleep(0.2)
            return code
        finally:
            with suppress(ProcessLookupError):
                child.terminate()
            child.wait()

    return _run(options, accompany)


def _run(options: Options, ready: Callable[[Platform], int]) -> int:
    console.header(f"development platform · {options.root}")
    try:
        with options.folder.locked(), StopSignals() as signals:
            return _run_locked(Platform(options, signals), ready)
    except AlreadyRunning:
        return _say_already_running(options.folder, options.plan)


def _run_locked(platform: Platform, ready: Callable[[Platform], int]) -> int:
    is_ready = False
    try:
        platform.start()
        is_ready = True
        _show_ready(platform.options)
        return ready(platform)
    except StopRequested:
        console.say("\n  stopping …")
        return OK if is_ready else INTERRUPTED
    except CommandFailed as failed:
        console.failure(f"{failed.title} failed", failed.reason, failed.log, failed.log_path)
        return FAILED
    except ProcessFailed as failed:
        console.failure(str(failed), "Everything else is being stopped.", failed.log, failed.log_path)
        return FAILED
    except _EXPLAINED as failed:
        console.failure("The platform cannot start", str(failed))
        _advise(failed)
        return FAILED
    finally:
        killed = platform.stop()
        note = f" [yellow](had to be killed: {', '.join(killed)})[/]" if killed else ""
        console.say(f"  [dim]stopped; nothing is left running[/]{note}")


def _advise(failed: BaseException) -> None:
    if isinstance(failed, PortTaken):
        console.say("Stop that program, or start on other ports: [bold]make up PORT_OFFSET=100[/]")


def _show_ready(options: Options) -> None:
    _show_addresses(options.folder, options.plan, options.folder.state())
    console.logins(console.demo_read(options.folder.demo_path))


def _show_addresses(folder: RunFolder, plan: Plan, state: State) -> None:
    demo = console.demo_read(folder.demo_path)
    rows = [(f"Shop: {shop.get('name', '')}", str(shop.get("url", ""))) for shop in demo.get("shops", [])]
    ports = {one.name: one.port + state.port_offset for one in plan.processes if one.port is not None}
    rows += [
        (line.label, line.url.replace("{port}", str(ports[line.process])))
        for line in plan.addresses
        if line.process in ports
    ]
    if state.postgres_port:
        rows.append(
            ("PostgreSQL", f"postgresql://postgres@127.0.0.1:{state.postgres_port}/{plan.databases[0]}")
        )
    if state.valkey_port:
        rows.append(("Valkey", f"redis://127.0.0.1:{state.valkey_port}"))
    rows.append(("Logs", str(folder.logs)))
    console.addresses(rows)


def _say_already_running(folder: RunFolder, plan: Plan) -> int:
    state = folder.state()
    pid = state.runner.pid if state.runner else "unknown"
    console.say(f"The platform of this checkout already runs (process {pid}, {state.status}).")
    if state.status == READY:
        _show_addresses(folder, plan, state)
    console.say("`make down` stops it, `make status` shows its processes.")
    return OK


def platform_down(folder: RunFolder) -> int:
    """Stop the platform wherever it runs, also when its runner was killed; data is kept."""
    state = folder.state()
    if folder.is_in_use() and state.runner is not None:
        with suppress(ProcessLookupError):
            os.kill(state.runner.pid, signal.SIGTERM)
        deadline = time.monotonic() + DOWN_SECONDS
        while folder.is_in_use():
            if time.monotonic() > deadline:
                console.failure(f"The runner (process {state.runner.pid}) does not stop")
                return FAILED
            time.sleep(0.1)
        console.say("The platform is stopped; its data is kept.")
        return OK
    left = leftovers_end(state.processes, seconds=STOP_SECONDS)
    left += Servers(folder, {}).stop_leftovers()
    folder.state_write_stopped()
    console.say(f"Stopped what was left: {', '.join(left)}." if left else "Nothing was running.")
    return OK


def platform_reset(folder: RunFolder, *, sure: bool) -> int:
    """Stop the platform and delete its run folder: databases, queues, uploads, keys, logs."""
    question = f"Delete all data in {folder.path} (databases, uploads, keys, logs)? [y/N] "
    if not sure and not (sys.stdin.isatty() and input(question).strip().lower() in {"y", "yes"}):
        console.say("Nothing was deleted. Without a terminal to ask, say `make reset YES=1`.")
        return FAILED
    if platform_down(folder) != OK:
        return FAILED
    Servers(folder, {}).destroy()
    folder.destroy()
    console.say(f"{folder.path} is deleted.")
    return OK


def platform_status(folder: RunFolder, plan: Plan) -> int:
    """Show what runs; 0 when the platform is ready, else 1."""
    state = folder.state()
    if not folder.is_in_use():
        left = [note.name for note in state.processes if note.is_alive()]
        console.say("The platform does not run.")
        if left:
            console.say(f"A killed runner left {', '.join(left)} behind; `make down` ends them.")
        return FAILED
    console.say(f"The platform is [bold]{state.status}[/] ({state.mode}, offset {state.port_offset}).")
    console.processes([_status_row(note) for note in state.processes])
    _show_addresses(folder, plan, state)
    return OK if state.status == READY else FAILED


def _status_row(note: ProcessNote) -> tuple[str, ...]:
    alive = note.is_alive()
    memory = f"{memory_of(note.pid) / 1e6:.0f} MB" if alive else ""
    port = str(note.port) if note.port else ""
    return note.name, "runs" if alive else "ended", str(note.pid), port, memory
