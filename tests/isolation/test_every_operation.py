"""C1–C5: every operation of the API, tried by everyone who may not use it, with everyone's ids.

The list comes from the committed OpenAPI file. An operation whose body or ids are not known here fails the test
`test_c4_…`, so a new endpoint cannot be forgotten.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from apps.accounts.types import PERMISSIONS
from apps.tenants.services import merchant_create
from tenancy.context import public_context, store_context
from tenancy.testing.pristine import checksums_sql
from tests.conftest import Person, api_client, person_make, store_make
from tests.isolation.scope import answers, bodies, make_all, names

pytestmark = pytest.mark.django_db
SCHEMA = Path(__file__).parents[2] / "docs" / "api" / "core.yaml"
METHODS = ("get", "post", "put", "patch", "delete")

OPEN, PERSONAL, REFUSED = names("OPEN"), names("PERSONAL"), names("REFUSED")
BODIES, ANSWERS = bodies(), answers()


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    permission: str
    parameters: tuple[str, ...] = field(default=())

    def open_to(self, role: str) -> bool:
        return self.permission in PERMISSIONS[role]


@cache
def operations() -> list[Operation]:
    found = []
    for path, methods in yaml.safe_load(SCHEMA.read_text())["paths"].items():
        for method in METHODS:
            if method in methods:
                row = methods[method]
                found.append(
                    Operation(
                        id=row["operationId"],
                        method=method,
                        path=path,
                        permission=row.get("x-permission", ""),
                        parameters=tuple(part[1:-1] for part in path.split("/") if part.startswith("{")),
                    )
                )
    return found


CAST = (("owner", 0, "OWNER"), ("viewer", 0, "VIEWER"), ("other_owner", 1, "OWNER"), ("stranger", 2, "OWNER"))
SCOPED = [item for item in operations() if {"store_id", "merchant_id"} & set(item.parameters)]


@dataclass
class Shop:
    """A store with one of everything, and the ids of it."""

    store: Any
    ids: dict[str, str]

    def rows(self) -> dict[str, str | None]:
        """A checksum of every table of the store, and of every platform table people can change."""
        with public_context(), connection.cursor() as cursor:
            cursor.execute(checksums_sql(watched(self.store.schema_name)))
            return dict(cursor.fetchall())


# Rows that a refused call may not touch either. Sessions and counters change by being used.
PLATFORM_TABLES = "(tenants|accounts|billing|entitlements|audit|payments)_%"
CHANGED_BY_USE = {"accounts_loginsession"}


@cache
def watched(schema: str) -> list[str]:
    """The quoted names of the tables no refused call may touch."""
    with public_context(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%%I.%%I', nspname, relname) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relkind = 'r' AND relname <> ALL(%s)"
            " AND (nspname = %s OR nspname = 'public' AND relname SIMILAR TO %s) ORDER BY 1",
            [list(CHANGED_BY_USE), schema, PLATFORM_TABLES],
        )
        return [name for (name,) in cursor.fetchall()]


def fill(store: Any) -> Shop:
    with store_context(store.schema_name):
        return Shop(store=store, ids=make_all(store))


def call(
    operation: Operation, ids: dict[str, str], access: str | None, body_ids: dict[str, str] | None = None
) -> Any:
    path = operation.path
    for name in operation.parameters:
        path = path.replace(f"{{{name}}}", ids[name])
    make = BODIES.get(operation.id)
    body = make(body_ids or ids) if make else None
    is_form = isinstance(body, dict) and any(isinstance(item, SimpleUploadedFile) for item in body.values())
    return getattr(api_client(access), operation.method)(
        path, body, format="multipart" if is_form else "json"
    )


@dataclass(frozen=True)
class Scene:
    """Two merchants with a full store each, and the people around them."""

    mine: Shop
    theirs: Shop
    people: dict[str, Person]


@pytest.fixture(scope="module")
def scene(module_db: None, store_schemas: tuple[str, str]) -> Scene:
    """Made once for all tests here: each of them ends by a roll-back to it."""
    with public_context():
        merchants = [
            merchant_create(name=name, now=timezone.now()) for name in ("Meadow", "Harbour", "Passer-by")
        ]
    people = {
        name: person_make(email=f"{name}@example.com", merchant_id=merchants[at], role=role)
        for name, at, role in CAST
    }
    stores = [
        store_make(merchant_id=merchant, name=name, subdomain=name.lower(), schema_name=schema)
        for merchant, name, schema in zip(merchants[:2], ("Meadow", "Harbour"), store_schemas, strict=True)
    ]
    return Scene(mine=fill(stores[0]), theirs=fill(stores[1]), people=people)


@pytest.fixture
def mine(scene: Scene, db: None) -> Shop:
    return scene.mine


@pytest.fixture
def theirs(scene: Scene, db: None) -> Shop:
    return scene.theirs


@pytest.fixture
def owner(scene: Scene, db: None) -> Person:
    return scene.people["owner"]


@pytest.fixture
def viewer(scene: Scene, db: None) -> Person:
    return scene.people["viewer"]


@pytest.fixture
def other_owner(scene: Scene, db: None) -> Person:
    return scene.people["other_owner"]


@pytest.fixture
def stranger(scene: Scene, db: None) -> Person:
    return scene.people["stranger"]


def test_c4_every_operation_is_covered(mine: Shop) -> None:
    for operation in operations():
        if operation not in SCOPED:
            assert operation.id in OPEN | PERSONAL, f"{operation.id}: say who may call it"
            continue
        unknown = set(operation.parameters) - mine.ids.keys()
        assert not unknown, f"{operation.id}: make an object for {unknown} in a specimen file"
        assert operation.permission, f"{operation.id}: its view names no permission"
        needs_body = operation.method in {"post", "put", "patch"}
        assert not needs_body or operation.id in BODIES, f"{operation.id}: give it a body in a specimen file"
    names = {operation.id for operation in operations()}
    assert set(BODIES) | OPEN | PERSONAL <= names, "an operation listed here is gone"


@pytest.mark.parametrize("operation_id", ["productDetailPatch", "storeDetailPatch"])
def test_what_changes_is_noticed(operation_id: str, mine: Shop, theirs: Shop, owner: Person) -> None:
    """Otherwise "change nothing" below would say nothing."""
    operation = next(item for item in SCOPED if item.id == operation_id)
    before, others = mine.rows(), theirs.rows()

    assert call(operation, mine.ids, owner.access).status_code == 200
    assert mine.rows() != before
    store_tables = {name for name in others if not name.startswith("public.")}
    assert {name: theirs.rows()[name] for name in store_tables} == {
        name: others[name] for name in store_tables
    }


@pytest.mark.parametrize("operation", SCOPED, ids=lambda item: item.id)
def test_c1_strangers_and_other_owners_get_404_and_change_nothing(
    operation: Operation, mine: Shop, theirs: Shop, stranger: Person, other_owner: Person
) -> None:
    before = mine.rows()

    for person in (stranger, other_owner):
        answer = call(operation, mine.ids, person.access)
        assert answer.status_code == 404, person.user.email
        assert answer.json()["error"]["code"] == "not_found"
    assert mine.rows() == before


@pytest.mark.parametrize("operation", SCOPED, ids=lambda item: item.id)
def test_c2_another_stores_ids_are_unknown_in_ones_own_store(
    operation: Operation, mine: Shop, theirs: Shop, owner: Person
) -> None:
    before = theirs.rows()
    for name in operation.parameters:
        if name in {"store_id", "merchant_id"}:
            continue
        answer = call(operation, mine.ids | {name: theirs.ids[name]}, owner.access)
        assert answer.status_code == 404, name
    if operation.id in BODIES and BODIES[operation.id](mine.ids) != BODIES[operation.id](theirs.ids):
        answer = call(operation, mine.ids, owner.access, body_ids=theirs.ids)
        said = answer.content.decode()
        assert answer.status_code in {400, 404, 422} or not any(
            found in said for found in theirs.ids.values()
        )
    assert theirs.rows() == before


@pytest.mark.parametrize("operation", SCOPED, ids=lambda item: item.id)
def test_c5_without_a_token_nothing_is_said_and_a_viewer_does_what_viewers_may(
    operation: Operation, mine: Shop, viewer: Person
) -> None:
    before = mine.rows()

    anonymous = call(operation, mine.ids, None)
    reading = call(operation, mine.ids, viewer.access)

    assert anonymous.status_code == 401
    if operation.open_to("VIEWER"):
        assert operation.method == "get", f"{operation.id}: a viewer changes nothing"
        assert reading.status_code in {200} | ANSWERS.get(operation.id, set())
    else:
        assert reading.status_code == 403
        assert reading.json()["error"]["code"] == "permission_denied"
    assert mine.rows() == before


@pytest.mark.parametrize("operation", SCOPED, ids=lambda item: item.id)
def test_the_owner_gets_through(operation: Operation, mine: Shop, owner: Person) -> None:
    """Otherwise a test above could pass because the call is wrong in itself."""
    answer = call(operation, mine.ids, owner.access)

    right = {200, 201, 202} | ANSWERS.get(operation.id, set())
    assert answer.status_code in right | ({409, 422} if operation.id in REFUSED else set()), answer.content


@pytest.mark.parametrize("operation", SCOPED, ids=lambda item: item.id)
def test_ten_05_equal_names_in_two_stores_never_mix(
    operation: Operation, mine: Shop, theirs: Shop, owner: Person
) -> None:
    answer = call(operation, mine.ids, owner.access)

    text = answer.getvalue().decode()
    assert [name for name, value in theirs.ids.items() if value in text] == []


@pytest.mark.parametrize("operation_id", sorted(PERSONAL))
def test_personal_operations_need_a_person(operation_id: str) -> None:
    operation = next(item for item in operations() if item.id == operation_id)

    assert call(operation, {}, None).status_code == 401
