"""The overlays as kubectl renders them, and how to read the pods in them."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.runner.processes import PYTHON

ROOT = Path(__file__).resolve().parents[2]
OVERLAYS = sorted(path.parent.name for path in (ROOT / "k8s" / "overlays").glob("*/kustomization.yaml"))
Resource = Mapping[str, Any]


@cache
def rendered(overlay: str) -> tuple[Resource, ...]:
    """Return the resources of an overlay; skips the test where no tool can render them."""
    tool = ("kubectl", "kustomize") if shutil.which("kubectl") else ("kustomize", "build")
    if shutil.which(tool[0]) is None:
        pytest.skip("neither kubectl nor kustomize is installed")
    result = subprocess.run(
        [*tool, str(ROOT / "k8s" / "overlays" / overlay)], capture_output=True, text=True, check=True
    )
    return tuple(resource for resource in yaml.safe_load_all(result.stdout) if resource)


def of_kind(overlay: str, *kinds: str) -> list[Resource]:
    return [resource for resource in rendered(overlay) if resource["kind"] in kinds]


def named(overlay: str, kind: str, name: str) -> Resource:
    return next(resource for resource in of_kind(overlay, kind) if resource["metadata"]["name"] == name)


@dataclass(frozen=True)
class Workload:
    """A deployment, stateful set or job of ours."""

    resource: Resource

    @property
    def name(self) -> str:
        return str(self.resource["metadata"]["name"])

    @property
    def kind(self) -> str:
        return str(self.resource["kind"])

    @property
    def pod(self) -> Resource:
        pod: Resource = self.resource["spec"]["template"]["spec"]
        return pod

    @property
    def labels(self) -> Mapping[str, str]:
        labels: Mapping[str, str] = self.resource["spec"]["template"]["metadata"]["labels"]
        return labels

    @property
    def app(self) -> Resource:
        """The container that does the work."""
        (container,) = self.pod["containers"]
        app: Resource = container
        return app

    def containers(self) -> Iterator[Resource]:
        yield from self.pod["containers"]
        yield from self.pod.get("initContainers", [])


def workloads(overlay: str, *kinds: str) -> list[Workload]:
    return [Workload(one) for one in of_kind(overlay, *(kinds or ("Deployment", "StatefulSet", "Job")))]


def workload(overlay: str, name: str) -> Workload:
    return next(one for one in workloads(overlay) if one.name == name)


def environment(overlay: str, container: Resource, secrets: Mapping[str, str]) -> dict[str, str]:
    """Return a container's variables as the kubelet makes them; secrets come by name of the variable."""
    found: dict[str, str] = {}
    for source in container.get("envFrom", []):
        found |= named(overlay, "ConfigMap", source["configMapRef"]["name"])["data"]
    for variable in container.get("env", []):
        origin = variable.get("valueFrom", {})
        if "secretKeyRef" in origin:
            value = secrets.get(variable["name"], "")
        elif "configMapKeyRef" in origin:
            reference = origin["configMapKeyRef"]
            value = named(overlay, "ConfigMap", reference["name"])["data"][reference["key"]]
        else:
            value = re.sub(r"\$\((\w+)\)", lambda match: found[match[1]], variable["value"])
        found[variable["name"]] = value
    return found


def variables(overlay: str, container: Resource) -> set[str]:
    """Return the names of the variables a container gets."""
    return set(environment(overlay, container, {}))


def plain(command: tuple[str, ...]) -> list[str]:
    """Return a command of the development runner as an image would run it."""
    return ["python" if part == PYTHON else part for part in command]
