"""Checking custom resources: kinds that Kubernetes itself has no schema for are held to ours in ``k8s/schemas``."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

SCHEMAS = Path("k8s") / "schemas"


def custom_resources_problems(rendered: str, root: Path) -> list[str]:
    """Return what is wrong with the custom resources of rendered YAML; a kind without a schema is wrong too.

    Custom are the kinds whose API group has a domain of its own, other than Kubernetes' ``*.k8s.io`` built-in ones.
    """
    problems = []
    for resource in resources_read(rendered):
        if is_custom(resource):
            problems += list(_resource_problems(resource, root / SCHEMAS))
    return problems


def resources_read(rendered: str) -> list[Mapping[str, Any]]:
    """Return the resources of a YAML text, empty documents left out."""
    return [resource for resource in yaml.safe_load_all(rendered) if resource]


def is_custom(resource: Mapping[str, Any]) -> bool:
    """Return whether a resource comes from a definition that is installed beside Kubernetes."""
    group = str(resource.get("apiVersion", "")).rpartition("/")[0]
    built_in = {"networking.k8s.io", "rbac.authorization.k8s.io", "storage.k8s.io", "scheduling.k8s.io"}
    return "." in group and group not in built_in


def _resource_problems(resource: Mapping[str, Any], schemas: Path) -> Iterator[str]:
    kind = resource.get("kind", "?")
    label = f"{kind}/{resource.get('metadata', {}).get('name', '?')}"
    path = schemas / f"{kind}.json"
    if not path.is_file():
        yield f"{label}: {path.name} is missing in {SCHEMAS}"
        return
    validator = Draft202012Validator(json.loads(path.read_text()))
    for error in sorted(validator.iter_errors(resource), key=lambda error: error.json_path):
        yield f"{label}: {error.json_path}: {error.message}"
