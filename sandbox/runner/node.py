"""The JavaScript side: packages from the lock file, and a dashboard build that is remade when stale."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from sandbox.runner.children import CommandFailed, Job, job_run

OLDEST_NODE = (20, 9)
INSTALL_SECONDS = 420  # npm was seen to hang for minutes and to succeed in under one when asked again
INSTALL_ATTEMPTS = 2
BUILD_SECONDS = 600
_NOT_SOURCES = {"node_modules", ".next", "coverage", "tests"}
_WRITTEN_BY_NEXT = {"next-env.d.ts", "tsconfig.tsbuildinfo"}
_NEXT_VARIABLES = {"NEXT_TELEMETRY_DISABLED": "1", "NODE_ENV": "production"}
NPM_CI = ("npm", "ci", "--no-audit", "--no-fund")
NEXT_BUILD = ("node", "node_modules/next/dist/bin/next", "build")


class NodeMissing(RuntimeError):
    """There is no Node.js that is new enough."""


def node_version() -> str:
    """Return the version of Node.js, such as ``v20.20.2``. Raises NodeMissing."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise NodeMissing("Node.js 20.9 or newer (with npm) is needed and was not found on the PATH")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    if numbers < OLDEST_NODE:
        raise NodeMissing(f"Node.js 20.9 or newer is needed; {version} was found")
    return version


def package_folders(root: Path) -> list[Path]:
    """Return the folders of this checkout that have packages of their own: the dashboard, browser tests."""
    return [
        folder
        for folder in (root / "dashboard", root / "tests" / "e2e")
        if (folder / "package.json").exists()
    ]


def packages_are_stale(folder: Path) -> bool:
    """Tell whether ``node_modules`` was not made from the present lock file by this Node.js."""
    stamp = _packages_stamp(folder)
    return not stamp.exists() or stamp.read_text() != _packages_hash(folder)


def packages_install(folder: Path, *, environment: Mapping[str, str], log_path: Path) -> None:
    """Run ``npm ci``, a second time when the first hangs or fails. Raises CommandFailed."""
    for attempt in range(1, INSTALL_ATTEMPTS + 1):
        try:
            job_run(Job(f"npm ci in {folder.name}", NPM_CI, folder, environment, log_path, INSTALL_SECONDS))
            break
        except CommandFailed:
            if attempt == INSTALL_ATTEMPTS:
                raise
    _packages_stamp(folder).write_text(_packages_hash(folder))


def build_is_stale(folder: Path) -> bool:
    """Tell whether the dashboard's build was not made from the present sources."""
    stamp = _build_stamp(folder)
    return not stamp.exists() or stamp.read_text() != _sources_hash(folder)


def dashboard_build(folder: Path, *, environment: Mapping[str, str], log_path: Path) -> None:
    """Run ``next build``. Raises CommandFailed."""
    sources = _sources_hash(folder)  # before the build: an edit during it makes the result stale
    environment = {**environment, **_NEXT_VARIABLES}
    job_run(Job("next build", NEXT_BUILD, folder, environment, log_path, BUILD_SECONDS))
    _build_stamp(folder).write_text(sources)


def _packages_stamp(folder: Path) -> Path:
    return folder / "node_modules" / ".dropwright-lock"


def _build_stamp(folder: Path) -> Path:
    return folder / ".next" / "dropwright-sources"


def _packages_hash(folder: Path) -> str:
    lock = (folder / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + node_version().partition(".")[0].encode()).hexdigest()


def _sources_hash(folder: Path) -> str:
    digest = hashlib.sha256(node_version().encode())
    for path in sorted(_sources(folder)):
        digest.update(f"{path.relative_to(folder)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in _NOT_SOURCES]
        yield from (Path(place) / name for name in files if name not in _WRITTEN_BY_NEXT)
