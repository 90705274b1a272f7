"""One set of promises, two keepers: the signed client against the real core, and the fake. API-06."""

import hashlib
import time
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from automation.core_client.client import Core, CoreClient
from automation.core_client.fake import FakeCore
from automation.core_client.types import (
    CoreAccess,
    CoreForbidden,
    CoreKeyAccess,
    CoreRejected,
    CoreStore,
    CoreUnavailable,
    ImageUpload,
    ProductDraft,
    VariantDraft,
)
from tenancy.ids import uuid7

pytestmark = pytest.mark.django_db
NOBODY = UUID(int=1)
KEY_HASH = hashlib.sha256(b"dw_test_key").hexdigest()


@dataclass
class Stage:
    core: Core
    store_id: UUID
    user_id: UUID
    session_id: UUID


@pytest.fixture(params=["the core over HTTP", "the fake"])
def stage(request: pytest.FixtureRequest, store: Any, owner: Any, settings: Any) -> Stage:
    from apps.accounts.models import LoginSession

    session_id = LoginSession.objects.get(user=owner.user).pk
    if request.param == "the fake":
        fake = FakeCore()
        fake.stores[store.id] = CoreStore(
            id=store.id,
            name=store.name,
            status="ACTIVE",
            merchant_id=store.merchant_id,
            domain=store.domain,
            url=store.url,
            currency=store.currency,
            country=store.country,
            locale=store.locale,
            time_zone=store.time_zone,
        )
        rights = frozenset({"imports.write", "products.write"})
        fake.members[store.id, owner.user.pk, session_id] = CoreAccess("OWNER", rights, "ACTIVE")
        may = frozenset({"products.read"})
        fake.keys[KEY_HASH] = (
            frozenset({store.id}),
            CoreKeyAccess("API_KEY", may, "ACTIVE", UUID(int=5), True),
        )
        return Stage(fake, store.id, owner.user.pk, session_id)
    from apps.accounts.models import ApiKey
    from tenancy.context import public_context

    with public_context():
        ApiKey.objects.create(
            id=UUID(int=5),
            merchant_id=store.merchant_id,
            store_id=store.id,
            name="Warehouse",
            mode="TEST",
            scopes=["products.read"],
            secret_hash=KEY_HASH,
            created_at=timezone.now(),
        )
    settings.CORE_CALLS_IN_TRANSACTION = True  # the test itself is one
    return Stage(client(settings.INTERNAL_API_KEYS), store.id, owner.user.pk, session_id)


def client(keys: dict[str, str]) -> CoreClient:
    """The real client; its HTTP ends in the core's own request handling, on the test's connection."""

    def answer(request: httpx.Request) -> httpx.Response:
        headers = {key: value for key, value in request.headers.items() if key.lower() != "content-length"}
        response = Client(HTTP_HOST="127.0.0.1").generic(
            request.method,
            request.url.raw_path.decode(),
            request.content,
            content_type=request.headers.get("Content-Type", ""),
            headers=headers | {"host": "127.0.0.1"},
        )
        return httpx.Response(response.status_code, headers=dict(response.headers), content=response.content)

    return CoreClient(
        base_url="http://127.0.0.1",
        keys=keys,
        transport=httpx.MockTransport(answer),
        sleep=lambda _seconds: None,
    )


def events_wait(core: CoreClient, *, cursor: str, count: int, limit: int = 100) -> list[Any]:
    """The feed holds events back while any older transaction of the server runs; give those time to end."""
    end = time.monotonic() + 20
    while len(found := core.events_after(cursor=cursor, limit=limit)) < count and time.monotonic() < end:
        time.sleep(0.05)
    return found


def picture() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "#88aa66").save(buffer, "PNG")
    return buffer.getvalue()


def draft(reference: str = "supplier:1", **changes: Any) -> ProductDraft:
    values: dict[str, Any] = {
        "title": "Oak Lamp",
        "external_reference": reference,
        "currency": "EUR",
        "description_html": "<p>Solid oak.</p>",
        "options": (("Size", ("S", "L")),),
        "variants": (
            VariantDraft(("S",), Decimal("19.90"), sku="OL-S", compare_at_price=Decimal("25.00")),
            VariantDraft(("L",), Decimal("29.90"), sku="OL-L", stock_quantity=3),
        ),
        "content_note": "Review this.",
        "source_url": "https://supplier.example/oak",
    }
    return ProductDraft(**values | changes)


def test_a_store_is_known_and_another_is_not(stage: Stage) -> None:
    assert stage.core.store_get(store_id=stage.store_id).currency == "EUR"

    with pytest.raises(CoreRejected) as error:
        stage.core.store_get(store_id=NOBODY)
    assert error.value.status == 404
    assert [row.id for row in stage.core.stores_after(store_id=None)] == [stage.store_id]
    assert stage.core.stores_after(store_id=stage.store_id) == []


def test_access_is_the_members_own(stage: Stage) -> None:
    access = stage.core.access_get(
        store_id=stage.store_id, user_id=stage.user_id, session_id=stage.session_id
    )

    assert access.role == "OWNER"
    assert "imports.write" in access.permissions
    with pytest.raises(CoreRejected):
        stage.core.access_get(store_id=stage.store_id, user_id=NOBODY, session_id=stage.session_id)


