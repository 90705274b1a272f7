"""C1–C5: every operation of the API, tried by everyone who may not use it, with everyone's ids.

The list comes from the committed OpenAPI file. An operation whose body or ids are not known here fails the test
`test_c4_…`, so a new endpoint cannot be forgotten.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tenancy.context import store_context
from tests.apps.catalog.samples import picture_bytes, shirt_input
from tests.apps.orders.making import place_order
from tests.conftest import Person, api_client

pytestmark = pytest.mark.django_db
SCHEMA = Path(__file__).parents[2] / "docs" / "api" / "core.yaml"
METHODS = ("get", "post", "put", "patch", "delete")

# Operations that need no store and no membership: what they are for says who may call them.
OPEN = {
    "authRegisterPost",
    "authLoginPost",
    "authRefreshPost",
    "authLogoutPost",
    "emailVerifyPost",
    "passwordResetRequestPost",
    "passwordResetConfirmPost",
    "stripeWebhookPost",
}
# Operations of the signed-in person: about the caller, never about an id in the address.
PERSONAL = {
    "authMeGet",
    "merchantSwitchPost",
    "emailVerifyResendPost",
    "passwordChangePost",
    "storeListGet",
    "storeListPost",
}


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    permission: str
    parameters: tuple[str, ...] = field(default=())

    @property
    def writes(self) -> bool:
        return self.permission.endswith(".write")


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


STORE_SCOPED = [item for item in operations() if "store_id" in item.parameters]


@dataclass
class Shop:
    """A store with one of everything, and the ids of it."""

    store: Any
    ids: dict[str, str]

    def rows(self) -> str:
        """A fingerprint of every row of the store."""
        digest = hashlib.sha256()
        with store_context(self.store.schema_name), connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r' ORDER BY 1",
                [self.store.schema_name],
            )
            for (table,) in cursor.fetchall():
                cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
                digest.update(repr((table, cursor.fetchall())).encode())
        return digest.hexdigest()


def fill(store: Any) -> Shop:
    from apps.catalog import services
    from apps.catalog.types import CollectionInput

    with store_context(store.schema_name):
        product = services.product_create(data=shirt_input(handle="same-handle", external_reference="same"))
        image = services.image_add(product_id=product.id, content=picture_bytes(size=(60, 40)))
        collection = services.collection_create(data=CollectionInput(title="Same", handle="same"))
        order = place_order(store=store, product=product)
    return Shop(
        store=store,
        ids={
            "store_id": str(store.id),
            "product_id": str(product.id),
            "image_id": str(image.id),
            "collection_id": str(collection.id),
            "order_id": str(order.pk),
        },
    )


# A valid body for each operation that takes one, from the ids it may name.
BODIES: dict[str, Callable[[dict[str, str]], Any]] = {
    "storeDetailPatch": lambda _: {"name": "Taken over"},
    "productListPost": lambda _: {"title": "Intruder"},
    "productDetailPatch": lambda _: {"title": "Taken over"},
    "productPublishPost": lambda _: None,
    "productUnpublishPost": lambda _: None,
    "productArchivePost": lambda _: None,
    "productImageListPost": lambda _: {
        "file": SimpleUploadedFile("a.jpg", picture_bytes(size=(30, 30), colour="#fff"), "image/jpeg")
    },
    "productImageDetailPatch": lambda _: {"alt_text": "Taken over"},
    "collectionListPost": lambda _: {"title": "Intruder"},
    "collectionDetailPatch": lambda _: {"title": "Taken over"},
    "collectionProductsAddPost": lambda ids: {"product_ids": [ids["product_id"]]},
    "collectionProductsRemovePost": lambda ids: {"product_ids": [ids["product_id"]]},
    "collectionProductsOrderPost": lambda ids: {"product_ids": [ids["product_id"]]},
    "orderCancelPost": lambda _: {"reason": "intruder"},
}


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


@pytest.fixture
def mine(store: Any) -> Shop:
    return fill(store)


@pytest.fixture
def theirs(other_store: Any) -> Shop:
    return fill(other_store)


def test_c4_every_operation_is_covered() -> None:
    known = {"store_id", "product_id", "image_id", "collection_id", "order_id"}
    for operation in operations():
        if operation not in STORE_SCOPED:
            assert operation.id in OPEN | PERSONAL, f"{operation.id}: say who may call it"
            continue
        assert set(operation.parameters) <= known, f"{operation.id}: make an object for its ids in fill()"
        assert operation.permission, f"{operation.id}: its view names no permission"
        needs_body = operation.method in {"post", "put", "patch"}
        assert not needs_body or operation.id in BODIES, f"{operation.id}: give it a body in BODIES"
    names = {operation.id for operation in operations()}
    assert set(BODIES) | OPEN | PERSONAL <= names, "an operation listed here is gone"


@pytest.mark.parametrize("operation", STORE_SCOPED, ids=lambda item: item.id)
def test_c1_strangers_and_other_owners_get_404_and_change_nothing(
    operation: Operation, mine: Shop, theirs: Shop, stranger: Person, other_owner: Person
) -> None:
    before = mine.rows()

    for person in (stranger, other_owner):
        answer = call(operation, mine.ids, person.access)
        assert answer.status_code == 404, person.user.email
        assert answer.json()["error"]["code"] == "not_found"
    assert mine.rows() == before


@pytest.mark.parametrize("operation", STORE_SCOPED, ids=lambda item: item.id)
def test_c2_another_stores_ids_are_unknown_in_ones_own_store(
    operation: Operation, mine: Shop, theirs: Shop, owner: Person
) -> None:
    before = theirs.rows()
    for name in operation.parameters:
        if name == "store_id":
            continue
        answer = call(operation, mine.ids | {name: theirs.ids[name]}, owner.access)
        assert answer.status_code == 404, name
    if operation.id in BODIES and BODIES[operation.id](mine.ids) != BODIES[operation.id](theirs.ids):
        answer = call(operation, mine.ids, owner.access, body_ids=theirs.ids)
        assert (
            answer.status_code in {400, 404, 422} or theirs.ids["product_id"] not in answer.content.decode()
        )
    assert theirs.rows() == before


@pytest.mark.parametrize("operation", STORE_SCOPED, ids=lambda item: item.id)
def test_c5_without_a_token_nothing_is_said_and_a_viewer_only_reads(
    operation: Operation, mine: Shop, viewer: Person
) -> None:
    before = mine.rows()

    anonymous = call(operation, mine.ids, None)
    reading = call(operation, mine.ids, viewer.access)

    assert anonymous.status_code == 401
    if operation.writes:
        assert reading.status_code == 403
        assert reading.json()["error"]["code"] == "permission_denied"
    else:
        assert reading.status_code == 200
    assert mine.rows() == before


@pytest.mark.parametrize("operation", STORE_SCOPED, ids=lambda item: item.id)
def test_the_owner_gets_through(operation: Operation, mine: Shop, owner: Person) -> None:
    """Otherwise a test above could pass because the call is wrong in itself."""
    answer = call(operation, mine.ids, owner.access)

    assert answer.status_code in {200, 201, 202, 409, 422}, answer.content
    if answer.status_code in {409, 422}:
        assert operation.id in {
            "productPublishPost",
            "collectionProductsRemovePost",
            "collectionProductsOrderPost",
        }


@pytest.mark.parametrize("operation", STORE_SCOPED, ids=lambda item: item.id)
def test_ten_05_equal_names_in_two_stores_never_mix(
    operation: Operation, mine: Shop, theirs: Shop, owner: Person
) -> None:
    answer = call(operation, mine.ids, owner.access)

    text = json.dumps(answer.json())
    for name in ("product_id", "image_id", "collection_id", "order_id", "store_id"):
        assert theirs.ids[name] not in text


@pytest.mark.parametrize("operation_id", sorted(PERSONAL))
def test_personal_operations_need_a_person(operation_id: str) -> None:
    operation = next(item for item in operations() if item.id == operation_id)

    assert call(operation, {}, None).status_code == 401
