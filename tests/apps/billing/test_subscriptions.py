"""BIL-01, 02, 05, 06, 07: subscribing, paying late, changing, and events in every order."""

import random
import time
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.core import mail
from djstripe import models as djstripe

from apps.billing import services
from apps.billing.models import BillingAccount, BillingEvent, PlanPrice
from apps.entitlements.models import MerchantPlan, UsageCounter
from apps.entitlements.services import usage_claim
from apps.entitlements.types import PlanInactive
from apps.tenants.selectors import store_get
from apps.tenants.services import store_suspend
from tenancy.context import public_context
from tests.apps.billing.stage import Subscriber

pytestmark = pytest.mark.usefixtures("transactional")


def subjects() -> list[str]:
    return [message.subject for message in mail.outbox]


def test_bil_01_one_product_per_plan_with_a_monthly_and_a_yearly_price(subscriber: Subscriber) -> None:
    assert services.plans_sync() == 6
    assert services.plans_sync() == 6

    rows = {(row.plan_code, row.interval): row for row in PlanPrice.objects.all()}
    assert len(rows) == 6
    monthly, yearly = rows["growth", "MONTH"], rows["growth", "YEAR"]
    assert monthly.product_id == yearly.product_id == "dropwright_growth"
    price = subscriber.stripe.client.v1.prices.retrieve(yearly.price_id)
    assert (price.unit_amount, price.currency) == (79000, "eur")
    assert price.recurring is not None
    assert price.recurring.interval == "year"


def test_bil_01_subscribing_in_the_trial_keeps_what_is_left_of_it_free(subscriber: Subscriber) -> None:
    trial_end = subscriber.standing().trial_ends_at

    subscriber.subscribe("scale", "YEAR")

    page = subscriber.get("plan")
    assert (page["plan"]["code"], page["interval"], page["state"]) == ("scale", "YEAR", "TRIAL")
    assert page["is_subscribed"] is True
    assert page["next_invoice"]["amount"] == {"amount": "2490.00", "currency": "EUR"}
    assert trial_end is not None
    found = subscriber.standing().trial_ends_at
    assert found is not None
    assert abs((found - trial_end).total_seconds()) < 2


def test_bil_01_the_trial_becomes_a_paid_plan_by_itself(subscriber: Subscriber) -> None:
    subscription = subscriber.subscribe()

    subscriber.act(subscription, "renew")
    subscriber.hear(subscription)

    found = subscriber.standing()
    assert (found.state, found.plan.code) == ("ACTIVE", "growth")
    assert [row["status"] for row in subscriber.get("invoices")] == ["PAID", "PAID"]
    assert subscriber.get("invoices")[0]["total"] == {"amount": "79.00", "currency": "EUR"}


def test_bil_01_owners_are_reminded_once_before_the_trial_ends(subscriber: Subscriber) -> None:
    trial_end = subscriber.standing().trial_ends_at
    assert trial_end is not None

    assert services.dates_follow(now=trial_end - timedelta(days=4))["reminded"] == 0
    assert services.dates_follow(now=trial_end - timedelta(days=2))["reminded"] == 1
    assert services.dates_follow(now=trial_end - timedelta(days=1))["reminded"] == 0
    subscriber.deliver()

    assert subjects() == ["Your trial ends in three days"]
    assert mail.outbox[0].to == [subscriber.owner.user.email]


def test_bil_01_a_trial_that_ends_without_a_card_is_paused_and_nothing_is_lost(
    subscriber: Subscriber,
) -> None:
    trial_end = subscriber.standing().trial_ends_at
    assert trial_end is not None

    assert services.dates_follow(now=trial_end + timedelta(minutes=1))["ended"] == 1
    assert services.dates_follow(now=trial_end + timedelta(minutes=1))["ended"] == 0
    subscriber.deliver()

    assert subscriber.standing().state == "PAUSED"
    assert store_get(store_id=subscriber.store.id).status == "SUSPENDED"
    assert subjects() == ["Your shop is paused"]
    products = f"/api/v1/stores/{subscriber.store.id}/products"
    assert subscriber.client.get(products).status_code == 200
    assert subscriber.client.post(products, {"title": "Mug"}, format="json").status_code == 403

    subscriber.subscribe()

    assert subscriber.standing().state == "ACTIVE"
    assert store_get(store_id=subscriber.store.id).status == "ACTIVE"


