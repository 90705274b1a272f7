"""BIL-03: limits hold in the database, also for twenty at once, and the refusal says what to do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from apps.accounts import services as accounts
from apps.catalog import services as catalog
from apps.catalog.types import ProductInput
from apps.entitlements import services
from apps.entitlements.models import MerchantPlan, UsageCounter
from apps.entitlements.selectors import entitlement_get
from apps.entitlements.types import LimitReached, PlanInactive, Resource
from apps.tenants.services import merchant_create, store_close, store_resume
from tenancy.context import public_context, store_context


def limit_set(merchant_id: Any, **limits: int | None) -> None:
    with public_context():
        MerchantPlan.objects.filter(pk=merchant_id).update(limit_overrides=limits)


def used(merchant_id: Any, resource: str) -> int:
    return entitlement_get(merchant_id=merchant_id, now=timezone.now()).used(resource).used


def product_add(title: str = "Mug") -> Any:
    return catalog.product_create(data=ProductInput(title=title))


def test_bil_03_a_merchant_begins_with_the_trial_of_the_plan_marked_for_it(merchant_id: Any) -> None:
    found = entitlement_get(merchant_id=merchant_id, now=timezone.now())

    assert (found.plan.code, found.state, found.interval) == ("growth", "TRIAL", "MONTH")
    assert found.plan.limits == {"stores": 5, "products": 10_000, "members": 10, "ai_credits": 3_000}
    assert found.trial_ends_at is not None
    assert 13 <= (found.trial_ends_at - timezone.now()).days <= 14


def test_bil_03_products_are_claimed_and_given_back(in_store: Any) -> None:
    limit_set(in_store.merchant_id, products=2)
    first = product_add("One")
    product_add("Two")

    with pytest.raises(LimitReached) as refused:
        product_add("Three")
    assert refused.value.fields == {
        "resource": ["products"],
        "limit": ["2"],
        "used": ["2"],
        "plan_that_lifts_it": ["starter"],
    }
    assert refused.value.message == (
        "Your plan Growth includes 2 products and you use 2. Starter lifts this limit."
    )
    assert used(in_store.merchant_id, "products") == 2

    catalog.product_delete(product_id=first.id)
    assert used(in_store.merchant_id, "products") == 1
    product_add("Three")
    assert used(in_store.merchant_id, "products") == 2


def test_bil_03_an_import_that_exists_takes_no_place(in_store: Any) -> None:
    limit_set(in_store.merchant_id, products=1)
    source = ProductInput(title="Mug")
    first = catalog.product_import(source=source, external_reference="supplier:1")

    again = catalog.product_import(source=source, external_reference="supplier:1")

    assert (again.product_id, again.is_new) == (first.product_id, False)
    with pytest.raises(LimitReached):
        catalog.product_import(source=source, external_reference="supplier:2")
    assert used(in_store.merchant_id, "products") == 1


def test_bil_03_a_write_that_fails_takes_nothing(in_store: Any) -> None:
    product_add("Mug")
    with transaction.atomic():
        services.usage_claim(merchant_id=in_store.merchant_id, resource=Resource.PRODUCTS, amount=5)
        transaction.set_rollback(True)

    assert used(in_store.merchant_id, "products") == 1


@pytest.mark.usefixtures("transactional")
def test_bil_03_of_twenty_creations_at_limit_minus_one_exactly_one_succeeds(store: Any) -> None:
    limit_set(store.merchant_id, products=3)
    with store_context(store.schema_name):
        product_add("One")
        product_add("Two")

    def attempt(number: int) -> str:
        try:
            with store_context(store.schema_name):
                product_add(f"Product {number}")
            return "made"
        except LimitReached:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        outcomes = list(pool.map(attempt, range(20)))

    assert (outcomes.count("made"), outcomes.count("refused")) == (1, 19)
    assert used(store.merchant_id, "products") == 3


@pytest.mark.usefixtures("transactional")
def test_bil_03_creating_and_deleting_at_once_never_deadlock_nor_miscount(store: Any) -> None:
    limit_set(store.merchant_id, products=None)

    def attempt(number: int) -> None:
        try:
            with store_context(store.schema_name):
                made = product_add("The same handle for all")
                if number % 2:
                    catalog.product_delete(product_id=made.id)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(attempt, range(16)))

    assert used(store.merchant_id, "products") == 8


def test_bil_03_the_api_says_limit_use_and_the_plan_that_lifts_it(
    owner_client: APIClient, store: Any
) -> None:
    with public_context():
        MerchantPlan.objects.filter(pk=store.merchant_id).update(plan_id="starter")
        UsageCounter.objects.create(merchant_id=store.merchant_id, resource="products", used=500)

    answer = owner_client.post(f"/api/v1/stores/{store.id}/products", {"title": "Mug"}, format="json")

    assert answer.status_code == 402
    assert answer.json()["error"]["code"] == "limit_reached"
    assert answer.json()["error"]["fields"] == {
        "resource": ["products"],
        "limit": ["500"],
        "used": ["500"],
        "plan_that_lifts_it": ["growth"],
    }


@pytest.mark.parametrize("state", ["LIMITED", "PAUSED", "CANCELLED"])
def test_bil_03_a_plan_that_is_not_active_makes_nothing_new_and_keeps_what_is(
    state: str, in_store: Any
) -> None:
    kept = product_add()
    with public_context():
        MerchantPlan.objects.filter(pk=in_store.merchant_id).update(state=state)

    with pytest.raises(PlanInactive):
        product_add("Another")
    catalog.product_delete(product_id=kept.id)
    assert used(in_store.merchant_id, "products") == 0


def test_bil_03_stores_give_their_place_back_when_closed(store: Any) -> None:
    now = timezone.now()
    limit_set(store.merchant_id, stores=1)
    services.usage_recount(merchant_id=store.merchant_id, now=now)
    assert used(store.merchant_id, "stores") == 1

    store_close(store_id=store.id, now=now)
    assert used(store.merchant_id, "stores") == 0

    services.usage_claim(merchant_id=store.merchant_id, resource=Resource.STORES)
    with pytest.raises(LimitReached):
        store_resume(store_id=store.id)
    services.usage_release(merchant_id=store.merchant_id, resource=Resource.STORES)
    assert store_resume(store_id=store.id).status == "ACTIVE"
    assert used(store.merchant_id, "stores") == 1


def test_bil_03_a_new_store_counts_against_the_plan(owner_client: APIClient, store: Any) -> None:
    limit_set(store.merchant_id, stores=0)

    answer = owner_client.post("/api/v1/stores", {"name": "Second"}, format="json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (402, "limit_reached")


def test_bil_03_members_take_places_and_role_changes_do_not(
    merchant_id: Any, owner: Any, stranger: Any
) -> None:
    services.usage_recount(merchant_id=merchant_id, now=timezone.now())
    limit_set(merchant_id, members=1)
    with pytest.raises(LimitReached):
        accounts.membership_set(user_id=stranger.user.pk, merchant_id=merchant_id, role="STAFF")

    limit_set(merchant_id, members=2)
    accounts.membership_set(user_id=stranger.user.pk, merchant_id=merchant_id, role="STAFF")
    accounts.membership_set(user_id=stranger.user.pk, merchant_id=merchant_id, role="ADMIN")
    assert used(merchant_id, "members") == 2

    accounts.membership_remove(user_id=stranger.user.pk, merchant_id=merchant_id)
    accounts.membership_remove(user_id=stranger.user.pk, merchant_id=merchant_id)
    assert used(merchant_id, "members") == 1


def test_bil_03_ai_credits_begin_anew_each_month(merchant_id: Any) -> None:
    limit_set(merchant_id, ai_credits=2)
    november, december = datetime(2026, 11, 30, 23, 59, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    claim = {"merchant_id": merchant_id, "resource": Resource.AI_CREDITS}
    services.usage_claim(**claim, amount=2, now=november)
    with pytest.raises(LimitReached):
        services.usage_claim(**claim, now=november)

    assert services.usage_claim(**claim, now=december) == 1


@settings(max_examples=40, deadline=None)
@given(
    limit=st.none() | st.integers(0, 8),
    steps=st.lists(st.tuples(st.booleans(), st.integers(1, 4)), max_size=12),
)
def test_bil_03_use_never_passes_the_limit_nor_falls_below_nothing(
    django_db_blocker: Any, django_db_setup: None, limit: int | None, steps: list[tuple[bool, int]]
) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        merchant_id = merchant_create(name="Any", now=timezone.now())
        limit_set(merchant_id, products=limit)
        expected = 0
        for is_claim, amount in steps:
            if not is_claim:
                services.usage_release(merchant_id=merchant_id, resource=Resource.PRODUCTS, amount=amount)
                expected = max(0, expected - amount)
                continue
            try:
                services.usage_claim(merchant_id=merchant_id, resource=Resource.PRODUCTS, amount=amount)
                expected += amount
                assert limit is None or expected <= limit
            except LimitReached:
                assert limit is not None
                assert expected + amount > limit
        assert used(merchant_id, "products") == expected
        transaction.set_rollback(True)
    connection.close()


def test_bil_03_the_nightly_recount_corrects_what_is_wrong(in_store: Any) -> None:
    product_add()
    with public_context():
        UsageCounter.objects.filter(merchant_id=in_store.merchant_id, resource="products").update(used=7)

    wrong = services.usage_recount(merchant_id=in_store.merchant_id, now=timezone.now())

    assert wrong["products"] == (7, 1)
    assert used(in_store.merchant_id, "products") == 1
    assert services.usage_recount(merchant_id=in_store.merchant_id, now=timezone.now()) == {}


def test_bil_08_staff_extend_a_trial_with_a_reason(merchant_id: Any) -> None:
    now = timezone.now()
    with public_context():
        MerchantPlan.objects.filter(pk=merchant_id).update(state="PAUSED", trial_ends_at=now)

    found = services.trial_extend(merchant_id=merchant_id, days=7, reason="asked kindly", now=now)

    assert found.state == "TRIAL"
    assert found.trial_ends_at is not None
    assert (found.trial_ends_at - now).days == 7
    with public_context():
        MerchantPlan.objects.filter(pk=merchant_id).update(state="ACTIVE")
    with pytest.raises(PlanInactive):
        services.trial_extend(merchant_id=merchant_id, days=7, reason="again", now=now)
