"""Reading the environment, for the settings of both services.

Order of precedence: real environment variables, `.env` (written by people), `.run/env` (written by the
development runner). A secret may also be given as a file: `NAME_FILE=/run/secrets/name`.
"""

import os
from pathlib import Path

from environs import Env


def environment(root: Path) -> Env:
    """Return a reader after loading `root/.env` and `root/.run/env` where they exist."""
    env = Env()
    for source in (root / ".env", root / ".run" / "env"):
        if source.is_file():
            env.read_env(str(source), recurse=False, override=False)
    return env


def secret(name: str, default: str = "") -> str:
    """Return a secret from `NAME` or from the file named by `NAME_FILE`; `default` when neither is set."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default).replace("\\n", "\n")


def keyring(name: str, default: str = "") -> dict[str, str]:
    """Return `id:secret,id:secret` as an ordered mapping; the first entry signs, all verify."""
    entries = (entry.partition(":") for entry in secret(name, default).split(",") if entry.strip())
    return {key.strip(): value for key, _, value in entries}
