"""Run the real runner with a table of two small programs: a web process and a worker with a child of its own."""

import argparse
import sys
from pathlib import Path

from sandbox.runner import commands
from sandbox.runner.folder import RunFolder
from sandbox.runner.health import HttpHealth, LogHealth
from sandbox.runner.platform import Options
from sandbox.runner.processes import EDGE_STAGE, WEB_STAGE, Address, Plan, Process, Step

WORKER = """
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("worker@here ready", flush=True)
stop = pathlib.Path(sys.argv[1])
while not stop.exists():
    time.sleep(0.05)
print("the queue is on fire", flush=True)
sys.exit(3)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("worker@here ready", flush=True)
time.sleep(600)
"""


def _plan(parsed: argparse.Namespace) -> Plan:
    python = sys.executable
    web = (python, "-m", "http.server", "{port}", "--bind", "127.0.0.1", "--directory", str(parsed.folder))
    source = STUBBORN if parsed.stubborn else WORKER
    worker = (python, "-c", source, str(parsed.folder / "fail"))
    codes = frozenset([parsed.restart_code])
    step = ("false",) if parsed.bad_step else ("sh", "-c", 'echo "$DATABASE_URL" > "$RUN_DIR/step.txt"')
    return Plan(
        processes=(
            Process("core-web", web, HttpHealth("/"), WEB_STAGE, port=parsed.port),
            Process("worker", worker, LogHealth("worker@here ready"), EDGE_STAGE, restart_codes=codes),
        ),
        steps=(Step("Prepare", 0, step),),
        addresses=(Address("Shop", "core-web", "http://localhost:{port}"),),
    )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--verb", default="up")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--stubborn", action="store_true")
    parser.add_argument("--bad-step", action="store_true")
    parser.add_argument("--restart-code", type=int, default=-1)
    parser.add_argument("--command", nargs=argparse.REMAINDER, default=[])
    parsed = parser.parse_args()
    folder = RunFolder(parsed.folder)
    if parsed.verb == "down":
        return commands.platform_down(folder)
    if parsed.verb == "reset":
        return commands.platform_reset(folder, sure=True)
    if parsed.verb == "status":
        return commands.platform_status(folder, _plan(parsed))
    options = Options(folder, port_offset=parsed.offset, plan=_plan(parsed))
    if parsed.verb == "with":
        return commands.platform_with(options, parsed.command)
    return commands.platform_up(options)


if __name__ == "__main__":
    sys.exit(main())
