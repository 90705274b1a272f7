"""The committed OpenAPI files and the TypeScript types made from them."""

import difflib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape

from sandbox.runner import console
from sandbox.runner.processes import AUTOMATION_ENVIRONMENT, CORE_ENVIRONMENT, PYTHON

SHOWN_LINES = 40
_GENERATOR = Path("dashboard") / "node_modules" / "openapi-typescript" / "bin" / "cli.js"


@dataclass(frozen=True)
class Api:
    """One service's API description: how it is made and where it is kept."""

    schema: str
    types: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


_SPECTACULAR = ("spectacular", "--validate", "--fail-on-warn")
APIS = (
    Api(
        "docs/api/core.yaml",
        "dashboard/lib/api/core.d.ts",
        (PYTHON, "manage.py", *_SPECTACULAR, "--urlconf", "config.urls.api"),
        CORE_ENVIRONMENT,
    ),
    Api(
        "docs/api/automation.yaml",
        "dashboard/lib/api/automation.d.ts",
        (PYTHON, "-m", "automation.manage", *_SPECTACULAR),
        AUTOMATION_ENVIRONMENT,
    ),
)


class SchemaFailed(RuntimeError):
    """A service cannot describe itself, or its description cannot be turned into types."""


def schema_write(root: Path) -> None:
    """Make all files anew. Raises SchemaFailed."""
    with tempfile.TemporaryDirectory() as scratch:
        for name in _generate(root, Path(scratch)):
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(scratch) / name, target)
            console.say(f"  [green]✓[/] {name}")


def schema_stale(root: Path) -> list[str]:
    """Print how the committed files differ from fresh ones; return the stale ones. Raises SchemaFailed."""
    stale = []
    with tempfile.TemporaryDirectory() as scratch:
        for name in _generate(root, Path(scratch)):
            fresh = (Path(scratch) / name).read_text().splitlines()
            committed = (root / name).read_text().splitlines() if (root / name).exists() else []
            if fresh != committed:
                stale.append(name)
                lines = difflib.unified_diff(
                    committed, fresh, f"{name} (committed)", f"{name} (fresh)", "", "", 2, ""
                )
                console.say(escape("\n".join(list(lines)[:SHOWN_LINES])))
    return stale


def _generate(root: Path, scratch: Path) -> list[str]:
    """Write fresh files below the scratch folder under their committed names; return the names."""
    for api in APIS:
        schema, types = scratch / api.schema, scratch / api.types
        for path in (schema, types):
            path.parent.mkdir(parents=True, exist_ok=True)
        _run(root, (*api.command, "--file", str(schema)), api.environment)
        _run(root, ("node", str(root / _GENERATOR), str(schema), "-o", str(types)), {})
    return [name for api in APIS for name in (api.schema, api.types)]


def _run(root: Path, command: tuple[str, ...], environment: Mapping[str, str]) -> None:
    result = subprocess.run(
        command, cwd=root, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise SchemaFailed(f"{' '.join(command[:4])} …\n{result.stdout[-4000:]}{result.stderr[-4000:]}")
