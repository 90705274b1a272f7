"""Every operation of this service's API, tried by everyone who may not use it.

The list comes from the running service's own OpenAPI description. An operation that is not known here fails.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from automation.imports.models import ImportItem, ImportJob, ImportStep
from automation.imports.services import jobs
from tenancy.context import store_context

pytestmark = pytest.mark.django_db
SOURCE = {"source": {"kind": "product_page", "html": "<h1>Lamp</h1>"}}
BODIES: dict[str, Any] = {
    "importListPost": SOURCE,
    "importPreviewPost": SOURCE,
    "importCancelPost": None,
    "importRetryPost": None,
}
KNOWN = {"store_id", "import_id"}


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


OPERATIONS = operations()


def make_import(store: Any) -> str:
    with store_context(store.schema_name):
        job = jobs.import_start_html(
            html="<h1>Lamp</h1>", url=None, options={}, user_id=UUID(int=1), now=timezone.now()
        )
    return str(job.pk)


def rows(store: Any) -> list[Any]:
    with store_context(store.schema_name):
        return [list(model.objects.order_by("pk").values()) for model in (ImportJob, ImportItem, ImportStep)]


def call(operation: Operation, client: Any, store_id: Any, import_id: str) -> Any:
    path = operation.path.replace("{store_id}", str(store_id)).replace("{import_id}", import_id)
    return getattr(client, operation.method)(path, BODIES.get(operation.id), format="json")


@pytest.fixture(autouse=True)
def _broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("automation.imports.api.views.import_dispatch", lambda **_: True)


def test_c4_every_operation_is_covered() -> None:
    for operation in OPERATIONS:
        assert "store_id" in operation.parameters, f"{operation.id}: say who may call it"
        assert set(operation.parameters) <= KNOWN, f"{operation.id}: make an object for its ids"
        assert operation.permission, f"{operation.id}: its view names no permission"
        assert operation.method == "get" or operation.id in BODIES, f"{operation.id}: give it a body"
    assert set(BODIES) <= {operation.id for operation in OPERATIONS}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.id)
def test_c1_strangers_and_other_owners_get_404_and_change_nothing(
    operation: Operation, store: Any, stranger_client: Any, other_owner_client: Any
) -> None:
    made = make_import(store)
    before = rows(store)

    for client in (stranger_client, other_owner_client):
        assert call(operation, client, store.id, made).status_code == 404
    assert rows(store) == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.id)
def test_c2_another_stores_ids_are_unknown(
    operation: Operation, store: Any, other_store: Any, owner_client: Any
) -> None:
    theirs = make_import(other_store)
    before = rows(other_store)

    answer = call(operation, owner_client, store.id, theirs)

    if "import_id" in operation.parameters:
        assert answer.status_code == 404
    assert theirs not in answer.content.decode()
    assert rows(other_store) == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.id)
def test_c5_without_a_token_401_and_a_viewer_only_reads(
    operation: Operation, store: Any, viewer_client: Any
) -> None:
    from rest_framework.test import APIClient

    made = make_import(store)
    before = rows(store)

    assert call(operation, APIClient(), store.id, made).status_code == 401
    answer = call(operation, viewer_client, store.id, made)
    assert answer.status_code == (403 if operation.permission.endswith(".write") else 200)
    assert rows(store) == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.id)
def test_the_owner_gets_through(operation: Operation, store: Any, owner_client: Any) -> None:
    answer = call(operation, owner_client, store.id, make_import(store))

    allowed = {200, 202} | ({409} if operation.id == "importRetryPost" else set())
    assert answer.status_code in allowed, answer.content
