"""Every operation of this service's API, tried by everyone who may not use it.

The list comes from the running service's own OpenAPI description. An operation that is not known here fails.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from drf_spectacular.generators import SchemaGenerator

from automation.core_client.fake import FakeCore
from automation.core_client.types import CoreStore
from automation.tests.conftest import core_store, store_register
from automation.tests.isolation.scope import bodies, make_all, names
from tenancy.context import public_context, store_context
from tenancy.testing.pristine import checksums_sql

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


def rows(store: Any) -> dict[str, str | None]:
    """A checksum of every table of the store."""
    with public_context(), connection.cursor() as cursor:
        cursor.execute(checksums_sql(tables(store.schema_name)))
        return dict(cursor.fetchall())


@cache
def tables(schema: str) -> list[str]:
    with public_context(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables WHERE schemaname = %s", [schema]
        )
        return [name for (name,) in cursor.fetchall()]


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


@dataclass(frozen=True)
class FullStore:
    """A store with one of everything, and the ids of it."""

    known: CoreStore
    info: Any
    ids: dict[str, str]


@pytest.fixture(scope="module")
def full(module_db: None, store_schemas: tuple[str, str]) -> tuple[FullStore, FullStore]:
    """Two full stores, made once for all tests here: each of them ends by a roll-back to it."""
    one, other = (_full(number, schema) for number, schema in enumerate(store_schemas, start=1))
    return one, other


def _full(number: int, schema_name: str) -> FullStore:
    known = core_store(number)
    info = store_register(FakeCore(), known, schema_name)
    return FullStore(known, info, fill(info))


@pytest.fixture
def store(full: tuple[FullStore, FullStore], core: FakeCore, db: None) -> Any:
    core.stores[full[0].known.id] = full[0].known
    return full[0].info


@pytest.fixture
def other_store(full: tuple[FullStore, FullStore], core: FakeCore, db: None) -> Any:
    core.stores[full[1].known.id] = full[1].known
    return full[1].info


@pytest.fixture
def mine(full: tuple[FullStore, FullStore], store: Any) -> dict[str, str]:
    return full[0].ids


@pytest.fixture
def theirs(full: tuple[FullStore, FullStore], other_store: Any) -> dict[str, str]:
    return full[1].ids


@pytest.fixture(autouse=True)
def _broker(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in BROKER:
        monkeypatch.setattr(name, lambda **_: True)


def test_c4_every_operation_is_covered(mine: dict[str, str]) -> None:
    for operation in OPERATIONS:
        assert "store_id" in operation.parameters, f"{operation.id}: say who may call it"
        unknown = set(operation.parameters) - mine.keys()
        assert not unknown, f"{operation.id}: make an object for {unknown} in a specimen file"
        assert operation.permission, f"{operation.id}: its view names no permission"
        needs_body = operation.method in {"post", "put", "patch"}
        assert not needs_body or operation.id in BODIES, f"{operation.id}: give it a body in a specimen file"
    assert set(BODIES) | OPEN | REFUSED <= {operation.id for operation in ALL}, "an operation listed is gone"


def test_what_changes_is_noticed(
    mine: dict[str, str], store: Any, other_store: Any, owner_client: Any
) -> None:
    """Otherwise "change nothing" below would say nothing."""
    operation = next(item for item in OPERATIONS if item.id == "emailSegmentDetailDelete")
    before, others = rows(store), rows(other_store)

    assert call(operation, owner_client, mine).status_code in {200, 204}
    assert rows(store) != before
    assert rows(other_store) == others


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.id)
def test_c1_strangers_and_other_owners_get_404_and_change_nothing(
    operation: Operation, mine: dict[str, str], store: Any, stranger_client: Any, other_owner_client: Any
) -> None:
    before = rows(store)

    for client in (stranger_client, other_owner_client):
        assert call(operation, client, mine).status_code == 404
    assert rows(store) == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.id)
def test_c2_another_stores_ids_are_unknown(
    operation: Operation, mine: dict[str, str], theirs: dict[str, str], other_store: Any, owner_client: Any
) -> None:
    before = rows(other_store)

    for name in set(operation.parameters) - {"store_id"}:
        answer = call(operation, owner_client, mine | {name: theirs[name]})
        assert answer.status_code == 404, name
    answer = call(operation, owner_client, mine)
    assert [name for name, value in theirs.items() if value in answer.content.decode()] == []
    assert rows(other_store) == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.id)
def test_c5_without_a_token_401_and_a_viewer_only_reads(
    operation: Operation, mine: dict[str, str], store: Any, viewer_client: Any
) -> None:
    from rest_framework.test import APIClient

    before = rows(store)

    assert call(operation, APIClient(), mine).status_code == 401
    answer = call(operation, viewer_client, mine)
    assert answer.status_code == (200 if operation.permission.endswith(".read") else 403), answer.content
    assert rows(store) == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.id)
def test_the_owner_gets_through(operation: Operation, mine: dict[str, str], owner_client: Any) -> None:
    answer = call(operation, owner_client, mine)

    allowed = {200, 201, 202} | ({409, 422} if operation.id in REFUSED else set())
    assert answer.status_code in allowed, answer.content
