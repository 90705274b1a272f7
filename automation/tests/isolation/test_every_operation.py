"""Every operation of this service's API, tried by everyone who may not use it.

The list comes from the running service's own OpenAPI description. An operation that is not known here fails.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from drf_spectacular.generators import SchemaGenerator

from automation.tests.isolation.scope import bodies, make_all, names
from tenancy.context import store_context

pytestmark = pytest.mark.django_db
BODIES, REFUSED, BROKER, OPEN = bodies(), names("REFUSED"), names("BROKER"), names("OPEN")


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    permission: str

    @property
    def parameters(self) -> list[str]:
        return [part[1:-1] for part in self.path.split("/") if part.startswith("{")]


def operations() -> list[Operation]:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return [
        Operation(row["operationId"], method, path, row.get("x-permission", ""))
        for path, methods in schema["paths"].items()
        for method, row in methods.items()
        if method in {"get", "post", "put", "patch", "delete"}
    ]


ALL = operations()
OPERATIONS = [operation for operation in ALL if operation.id not in OPEN]


def fill(store: Any) -> dict[str, str]:
    with store_context(store.schema_name):
        return make_all(store)


def rows(store: Any) -> list[Any]:
    """Every row of the store."""
    models = [model for config in apps.get_app_configs() if config.name.startswith("automation.")
              and config.label not in {"registry", "staff"} for model in config.get_models()]  # fmt: skip
    with store_context(store.schema_name):
        return [list(model._default_manager.order_by("pk").values()) for model in models]


def call(
    operation: Operation, client: Any, ids: dict[str, str], body_ids: dict[str, str] | None = None
) -> Any:
    path = operation.path
    for name in operation.parameters:
        path = path.replace(f"{{{name}}}", ids[name])
    make = BODIES.get(operation.id)
    body = make(body_ids or ids) if make else None
    is_form = isinstance(body, dict) and any(isinstance(item, SimpleUploadedFile) for item in body.values())
    return getattr(client, operation.method)(path, body, format="multipart" if is_form else "json")


@pytest.fixture(autouse=True)
def _broker(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in BROKER:
        monkeypatch.setattr(name, lambda **_: True)


def test_c4_every_operation_is_covered(store: Any) -> None:
    ids = fill(store)
    for operation in OPERATIONS:
        assert "store_id" in operation.parameters, f"{operation.id}: say who may call it"
        unknown = set(operation.parameters) - ids.keys()
        assert not unknown, f"{operation.id}: make an object for {unknown} in a specimen file"
        assert operation.permission, f"{operation.id}: its view names no permission"
        needs_body = operation.method in {"post", "put", "patch"}
        assert not needs_body or operation.id in BODIES, f"{operation.id}: give it a body in a specimen file"
    assert set(BODIES) | OPEN | REFUSED <= {operation.id for operation in ALL}, "an operation listed is gone"


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.id)
def test_c1_strangers_and_other_owners_get_404_and_change_nothing(
    operation: Operation, store: Any, stranger_client: Any, other_owner_client: Any
) -> None:
    ids = fill(store)
    before = rows(store)

    for client in (stranger_client, other_owner_client):
        assert call(operation, client, ids).status_code == 404
    assert rows(store) == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.id)
def test_c2_another_stores_ids_are_unknown(
    operation: Operation, store: Any, other_store: Any, owner_client: Any
) -> None:
    mine, theirs = fill(store), fill(other_store)
    before = rows(other_store)

    for name in set(operation.parameters) - {"store_id"}:
        answer = call(operation, owner_client, mine | {name: theirs[name]})
        assert answer.status_code == 404, name
    answer = call(operation, owner_client, mine)
    assert [name for name, value in theirs.items() if value in answer.content.decode()] == []
    assert rows(other_store) == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.id)
def test_c5_without_a_token_401_and_a_viewer_only_reads(
    operation: Operation, store: Any, viewer_client: Any
) -> None:
    from rest_framework.test import APIClient

    ids = fill(store)
    before = rows(store)

    assert call(operation, APIClient(), ids).status_code == 401
    answer = call(operation, viewer_client, ids)
    assert answer.status_code == (200 if operation.permission.endswith(".read") else 403), answer.content
    assert rows(store) == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.id)
def test_the_owner_gets_through(operation: Operation, store: Any, owner_client: Any) -> None:
    answer = call(operation, owner_client, fill(store))

    allowed = {200, 201, 202} | ({409, 422} if operation.id in REFUSED else set())
    assert answer.status_code in allowed, answer.content