def late(subscriber: Subscriber, card: str = "fails") -> str:
    """A subscriber whose renewal was just refused."""
    subscriber.trial_forget()
    subscription = subscriber.subscribe()
    assert subscriber.standing().state == "ACTIVE"
    assert subscriber.act(subscription, "renew", card=card)["outcome"] in ("failed", "requires_action")
    subscriber.hear(subscription)
    return subscription


def test_bil_05_a_failed_invoice_gives_grace_then_limits_then_closes_by_dates(subscriber: Subscriber) -> None:
    late(subscriber)
    found, merchant_id = subscriber.standing(), subscriber.merchant_id
    assert found.state == "PAST_DUE"
    assert found.grace_ends_at is not None
    assert found.suspend_at is not None
    assert (found.suspend_at - found.grace_ends_at).days == 7
    assert store_get(store_id=subscriber.store.id).status == "ACTIVE"

    services.dates_follow(now=found.grace_ends_at - timedelta(hours=1))
    assert subscriber.standing().state == "PAST_DUE"
    services.dates_follow(now=found.grace_ends_at + timedelta(hours=1))
    assert subscriber.standing().state == "LIMITED"
    assert store_get(store_id=subscriber.store.id).status == "ACTIVE"
    with pytest.raises(PlanInactive):
        usage_claim(merchant_id=merchant_id, resource="products")
    services.dates_follow(now=found.suspend_at + timedelta(hours=1))
    subscriber.deliver()

    assert subscriber.standing().suspended_at is not None
    assert store_get(store_id=subscriber.store.id).status == "SUSPENDED"
    assert subjects()[-3:] == [
        "Your payment did not go through",
        "Your plan is limited",
        "Your shop is closed",
    ]


def test_bil_05_paying_restores_at_once_and_leaves_stores_of_other_reasons_closed(
    subscriber: Subscriber,
) -> None:
    subscription = late(subscriber)
    suspend_at = subscriber.standing().suspend_at
    assert suspend_at is not None
    services.dates_follow(now=suspend_at + timedelta(hours=1))
    assert store_get(store_id=subscriber.store.id).status == "SUSPENDED"

    subscriber.act(subscription, "retry", card="good")
    subscriber.hear(subscription)

    found = subscriber.standing()
    assert (found.state, found.suspended_at, found.grace_ends_at) == ("ACTIVE", None, None)
    assert store_get(store_id=subscriber.store.id).status == "ACTIVE"
    assert subjects()[-1] == "Thank you, everything is open again"

    store_suspend(store_id=subscriber.store.id, reason="by staff")
    services.subscription_sync(merchant_id=subscriber.merchant_id, now=subscriber.now)
    assert store_get(store_id=subscriber.store.id).status == "SUSPENDED"


def test_bil_05_a_payment_that_the_bank_wants_confirmed_is_said_with_its_address(
    subscriber: Subscriber,
) -> None:
    subscription = late(subscriber, card="asks")

    page = subscriber.get("plan")
    assert (page["state"], page["is_card_needed"]) == ("PAST_DUE", True)
    assert "/stripe/invoice/in_" in page["pay_url"]
    assert subjects()[-1] == "Your bank asks you to confirm a payment"

    subscriber.act(subscription, "retry", approve=True)
    subscriber.hear(subscription)
    page = subscriber.get("plan")
    assert (page["state"], page["is_card_needed"], page["pay_url"]) == ("ACTIVE", False, "")


def test_bil_05_nobody_is_limited_while_stripe_cannot_be_asked(subscriber: Subscriber) -> None:
    late(subscriber)
    grace = subscriber.standing().grace_ends_at
    assert grace is not None
    subscriber.stripe.break_down(kind="status", status=500, times=50)

    assert services.dates_follow(now=grace + timedelta(days=1))["synced"] == 0

    subscriber.stripe.mend()
    assert subscriber.standing().state == "PAST_DUE"
    assert services.dates_follow(now=grace + timedelta(days=1))["synced"] == 1
    assert subscriber.standing().state == "LIMITED"


def snapshot(subscriber: Subscriber) -> dict[str, Any]:
    with public_context():
        row = MerchantPlan.objects.values().get(pk=subscriber.merchant_id)
    return {name: value for name, value in row.items() if name != "changed_at"}


