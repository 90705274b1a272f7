"""The account PostgreSQL runs under, and places that account can reach.

PostgreSQL refuses to run as root. As root we therefore run it as a system user of its own, which cannot look
into a home folder that is closed to others; what it needs is then put under ``/var/tmp``.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.runner.servers import ServerFailed

ACCOUNT_NAME = "dropwright_pg"
OPEN_ROOT = Path("/var/tmp")  # noqa: S108 -- world-reachable on purpose; every folder in it is checked for its owner


class AccountUnavailable(ServerFailed):
    """Root has no unprivileged system user to run PostgreSQL with, and could not make one."""


@dataclass(frozen=True)
class Account:
    """An operating-system user that a server process is started as."""

    name: str
    uid: int
    gid: int


def account_for_postgres() -> Account | None:
    """Return the system user for PostgreSQL when we are root (made when missing), else None."""
    if os.geteuid() != 0:
        return None
    try:
        return _account(ACCOUNT_NAME)
    except KeyError:
        return _account_create()


def _account(name: str) -> Account:
    entry = pwd.getpwnam(name)
    return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)


def _account_create() -> Account:
    command = [
        "useradd",
        "--system",
        "--no-create-home",
        "--user-group",
        "--shell",
        "/usr/sbin/nologin",
        ACCOUNT_NAME,
    ]
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    executable = shutil.which("useradd", path=path)
    result = (
        subprocess.run(
            [executable or "useradd", *command[1:]], capture_output=True, text=True, check=False, timeout=30
        )
        if executable
        else None
    )
    try:
        return _account(ACCOUNT_NAME)  # also when another checkout made it a moment ago
    except KeyError:
        reason = result.stderr.strip() if result else "useradd is not installed"
        raise AccountUnavailable(
            f"PostgreSQL cannot run as root and the system user {ACCOUNT_NAME} could not be made: {reason}"
        ) from None


def is_reachable(path: Path, account: Account) -> bool:
    """Tell whether the account may walk down to the path (the last part need not exist yet)."""
    for folder in path.absolute().parents:
        try:
            facts = folder.stat()
        except FileNotFoundError:
            continue
        if not _may_enter(facts, account):
            return False
    return True


def _may_enter(facts: os.stat_result, account: Account) -> bool:
    if facts.st_uid == account.uid:
        return bool(facts.st_mode & stat.S_IXUSR)
    if facts.st_gid == account.gid:
        return bool(facts.st_mode & stat.S_IXGRP)
    return bool(facts.st_mode & stat.S_IXOTH)


def open_folder(key: Path) -> Path:
    """Make and return a folder of ours under /var/tmp that belongs to this key and that others can enter.

    Raises PermissionError when somebody else already owns a folder of that name.
    """
    digest = hashlib.sha256(os.fsencode(key.absolute())).hexdigest()[:16]
    folder = OPEN_ROOT / f"dropwright-{digest}"
    folder.mkdir(mode=0o755, exist_ok=True)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.geteuid():
        raise PermissionError(f"{folder} exists and belongs to somebody else; remove it")
    folder.chmod(0o755)
    return folder


def reachable_copy(folder: Path, names: Sequence[str], version: str, account: Account) -> Path:
    """Return the folder, or a copy of the named parts of it under /var/tmp when the account cannot reach it.

    A copy is made once for each version.
    """
    if is_reachable(folder / names[0] / "any", account):
        return folder
    place = open_folder(folder / version)
    copy = place / "copy"
    if not copy.exists():
        partial = Path(tempfile.mkdtemp(prefix="new-", dir=place))
        partial.chmod(0o755)
        for name in names:
            shutil.copytree(folder / name, partial / name, symlinks=True)
        try:
            partial.rename(copy)
        except OSError:  # another process of ours copied it at the same time
            shutil.rmtree(partial, ignore_errors=True)
            if not copy.exists():
                raise
    return copy
