"""Rendering and checking what describes the platform in production: kustomize, schemas, Dockerfiles."""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from sandbox.runner import console
from sandbox.runner.custom_resources import custom_resources_problems, is_custom, resources_read

OVERLAYS = Path("k8s") / "overlays"
BASE = Path("k8s")
_NOT_DOCKERFILES = {"node_modules", ".venv", ".run", ".git"}


def manifests_problems(root: Path) -> list[str]:
    """Render every overlay, check it against the Kubernetes schemas, lint every Dockerfile; return what is wrong."""
    problems = _kustomize_problems(root)
    for dockerfile in _dockerfiles(root):
        problems += _run("hadolint", "--no-color", str(dockerfile.relative_to(root)), root=root)
    return problems


def _kustomize_problems(root: Path) -> list[str]:
    overlays = sorted(path.parent for path in (root / OVERLAYS).glob("*/kustomization.yaml"))
    if not overlays:
        return [f"{OVERLAYS} has no overlay"]
    if shutil.which("kubectl") is None and shutil.which("kustomize") is None:
        console.say("  [yellow]neither kubectl nor kustomize was found: files are checked one by one[/]")
        return _plain_problems(root)
    problems = []
    with tempfile.TemporaryDirectory() as scratch:
        for overlay in overlays:
            rendered = Path(scratch) / f"{overlay.name}.yaml"
            failed, text = _render(overlay)
            rendered.write_text(text)
            problems += [f"{overlay.relative_to(root)} does not render:\n{failed}"] if failed else []
            problems += [] if failed else _rendered_problems(rendered, root)
    return problems


def _rendered_problems(rendered: Path, root: Path) -> list[str]:
    """Check Kubernetes' own kinds by its schemas (which only warn of others), the others by ours."""
    custom = custom_resources_problems(rendered.read_text(), root)
    return _run("kubernetes-validate", "--strict", str(rendered), root=root) + [
        f"{rendered.stem}: {problem}" for problem in custom
    ]


def _render(overlay: Path) -> tuple[str, str]:
    """Return the error (empty when it went well) and the rendered YAML of an overlay."""
    command = ("kubectl", "kustomize") if shutil.which("kubectl") else ("kustomize", "build")
    result = subprocess.run([*command, str(overlay)], capture_output=True, text=True, check=False)
    return ("" if result.returncode == 0 else result.stderr or "no output"), result.stdout


def _plain_problems(root: Path) -> list[str]:
    """Check without rendering: every resource file by its schema, every name in a kustomization for existence."""
    problems = []
    for path in sorted((root / BASE).rglob("*.yaml")):
        if path.name == "kustomization.yaml":
            content = yaml.safe_load(path.read_text()) or {}
            named = [*content.get("resources", []), *content.get("components", [])]
            problems += [f"{path}: {name} is missing" for name in named if not (path.parent / name).exists()]
        elif all(_is_whole(resource) for resource in resources_read(path.read_text())):
            problems += _rendered_problems(path, root)
    return problems


def _is_whole(resource: Mapping[str, Any]) -> bool:
    """Return whether a file's resource stands for itself; patches and parts of a pod are checked when rendered."""
    return is_custom(resource) or resource.get("kind") in {
        "Namespace",
        "Service",
        "NetworkPolicy",
        "ServiceAccount",
    }


def _dockerfiles(root: Path) -> list[Path]:
    found = [path for pattern in ("Dockerfile", "*/Dockerfile") for path in root.glob(pattern)]
    return sorted(path for path in found if not _NOT_DOCKERFILES & set(path.parts))


def _run(program: str, *arguments: str, root: Path) -> list[str]:
    executable = root / ".venv" / "bin" / program
    command = [str(executable) if executable.exists() else program, *arguments]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return [f"{program} {' '.join(arguments)}\n{result.stdout}{result.stderr}"] if result.returncode else []