@pytest.mark.parametrize("seed", range(3))
def test_bil_06_any_order_number_and_version_of_events_ends_in_the_same_state(
    subscriber: Subscriber, seed: int
) -> None:
    subscription = late(subscriber)
    subscriber.act(subscription, "retry", card="good")
    subscriber.hear(subscription)
    expected = snapshot(subscriber)
    assert expected["state"] == "ACTIVE"
    events = subscriber.events(subscription)
    assert len(events) >= 8
    with public_context():
        BillingEvent.objects.all().delete()
        MerchantPlan.objects.filter(pk=subscriber.merchant_id).update(state="LIMITED", plan_id="starter")

    chance = random.Random(seed)
    shuffled = events + chance.sample(events, 4)
    chance.shuffle(shuffled)
    for event in shuffled:
        version = chance.choice(["2020-08-27", "2025-03-31.basil", "2026-08-26.dahlia"])
        assert subscriber.tell(event, api_version=version).status_code == 200
        if chance.random() < 0.4:
            subscriber.deliver()
    subscriber.deliver()

    assert snapshot(subscriber) == expected
    assert BillingEvent.objects.count() == len(events)
    assert set(BillingEvent.objects.values_list("state", flat=True)) == {"PROCESSED"}


def test_bil_06_an_event_that_lies_changes_nothing(subscriber: Subscriber) -> None:
    subscriber.trial_forget()
    subscription = subscriber.subscribe()
    told = next(e for e in subscriber.events(subscription) if e["type"] == "customer.subscription.created")
    lie = {**told, "id": "evt_lie", "type": "customer.subscription.deleted"}
    lie["data"] = {"object": {**told["data"]["object"], "status": "canceled"}}

    assert subscriber.tell(lie).status_code == 200
    subscriber.deliver()

    assert subscriber.standing().state == "ACTIVE"


@pytest.mark.parametrize(
    ("changes", "secret", "code"),
    [
        ({}, "whsec_test", "webhook_signature_invalid"),
        ({"livemode": True}, "whsec_billing_test", "webhook_wrong_mode"),
        ({"account": "acct_1Other"}, "whsec_billing_test", "webhook_wrong_account"),
    ],
)
def test_bil_06_only_our_own_signed_events_are_stored(
    subscriber: Subscriber, changes: dict[str, Any], secret: str, code: str
) -> None:
    subscription = subscriber.subscribe()
    BillingEvent.objects.all().delete()

    answer = subscriber.tell(subscriber.events(subscription)[0], secret=secret, **changes)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert BillingEvent.objects.count() == 0


def test_bil_06_events_of_an_unknown_customer_are_kept_and_ignored(subscriber: Subscriber) -> None:
    customer = subscriber.stripe.client.v1.customers.create({"email": "else@example.com"})

    assert subscriber.tell(subscriber.events(customer.id)[0]).status_code == 200
    subscriber.deliver()

    assert list(BillingEvent.objects.values_list("state", flat=True)) == ["IGNORED"]


def test_bil_07_the_portal_cancels_at_the_end_of_the_period(subscriber: Subscriber) -> None:
    subscriber.trial_forget()
    subscription = subscriber.subscribe()
    url = subscriber.post("subscription/portal").json()["data"]["url"]

    shown = requests.get(url, timeout=10)
    assert "Cancel at the end of the period" in shown.text
    assert "€79.00 per month" in shown.text
    requests.post(url, data={"action": "cancel", "subscription": subscription}, timeout=10)
    subscriber.hear(subscription)

    page = subscriber.get("plan")
    assert (page["state"], page["next_invoice"]) == ("ACTIVE", None)
    assert page["cancel_at"] == page["period_ends_at"]
    subscriber.act(subscription, "renew")
    subscriber.hear(subscription)
    assert subscriber.standing().state == "CANCELLED"
    assert store_get(store_id=subscriber.store.id).status == "SUSPENDED"
    assert subscriber.client.get(f"/api/v1/stores/{subscriber.store.id}/products").status_code == 200
    exports = f"/api/v1/stores/{subscriber.store.id}/analytics/exports"
    assert subscriber.client.post(exports, {"kind": "CATALOG"}).status_code == 202


def test_bil_07_only_owners_spend_money_and_members_see_the_plan(
    subscriber: Subscriber, viewer_client: Any, other_owner_client: Any
) -> None:
    body = {"plan": "growth", "interval": "MONTH"}

    assert viewer_client.get(subscriber.url("plan")).status_code == 200
    assert viewer_client.get(subscriber.url("invoices")).status_code == 403
    assert viewer_client.post(subscriber.url("subscription/checkout"), body).status_code == 403
    assert other_owner_client.get(subscriber.url("plan")).status_code == 404
    assert other_owner_client.post(subscriber.url("subscription/portal")).status_code == 404
    assert BillingAccount.objects.count() == 0