def test_api_02_a_key_is_known_by_its_hash_within_its_reach(stage: Stage) -> None:
    def ask(store_id: UUID, key_hash: str) -> CoreKeyAccess:
        return stage.core.key_access_get(store_id=store_id, key_hash=key_hash, address="203.0.113.7")

    access = ask(stage.store_id, KEY_HASH)

    assert (access.role, access.permissions, access.key_id, access.is_test, access.store_status) == (
        "API_KEY", {"products.read"}, UUID(int=5), True, "ACTIVE",
    )  # fmt: skip
    for store_id, key_hash, code in (
        (stage.store_id, "0" * 64, "api_key_invalid"),
        (NOBODY, KEY_HASH, "not_found"),
    ):
        with pytest.raises(CoreRejected) as error:
            ask(store_id, key_hash)
        assert (error.value.status, error.value.code) == (404, code)


def test_imp_03_a_draft_is_made_once_per_reference_and_once_per_key(stage: Stage) -> None:
    first = stage.core.product_create(store_id=stage.store_id, draft=draft(), idempotency_key="k1")
    replayed = stage.core.product_create(store_id=stage.store_id, draft=draft(), idempotency_key="k1")
    again = stage.core.product_create(store_id=stage.store_id, draft=draft(), idempotency_key="k2")

    assert first.created
    assert first.status == "DRAFT"
    assert not again.created
    assert first.id == replayed.id == again.id
    seen = stage.core.product_get(store_id=stage.store_id, product_id=first.id)
    assert [tuple(row["option_values"]) for row in seen.variants] == [("S",), ("L",)]


def test_a_key_used_for_something_else_is_refused(stage: Stage) -> None:
    stage.core.product_create(store_id=stage.store_id, draft=draft(), idempotency_key="k1")

    with pytest.raises(CoreRejected) as error:
        stage.core.product_create(store_id=stage.store_id, draft=draft("supplier:2"), idempotency_key="k1")
    assert error.value.code == "idempotency_key_reused"


def test_another_currency_is_refused(stage: Stage) -> None:
    with pytest.raises(CoreRejected) as error:
        stage.core.product_create(store_id=stage.store_id, draft=draft(currency="USD"), idempotency_key="k1")
    assert error.value.status == 400


def test_pictures_are_kept_once_and_rubbish_is_refused(stage: Stage) -> None:
    product = stage.core.product_create(store_id=stage.store_id, draft=draft(), idempotency_key="k1")
    image = ImageUpload(content=picture(), file_name="oak.png", alt_text="Oak", position=0)

    def add(upload: ImageUpload, key: str) -> Any:
        return stage.core.image_add(
            store_id=stage.store_id, product_id=product.id, image=upload, idempotency_key=key
        )

    assert add(image, "a").id == add(image, "b").id
    with pytest.raises(CoreRejected):
        add(ImageUpload(content=b"<svg/>", file_name="x.svg"), "c")
    with pytest.raises(CoreRejected):
        stage.core.image_add(store_id=stage.store_id, product_id=uuid7(), image=image, idempotency_key="d")


def test_a_wrong_key_is_forbidden_and_a_dead_core_unavailable(stage: Stage, settings: Any) -> None:
    settings.CORE_CALLS_IN_TRANSACTION = True
    with pytest.raises(CoreForbidden):
        client({"test": "not the secret"}).store_get(store_id=stage.store_id)
    dead = CoreClient(base_url="http://127.0.0.1:9", keys={"a": "b"}, sleep=lambda _seconds: None)
    with pytest.raises(CoreUnavailable):
        dead.store_get(store_id=stage.store_id)


def test_the_core_is_never_called_inside_a_transaction(stage: Stage, settings: Any) -> None:
    settings.CORE_CALLS_IN_TRANSACTION = False

    with pytest.raises(RuntimeError, match="transaction"):
        client(settings.INTERNAL_API_KEYS).store_get(store_id=stage.store_id)


@pytest.mark.django_db(transaction=True)
def test_the_feed_gives_each_event_once_in_order(store: Any, settings: Any) -> None:
    from apps.tenants.services import store_resume, store_suspend

    core = client(settings.INTERNAL_API_KEYS)
    store_suspend(store_id=store.id, reason="a")
    store_resume(store_id=store.id)

    first = events_wait(core, cursor="", count=1, limit=1)
    rest = events_wait(core, cursor=first[-1].cursor, count=1)

    assert [event.name for event in first + rest] == ["store.suspended", "store.resumed"]
    assert core.events_after(cursor=rest[-1].cursor) == []


def test_bil_03_ai_credits_are_taken_once_per_key_and_end_with_the_plan(stage: Stage, store: Any) -> None:
    from apps.entitlements.models import MerchantPlan
    from tenancy.context import public_context

    with public_context():
        MerchantPlan.objects.filter(pk=store.merchant_id).update(limit_overrides={"ai_credits": 3})
    if isinstance(stage.core, FakeCore):
        stage.core.ai_credits = 3

    def claim(key: str, amount: int = 1) -> int:
        return stage.core.ai_credits_claim(store_id=stage.store_id, amount=amount, idempotency_key=key)

    assert (claim("a", 2), claim("a", 2), claim("b")) == (2, 2, 3)
    with pytest.raises(CoreRejected) as error:
        claim("c")
    assert (error.value.status, error.value.code) == (402, "limit_reached")
