"""B13: who may speak to `/internal/v1/`, and what is refused. API-06."""

import json
import time
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from redis.exceptions import TimeoutError as RedisTimeout

from apps.internal_api.api import authentication
from apps.internal_api.api.authentication import signature

pytestmark = pytest.mark.django_db
KEY, SECRET = "test", "internal-test-secret"


def signed(
    method: str, path: str, body: bytes = b"", *, secret: str = SECRET, at: int | None = None, nonce: str = ""
) -> dict[str, str]:
    timestamp = str(at or int(time.time()))
    nonce = nonce or f"nonce-{time.time_ns()}"
    return {
        "X-Dropwright-Key": KEY,
        "X-Dropwright-Timestamp": timestamp,
        "X-Dropwright-Nonce": nonce,
        "X-Dropwright-Signature": signature(
            secret=secret, method=method, path=path, timestamp=timestamp, nonce=nonce, body=body
        ),
    }


def get(path: str, headers: dict[str, str], host: str = "127.0.0.1") -> Any:
    return Client(HTTP_HOST=host).get(path, headers=headers)


def post(path: str, body: dict[str, Any], key: str = "k", **changes: Any) -> Any:
    raw = json.dumps(body).encode()
    headers = signed("POST", path, raw, **changes) | ({"Idempotency-Key": key} if key else {})
    return Client(HTTP_HOST="127.0.0.1").post(path, raw, content_type="application/json", headers=headers)


def test_a_signed_request_is_answered_and_its_repeat_is_not(store: Any) -> None:
    path = f"/internal/v1/stores/{store.id}"
    headers = signed("GET", path)

    first, again = get(path, headers), get(path, headers)

    assert first.status_code == 200
    assert first.json()["data"]["currency"] == "EUR"
    assert again.status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"secret": "wrong"},
        {"at": 1_700_000_000},
        {"at": int(time.time()) + 3600},
        {"nonce": "short"},
    ],
)
def test_forged_and_stale_signatures_are_refused(store: Any, change: dict[str, Any]) -> None:
    path = f"/internal/v1/stores/{store.id}"

    assert get(path, signed("GET", path, **change)).status_code == 401


def test_the_signature_covers_path_query_and_body(store: Any) -> None:
    path = f"/internal/v1/stores/{store.id}/products"
    raw = json.dumps({"title": "Lamp", "external_reference": "a"}).encode()
    headers = signed("POST", path, raw) | {"Idempotency-Key": "k"}
    other = json.dumps({"title": "Lamp", "external_reference": "b"}).encode()

    answer = Client(HTTP_HOST="127.0.0.1").post(path, other, content_type="application/json", headers=headers)

    assert answer.status_code == 401
    assert get("/internal/v1/events?limit=2", signed("GET", "/internal/v1/events?limit=1")).status_code == 401


def test_public_hosts_do_not_know_the_machine_api(store: Any, owner: Any) -> None:
    path = f"/internal/v1/stores/{store.id}"

    for host in ("api.localhost", "localhost", "admin.localhost", "meadow.localhost"):
        assert get(path, signed("GET", path), host=host).status_code in {302, 404}, host
    bearer = {"Authorization": f"Bearer {owner.access}"}
    assert get(path, bearer).status_code == 401


def test_imp_03_the_same_reference_twice_gives_one_product(store: Any) -> None:
    path = f"/internal/v1/stores/{store.id}/products"
    body = {"title": "Lamp", "external_reference": "supplier:1"}

    first, second = post(path, body, key="one"), post(path, body, key="two")

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["data"]["id"] == second.json()["data"]["id"]
    assert first.json()["data"]["status"] == "DRAFT"


def test_writes_need_an_idempotency_key_and_cannot_publish(store: Any) -> None:
    path = f"/internal/v1/stores/{store.id}/products"

    without = post(path, {"title": "Lamp", "external_reference": "x"}, key="")
    active = post(path, {"title": "Lamp", "external_reference": "x", "status": "ACTIVE"}, key="k2")

    assert without.status_code == 400
    assert active.status_code == 201
    assert active.json()["data"]["status"] == "DRAFT"


def test_access_ends_with_membership_and_session(store: Any, owner: Any, stranger: Any) -> None:
    from django.utils import timezone

    from apps.accounts.models import LoginSession
    from apps.accounts.services import sessions_end
    from tenancy.context import public_context

    def ask(person: Any) -> Any:
        with public_context():
            session = LoginSession.objects.get(user=person.user)
        path = f"/internal/v1/stores/{store.id}/access?user_id={person.user.pk}&session_id={session.pk}"
        return get(path, signed("GET", path))

    assert "products.write" in ask(owner).json()["data"]["permissions"]
    assert ask(stranger).status_code == 404
    with public_context():
        sessions_end(user_id=owner.user.pk, reason="test", now=timezone.now())
    assert ask(owner).status_code == 404


def test_keys_rotate_first_signs_all_verify(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "INTERNAL_API_KEYS", {"new": "new-secret", "test": SECRET})
    path = f"/internal/v1/stores/{store.id}"

    assert get(path, signed("GET", path)).status_code == 200


def test_h06_without_the_cache_only_what_a_repeat_cannot_change_goes_on(
    store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise RedisTimeout

    monkeypatch.setattr(authentication.caches["shared"], "add", away)
    path = f"/internal/v1/stores/{store.id}"
    body = {"title": "Lamp", "external_reference": "supplier:1"}

    assert get(path, signed("GET", path)).status_code == 200
    first, repeat = post(f"{path}/products", body), post(f"{path}/products", body)
    assert (first.status_code, repeat.status_code) == (201, 201)
    assert first.json()["data"]["id"] == repeat.json()["data"]["id"]
    assert repeat["Idempotency-Replayed"] == "true"
    nameless = post(f"{path}/products", body, key="")
    assert (nameless.status_code, nameless["Retry-After"]) == (503, "2")


def test_a_cart_is_read_with_todays_prices_and_its_way_back(store: Any) -> None:
    from django.utils import timezone

    from apps.catalog import services as catalog
    from apps.catalog.types import ProductInput, VariantInput
    from apps.checkout.services import cart_add
    from apps.money.types import Money
    from tenancy.context import store_context

    with store_context(store.schema_name):
        variant = VariantInput(price=Money(900, "EUR"), stock_quantity=5)
        mug = catalog.product_create(data=ProductInput(title="Mug", status="ACTIVE", variants=(variant,)))
        change = cart_add(cart_id=None, variant_id=mug.variants[0].id, quantity=2, now=timezone.now())
    path = f"/internal/v1/stores/{store.id}/carts/{change.cart_id}"

    answer = get(path, signed("GET", path))

    assert answer.status_code == 200, answer.content
    cart = answer.json()["data"]
    assert (cart["is_ordered"], cart["items_count"], cart["subtotal"]["amount"]) == (False, 2, "18.00")
    assert [(line["title"], line["is_available"]) for line in cart["lines"]] == [("Mug", True)]
    assert cart["restore_url"].startswith(f"{store.url}/cart/restore/")
    unknown = f"/internal/v1/stores/{store.id}/carts/{mug.id}"
    assert get(unknown, signed("GET", unknown)).status_code == 404
