"""Every handler of an event may be run again: deliveries come at least once (architecture.md, section 5)."""

import re

import pytest

from apps.outbox.registry import HANDLERS, Handler
from tests.architecture.sources import ROOT

# Atomic handlers share a transaction with their done mark, so their effect is once. The others do outside work:
# each names the test that delivers twice, or why a second time does no harm.
TESTED = {
    "billing.on_billing_event": "tests/apps/billing/test_subscriptions.py"
    "::test_bil_06_any_order_number_and_version_of_events_ends_in_the_same_state",
    "analytics.on_export_requested_make_file": "tests/apps/analytics/test_exports.py"
    "::test_ana_06_the_same_request_delivered_twice_is_one_file",
    "catalog.on_image_added": "tests/apps/catalog/test_images.py::test_avif_follows_by_the_event",
    "customers.on_consent_requested": "tests/apps/customers/test_consent.py"
    "::test_the_same_delivery_again_sends_nothing",
    "notifications.on_connection_ending_tell_owners": "tests/apps/notifications/test_connections.py"
    "::test_imp_01_the_owner_gets_a_mail_once_for_each_end",
    "notifications.on_order_held_tell_merchant": "tests/apps/notifications/test_messages.py"
    "::test_the_same_delivery_again_sends_nothing",
    "notifications.on_order_paid_tell_merchant": "tests/apps/notifications/test_messages.py"
    "::test_the_same_delivery_again_sends_nothing",
    "notifications.on_order_paid_tell_shopper": "tests/apps/notifications/test_messages.py"
    "::test_the_same_delivery_again_sends_nothing",
    "notifications.on_order_fulfilled_tell_shopper": "tests/apps/notifications/test_notes.py"
    "::test_the_same_news_twice_is_one_mail",
    "notifications.on_order_delivered_tell_shopper": "tests/apps/notifications/test_notes.py"
    "::test_the_same_news_twice_is_one_mail",
    "notifications.on_order_refunded_tell_shopper": "tests/apps/notifications/test_notes.py"
    "::test_the_same_news_twice_is_one_mail",
    "notifications.on_sign_in_requested": "tests/apps/notifications/test_notes.py"
    "::test_the_same_news_twice_is_one_mail",
    "notifications.on_variant_restocked_tell_who_asked": "tests/apps/storefront/test_stock_alerts.py"
    "::test_eml_09_who_asked_hears_once_also_after_leaving_the_list_and_gets_no_promotion",
    "notifications.on_purchase_failed_tell_merchant": "tests/apps/notifications/test_purchases.py"
    "::test_ord_08_a_question_is_told_once_and_an_ended_connection_by_its_own_mail",
    "payments.on_payouts_ready_resume_refunds": "tests/apps/payments/test_connected_refunds.py"
    "::test_pay_07_it_goes_out_once_when_the_account_is_connected_again",
    "payments.on_stripe_event": "tests/apps/payments/test_settlement.py"
    "::test_sto_09_paid_once_however_often_stripe_says_so",
    "payments.on_refund_requested": "tests/apps/payments/test_refunds.py"
    "::test_an_answer_lost_on_the_way_does_not_refund_twice",
    "payments.on_order_cancelled": "tests/apps/payments/test_settlement.py"
    "::test_f3_an_answer_lost_on_the_way_does_not_refund_twice",
}
HARMLESS = {
    "billing.on_billing_notice": "a second mail of the same words",
    "payments.on_payouts_changed": "a second mail of the same words",
    "accounts.on_invitation_sent": "a second mail with another link, each good once",
    "accounts.on_two_factor_disabled": "a second mail of the same words",
    "accounts.on_two_factor_enabled": "a second mail of the same words",
    "accounts.on_email_verification_requested": "a second mail with another link, each good once",
    "accounts.on_known_address_tried": "a second mail of the same words",
    "accounts.on_password_changed": "a second mail of the same words",
    "accounts.on_password_reset_requested": "a second mail with another link, each good once",
    "accounts.on_user_registered": "a second mail with another link, each good once",
    "catalog.on_images_removed": "a file that is gone is not deleted again",
    "tenants.on_store_created": "a store that has a schema is left as it is",
}
OUTSIDE = sorted(name for name, handler in HANDLERS.items() if not handler.atomic)


def test_every_handler_with_outside_effects_is_accounted_for() -> None:
    assert sorted({*TESTED, *HARMLESS}) == OUTSIDE
    assert not set(TESTED) & set(HARMLESS)


@pytest.mark.parametrize("name", sorted(TESTED))
def test_the_named_test_exists(name: str) -> None:
    path, _, test = TESTED[name].partition("::")

    assert re.search(rf"def {test}\b", (ROOT / path).read_text())


@pytest.mark.parametrize("handler", HANDLERS.values(), ids=lambda handler: handler.name)
def test_handlers_are_named_for_their_event_and_know_their_queue(handler: Handler) -> None:
    assert handler.name.rpartition(".")[2].startswith("on_")
    assert handler.queue in {"payments", "default", "bulk"}
    assert handler.function.__module__.endswith(".handlers")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["catalog.on_images_removed", "tenants.on_store_created"])
def test_what_is_called_harmless_is(name: str, in_store: object) -> None:
    """Running it again changes nothing and raises nothing."""
    from uuid import UUID

    from apps.tenants.selectors import store_current, store_get
    from tenancy.context import public_context

    handler = HANDLERS[name]
    store = store_current()
    nothing = UUID(int=0)
    values = {
        "store_id": store.id,
        "merchant_id": store.merchant_id,
        "product_id": nothing,
        "image_ids": [nothing],
    }
    fields = {key: value for key, value in values.items() if key in handler.event.__dataclass_fields__}

    for _ in range(2):
        if handler.public:
            with public_context():
                handler.function(event=handler.event(**fields))
        else:
            handler.function(event=handler.event(**fields))

    assert store_get(store_id=store.id) == store
