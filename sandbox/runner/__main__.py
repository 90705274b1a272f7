"""``python -m sandbox.runner``: the one command that runs the whole platform on one machine."""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from sandbox.runner import checks, commands, console, lift_out, logs, manifests, node, openapi
from sandbox.runner.children import CommandFailed
from sandbox.runner.environment import given_environment
from sandbox.runner.folder import ROOT, RunFolder
from sandbox.runner.platform import Options
from sandbox.runner.ports import offset_find
from sandbox.runner.processes import PLATFORM

AUTO = "auto"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parsed = _parser().parse_args(arguments)
    return int(parsed.run(parsed))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox.runner", description=__doc__)
    parser.add_argument("--run-dir", type=Path, default=ROOT / ".run", help="where data, keys and logs live")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    for verb, text in (("up", "start everything and stay"), ("dev", "the same, reloading on change")):
        command = verbs.add_parser(verb, help=text)
        command.add_argument(
            "--port-offset", default=None, help="added to every port; `auto` finds a free one"
        )
        command.set_defaults(run=_up, mode=verb)
    command = verbs.add_parser("with", help="run a command beside a platform of its own, then stop it")
    command.add_argument("--port-offset", default=AUTO)
    command.add_argument("--fresh", action="store_true", help="delete the run folder first")
    command.add_argument("command", nargs=argparse.REMAINDER)
    command.set_defaults(run=_with)
    verbs.add_parser("down", help="stop; data is kept").set_defaults(run=_down)
    command = verbs.add_parser("reset", help="stop and delete all data, keys and logs")
    command.add_argument("--yes", action="store_true", help="do not ask")
    command.set_defaults(run=_reset)
    verbs.add_parser("status", help="show what runs").set_defaults(run=_status)
    command = verbs.add_parser("logs", help="show the ends of the logs")
    command.add_argument("names", nargs="*", help="process names; all when left out")
    command.add_argument("-n", "--lines", type=int, default=20)
    command.add_argument("-f", "--follow", action="store_true")
    command.set_defaults(run=_logs)
    verbs.add_parser("packages", help="install JavaScript packages").set_defaults(run=_packages)
    _check_verbs(verbs)
    return parser


def _check_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    known = ", ".join(check.name for check in (*checks.CHECKS, *checks.TESTS))
    command = verbs.add_parser("check", help="run checks by name; all of `make check` when none is named")
    command.add_argument("names", nargs="*", metavar="NAME", help=known)
    command.set_defaults(run=_check)
    verbs.add_parser("test", help="run all checks and all tests").set_defaults(run=_test)
    command = verbs.add_parser("schema", help="make the OpenAPI files and TypeScript types anew")
    command.add_argument("--check", action="store_true", help="change nothing; fail when a file is stale")
    command.set_defaults(run=_schema)
    verbs.add_parser("manifests", help="check k8s/ and the Dockerfiles").set_defaults(run=_manifests)
    command = verbs.add_parser("lift-out", help="run automation's tests where nothing else of ours exists")
    command.set_defaults(run=_lift_out)


def _options(parsed: argparse.Namespace, mode: str) -> Options:
    given = given_environment()
    wanted = parsed.port_offset or given.get("PORT_OFFSET") or "0"
    ports = [one.port for one in PLATFORM.processes if one.port is not None]
    offset = offset_find(ports) if wanted == AUTO else int(wanted)
    return Options(RunFolder(parsed.run_dir), mode=mode, port_offset=offset, given=given)


def _up(parsed: argparse.Namespace) -> int:
    return commands.platform_up(_options(parsed, parsed.mode))


def _with(parsed: argparse.Namespace) -> int:
    command = [part for number, part in enumerate(parsed.command) if number or part != "--"]
    if not command:
        console.say("`with` needs a command")
        return 2
    folder = RunFolder(parsed.run_dir)
    if parsed.fresh and folder.path.exists() and commands.platform_reset(folder, sure=True):
        return 1
    return commands.platform_with(_options(parsed, "up"), command)


def _down(parsed: argparse.Namespace) -> int:
    return commands.platform_down(RunFolder(parsed.run_dir))


def _reset(parsed: argparse.Namespace) -> int:
    return commands.platform_reset(RunFolder(parsed.run_dir), sure=parsed.yes)


def _status(parsed: argparse.Namespace) -> int:
    return commands.platform_status(RunFolder(parsed.run_dir), PLATFORM)


def _logs(parsed: argparse.Namespace) -> int:
    folder = RunFolder(parsed.run_dir)
    return logs.logs_show(folder.logs, parsed.names, lines=parsed.lines, follow=parsed.follow)


def _packages(parsed: argparse.Namespace) -> int:
    folder = RunFolder(parsed.run_dir)
    folder.create()
    try:
        for place in node.package_folders(ROOT):
            if node.packages_are_stale(place):
                with console.timed(f"Install packages of {place.relative_to(ROOT)}"):
                    log_path = folder.logs / "step-npm.log"
                    node.packages_install(place, environment=given_environment(), log_path=log_path)
    except CommandFailed as failed:
        console.failure(f"{failed.title} failed", failed.reason, failed.log, failed.log_path)
        return 1
    except (node.NodeMissing, subprocess.CalledProcessError) as failed:
        console.failure("JavaScript packages cannot be installed", str(failed))
        return 1
    return 0


def _check(parsed: argparse.Namespace) -> int:
    try:
        return checks.checks_run(checks.checks_named(parsed.names) if parsed.names else checks.CHECKS)
    except KeyError as unknown:
        console.say(f"There is no check named {unknown.args[0]}")
        return 2


def _test(_parsed: argparse.Namespace) -> int:
    return checks.checks_run((*checks.CHECKS, *checks.TESTS))


def _schema(parsed: argparse.Namespace) -> int:
    try:
        if not parsed.check:
            openapi.schema_write(ROOT)
            return 0
        stale = openapi.schema_stale(ROOT)
    except openapi.SchemaFailed as failed:
        console.failure("The API cannot describe itself", str(failed))
        return 1
    if stale:
        console.failure("Stale: run `make schema` and commit the result", "\n".join(stale))
    return 1 if stale else 0


def _manifests(_parsed: argparse.Namespace) -> int:
    problems = manifests.manifests_problems(ROOT)
    for problem in problems:
        console.failure("Not deployable", problem)
    return 1 if problems else 0


def _lift_out(_parsed: argparse.Namespace) -> int:
    try:
        return lift_out.automation_test(ROOT)
    except lift_out.NotInstallable as failed:
        console.failure("Automation cannot be installed on its own", str(failed))
        return 1


if __name__ == "__main__":
    sys.exit(main())
