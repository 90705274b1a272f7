"""What a shop needs before it sells: computed from facts, the same for everybody who may look. TEN-09."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.catalog import services as catalog
from apps.catalog.types import ProductInput, VariantInput
from apps.tenants.selectors import lookup_forget
from tenancy.context import public_context, store_context
from tests.apps.catalog.samples import euro

pytestmark = pytest.mark.django_db
NEEDED = ["email", "product", "shipping", "tax", "policies", "payouts", "sender"]
OPTIONAL = ["plan", "look", "test_order"]


@pytest.fixture
def url(store: Any) -> str:
    return f"/api/v1/stores/{store.id}/readiness"


@pytest.fixture
def asked(owner: Any, url: str) -> Callable[[], dict[str, Any]]:
    """Ask as the owner; items by their code."""

    def ask() -> dict[str, Any]:
        data = owner.client().get(url).json()["data"]
        return data | {"items": {item["code"]: item for item in data["items"]}}

    return ask


def make_product(title: str, **values: Any) -> Any:
    variant = VariantInput(price=euro("10.00"), **values.pop("variant", {}))
    return catalog.product_create(data=ProductInput(title=title, variants=(variant,), **values))


def make_everything(store: Any, owner: Any) -> None:
    """Do what each needed item asks for, by the API a merchant uses where there is one."""
    from apps.accounts.models import User
    from apps.payments.models import PayoutAccount

    with public_context():
        User.objects.filter(pk=owner.user.pk).update(email_verified_at=timezone.now())
        PayoutAccount.objects.create(
            store_id=store.id,
            account_id="acct_ready",
            state="READY",
            created_at=timezone.now(),
            changed_at=timezone.now(),
        )
    with store_context(store.schema_name):
        make_product("Lamp", status="ACTIVE")
    client, base = owner.client(), f"/api/v1/stores/{store.id}"
    rate = {"name": "Parcel", "kind": "FLAT", "price": {"amount": "4.90", "currency": "EUR"}}
    zone = {"name": "Home", "countries": ["DE"], "rates": [rate]}
    assert client.post(f"{base}/shipping/zones", zone, format="json").status_code == 201
    answer = client.patch(f"{base}/taxes", {"is_inclusive": True, "is_shipping_taxed": True}, format="json")
    assert answer.status_code == 200, answer.json()
    for kind in ("SHIPPING", "RETURNS", "PRIVACY", "TERMS", "IMPRINT"):
        page = {
            "title": kind.title(),
            "kind": kind,
            "body_html": "<p>Said in full.</p>",
            "is_published": True,
        }
        assert client.post(f"{base}/pages", page, format="json").status_code == 201


def test_ten_09_a_new_shop_lacks_what_it_lacks_and_says_so(asked: Callable[[], dict[str, Any]]) -> None:
    found = asked()

    assert list(found["items"]) == [*NEEDED, *OPTIONAL]
    assert [code for code, item in found["items"].items() if item["is_needed"]] == NEEDED
    assert {code for code, item in found["items"].items() if item["is_done"]} == {"sender"}
    assert (found["done"], found["is_ready"], found["is_hidden"]) == (1, False, False)
    policies = found["items"]["policies"]["message"]
    assert policies == (
        "Not published: shipping policy, returns policy, privacy policy, terms of sale, imprint."
    )
    assert found["items"]["plan"]["until"] is not None


def test_ten_09_each_item_is_done_by_the_fact_and_undone_without_it(
    store: Any, owner: Any, asked: Callable[[], dict[str, Any]]
) -> None:
    make_everything(store, owner)

    found = asked()

    assert {code for code, item in found["items"].items() if item["is_done"]} == set(NEEDED)
    assert found["is_ready"] is True
    for code in NEEDED:
        assert found["items"][code]["message"] == ""

    from apps.payments.models import PayoutAccount

    with public_context():
        PayoutAccount.objects.filter(pk=store.id).update(state="RESTRICTED")
    again = asked()
    assert again["is_ready"] is False
    assert again["items"]["payouts"]["message"] == "Stripe asks for something before it pays out."


def test_ten_09_a_product_counts_once_a_shopper_can_buy_it(
    store: Any, asked: Callable[[], dict[str, Any]], in_store: Any
) -> None:
    made = make_product("Lamp", variant={"is_stock_tracked": True, "stock_quantity": 0})
    assert asked()["items"]["product"]["message"] == "Everything is a draft so far."

    catalog.product_publish(product_id=made.id)
    item = asked()["items"]["product"]
    assert (item["is_done"], item["message"]) == (False, "What is published is sold out or has no price.")

    make_product("Vase", status="ACTIVE", variant={"is_stock_tracked": True, "stock_quantity": 1})
    assert asked()["items"]["product"]["is_done"] is True


def test_ten_09_a_policy_with_gaps_of_its_template_is_not_done(
    store: Any, owner: Any, asked: Callable[[], dict[str, Any]]
) -> None:
    make_everything(store, owner)
    base = f"/api/v1/stores/{store.id}/pages"
    page = next(row for row in owner.client().get(base).json()["data"] if row["kind"] == "RETURNS")

    words = {"body_html": "<p>Within [14] days.</p>"}
    assert owner.client().patch(f"{base}/{page['id']}", words, format="json").status_code == 200

    item = asked()["items"]["policies"]
    assert (item["is_done"], item["message"]) == (False, "Still with [gaps]: returns policy.")


def test_ten_09_a_plan_that_stopped_is_needed(merchant_id: Any, asked: Callable[[], dict[str, Any]]) -> None:
    from apps.entitlements.models import MerchantPlan

    with public_context():
        MerchantPlan.objects.filter(pk=merchant_id).update(state="PAUSED")
    item = asked()["items"]["plan"]

    assert (item["is_needed"], item["is_done"], item["until"]) == (True, False, None)
    assert item["message"].startswith("The trial is over.")


def test_ten_09_the_list_is_put_away_when_ready_and_comes_back_when_something_breaks(
    store: Any, owner: Any, url: str, asked: Callable[[], dict[str, Any]]
) -> None:
    refused = owner.client().post(f"{url}/hide")
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "shop_not_ready")
    assert asked()["is_hidden"] is False

    make_everything(store, owner)
    assert owner.client().post(f"{url}/hide").json()["data"]["is_hidden"] is True
    assert asked()["is_hidden"] is True

    answer = owner.client().patch(f"/api/v1/stores/{store.id}", {"contact_email": ""}, format="json")
    assert answer.status_code == 200
    lookup_forget()
    found = asked()
    assert (found["is_hidden"], found["items"]["sender"]["is_done"]) == (False, False)


def test_ten_09_the_four_casts_see_what_is_theirs(
    store: Any, url: str, owner: Any, viewer: Any, other_owner: Any, stranger: Any
) -> None:
    make_everything(store, owner)

    assert owner.client().get(url).json()["data"]["is_ready"] is True
    assert viewer.client().get(url).json() == owner.client().get(url).json()
    assert viewer.client().post(f"{url}/hide").status_code == 403
    for person in (other_owner, stranger):
        assert person.client().get(url).status_code == 404
        assert person.client().post(f"{url}/hide").status_code == 404
    assert owner.client().get(url).json()["data"]["is_hidden"] is False


def test_ten_09_another_shop_of_the_platform_changes_nothing_here(
    store: Any, other_store: Any, other_owner: Any, asked: Callable[[], dict[str, Any]]
) -> None:
    before = asked()
    make_everything(other_store, other_owner)

    assert asked() == before


def test_ten_09_the_number_of_queries_does_not_grow_with_the_shop(
    store: Any, owner: Any, url: str, in_store: Any
) -> None:
    client = owner.client()
    client.get(url)

    def count() -> int:
        lookup_forget()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    empty = count()
    for number in range(12):
        make_product(f"Lamp {number}", status="ACTIVE")

    assert count() <= empty