def test_bil_02_an_upgrade_shows_its_proration_and_begins_at_once(subscriber: Subscriber) -> None:
    subscriber.trial_forget()
    subscriber.subscribe("starter")

    shown = subscriber.post("subscription/preview", plan="growth", interval="MONTH").json()["data"]
    assert shown["is_upgrade"] is True
    assert shown["due_now"] == {"amount": "50.00", "currency": "EUR"}
    assert [line["amount"]["amount"] for line in shown["lines"]] == ["-29.00", "79.00"]

    changed = subscriber.post("subscription/change", plan="growth", interval="MONTH").json()["data"]
    assert (changed["plan"]["code"], changed["state"]) == ("growth", "ACTIVE")
    assert subscriber.get("invoices")[0]["total"] == {"amount": "50.00", "currency": "EUR"}


def test_bil_02_a_downgrade_waits_for_the_end_of_the_period(subscriber: Subscriber) -> None:
    subscriber.trial_forget()
    subscription = subscriber.subscribe("growth")

    shown = subscriber.post("subscription/preview", plan="starter", interval="MONTH").json()["data"]
    assert (shown["is_upgrade"], shown["due_now"]["amount"]) == (False, "0.00")
    changed = subscriber.post("subscription/change", plan="starter", interval="MONTH").json()["data"]
    assert (changed["plan"]["code"], changed["next_plan_code"]) == ("growth", "starter")
    assert changed["next_invoice"]["amount"] == {"amount": "29.00", "currency": "EUR"}

    # The next period ends a second later at the soonest, so the kept rights end with this one.
    time.sleep(1.1)
    subscriber.act(subscription, "renew")
    subscriber.hear(subscription)
    found = subscriber.standing()
    assert (found.plan.code, found.next_plan_code, found.state) == ("starter", "", "ACTIVE")


def test_bil_02_a_downgrade_that_does_not_fit_is_refused_with_a_list(subscriber: Subscriber) -> None:
    subscriber.trial_forget()
    subscriber.subscribe("growth")
    with public_context():
        for resource, used in (("products", 812), ("stores", 3), ("members", 2)):
            UsageCounter.objects.update_or_create(
                merchant_id=subscriber.merchant_id, resource=resource, period="", defaults={"used": used}
            )

    for path in ("preview", "change"):
        answer = subscriber.post(f"subscription/{path}", plan="starter", interval="MONTH")
        assert answer.status_code == 422
        assert answer.json()["error"]["code"] == "downgrade_refused"
        assert answer.json()["error"]["fields"] == {
            "stores": ["3 used, 1 included"],
            "products": ["812 used, 500 included"],
        }
    assert subscriber.standing().plan.code == "growth"


def test_bil_02_subscribing_twice_is_refused(subscriber: Subscriber) -> None:
    subscriber.subscribe()

    answer = subscriber.post("subscription/checkout", plan="scale", interval="MONTH")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "already_subscribed")


def test_bil_08_use_of_80_and_100_percent_is_noticed(subscriber: Subscriber) -> None:
    with public_context():
        for resource, used in (("stores", 4), ("members", 10)):
            UsageCounter.objects.update_or_create(
                merchant_id=subscriber.merchant_id, resource=resource, period="", defaults={"used": used}
            )

    assert subscriber.get("plan")["notices"] == ["stores:80", "members:100"]


def test_staff_see_the_subscription_in_the_copy_that_dj_stripe_keeps(subscriber: Subscriber) -> None:
    subscription = subscriber.subscribe()

    row = djstripe.Subscription.objects.get(id=subscription)
    assert row.stripe_data["status"] == "trialing"
    assert djstripe.Customer.objects.filter(id=subscriber.account().customer_id).exists()


def test_stripe_away_is_said_and_changes_nothing(subscriber: Subscriber) -> None:
    subscriber.stripe.break_down(kind="status", status=500, times=20)

    answer = subscriber.post("subscription/checkout", plan="growth", interval="MONTH")

    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "billing_unavailable")
    assert subscriber.standing().state == "TRIAL"
    assert not BillingAccount.objects.exists()
