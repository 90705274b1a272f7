"""Staff see Stripe's events and a store's orders, change none of them, and have an event processed again."""

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.outbox.models import OutboxEvent
from apps.payments.models import StripeEvent
from tests.apps.orders.making import pay_order, place_order
from tests.apps.payments.stage import post_event

pytestmark = pytest.mark.django_db
EVENT = {
    "id": "evt_staff",
    "type": "checkout.session.completed",
    "created": 1_790_000_000,
    "livemode": False,
    "data": {"object": {"id": "cs_test_unknown"}},
}


@pytest.fixture
def staff(db: None) -> Client:
    user = User.objects.create_superuser("staff@example.com", "a long pass phrase")
    client = Client(HTTP_HOST="admin.localhost")
    client.force_login(user)
    return client


def test_an_event_can_be_processed_again_and_not_be_changed(staff: Client) -> None:
    post_event(EVENT)
    StripeEvent.objects.update(state="PARKED", error="unknown")

    page = staff.get("/payments/stripeevent/")
    assert page.status_code == 200
    assert b"evt_staff" in page.content
    assert staff.get("/payments/stripeevent/add/").status_code == 403
    assert staff.post("/payments/stripeevent/evt_staff/delete/", {"post": "yes"}).status_code == 403
    assert staff.get("/payments/paymentsession/").status_code == 200

    answer = staff.post(
        "/payments/stripeevent/", {"action": "replay", "_selected_action": ["evt_staff"]}, follow=True
    )

    assert b"1 event(s) will be processed again." in answer.content
    assert StripeEvent.objects.get().state == "RECEIVED"
    assert OutboxEvent.objects.filter(name="payment.event_received").count() == 2


def test_a_stores_orders_mails_and_customers_are_shown_inside_that_store(
    staff: Client, in_store: Any, other_store: Any, goods: Any
) -> None:
    order = place_order(store=in_store, product=goods(5))
    pay_order(order, store=in_store)

    for path in ("orders/order/", f"orders/order/{order.pk}/change/", "customers/customer/"):
        page = staff.get(f"/store/{in_store.id}/{path}")
        assert page.status_code == 200, path
        assert b"ana@example.com" in page.content
    for path in ("notifications/message/", "checkout/shippingrate/"):
        assert staff.get(f"/store/{in_store.id}/{path}").status_code == 200, path
    elsewhere = staff.get(f"/store/{other_store.id}/orders/order/")
    assert elsewhere.status_code == 200
    assert b"ana@example.com" not in elsewhere.content
