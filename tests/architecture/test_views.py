"""Every endpoint states who may call it (house style, rule 19)."""

import ast
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.views import APIView

from tenancy.rest.permissions import DenyAll
from tests.architecture.sources import called_name, sources

METHODS = ("get", "post", "put", "patch", "delete")


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def views() -> dict[str, type[APIView]]:
    """Return the API views behind every host, by their names."""
    found: dict[str, type[APIView]] = {}
    for urlconf in settings.HOST_URLCONFS.values():
        for pattern in patterns(get_resolver(urlconf)):
            view: Any = getattr(pattern.callback, "view_class", None) or getattr(
                pattern.callback, "cls", None
            )
            if isinstance(view, type) and issubclass(view, APIView) and view.__module__.startswith("apps."):
                found[f"{view.__module__}.{view.__qualname__}"] = view
    return found


VIEWS = views()


def test_views_are_found() -> None:
    assert len(VIEWS) > 20


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_view_states_its_permission(name: str) -> None:
    view = VIEWS[name]
    stated = next((base for base in view.__mro__ if "permission_classes" in vars(base)), APIView)

    assert stated is not APIView, "the default denies: say who may call"
    assert list(view.permission_classes), "nobody checks the caller"
    assert DenyAll not in view.permission_classes
    if hasattr(view, "permission_needed"):
        handled = [method.upper() for method in METHODS if hasattr(view, method)]
        permission = view.permission
        needed = [permission if isinstance(permission, str) else permission.get(one, "") for one in handled]
        assert handled
        assert all("." in right for right in needed), f"{handled}: {needed}"


def test_without_a_word_everybody_is_refused() -> None:
    assert [DenyAll] == list(APIView.permission_classes)


# Answers a mail service, which reads nothing but the status.
PLAIN = {"automation/email/api/webhooks.py"}


@pytest.mark.parametrize("service", ["apps", "automation"])
def test_edges_build_no_envelopes_and_catch_no_business(service: str) -> None:
    """One renderer and one exception handler do this."""
    for source in sources(service):
        if source.kind != "api" or source.name in PLAIN:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call):
                assert called_name(node) not in {"JsonResponse", "HttpResponse"}, source.at(node)
            if isinstance(node, ast.Dict):
                keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
                assert not {"data", "error"} <= keys, source.at(node)


def test_serializers_have_names_of_their_own() -> None:
    """Two of one name would be merged in the OpenAPI file."""
    for service in ("apps", "automation"):
        names: dict[str, str] = {}
        for source in sources(service):
            for node in ast.walk(source.tree):
                if not isinstance(node, ast.ClassDef) or not any(
                    called_name(base).endswith("Serializer") for base in node.bases
                ):
                    continue
                assert node.name not in names, f"{source.at(node)} and {names[node.name]}"
                names[node.name] = source.at(node)
