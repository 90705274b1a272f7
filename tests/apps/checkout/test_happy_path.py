"""From a cart to a paid order and its mails, through the real SDK."""

import re
from typing import Any

import pytest
from django.core import mail

from apps.notifications.models import Message
from apps.orders.types import PaymentStatus
from tenancy.context import store_context
from tests.apps.payments.stage import Shopper, Stripe, event_of, post_event, stock_of

pytestmark = pytest.mark.django_db


def test_sto_09_cart_to_paid_order_with_two_mails(
    shopper: Shopper, goods: Any, stripe_server: Stripe, deliver: Any
) -> None:
    mug, plate = goods(5, title="Mug", price="9.00"), goods(None, title="Plate", price="12.50")
    shopper.add(mug, 2).add(plate)

    started = shopper.start()

    order = shopper.order(started)
    assert (order.payment_status, order.total.to_wire()) == (
        PaymentStatus.PENDING,
        {"amount": "35.40", "currency": "EUR"},
    )
    assert stock_of(mug) == (5, 2)
    session = stripe_server.session(shopper.session(started).session_id)
    assert started.redirect_url == session.url
    assert (session.amount_total, session.currency, session.customer_email) == (
        3540,
        "eur",
        "ana@example.com",
    )
    assert session.client_reference_id == str(started.order_id)

    stripe_server.pay(session.id)
    for event in stripe_server.events(session.id):
        assert post_event(event).status_code == 200
    with store_context(shopper.store.schema_name):
        assert shopper.order(started).payment_status == PaymentStatus.PENDING  # only the outbox works
        deliver()
        order = shopper.order(started)

        assert (order.payment_status, order.paid_total.amount_minor) == (PaymentStatus.PAID, 3540)
        assert order.payment.reference.startswith("pi_")
        assert stock_of(mug) == (3, 0)
        assert [item.type for item in order.timeline] == ["placed", "paid", "mail_sent", "mail_sent"]
        assert Message.objects.filter(state="SENT").count() == 2
    to = {message.to[0]: message for message in mail.outbox}
    assert set(to) == {"ana@example.com", shopper.store.contact_email}
    confirmation = to["ana@example.com"]
    assert confirmation.subject == f"Order #{order.number} confirmed"
    assert "2 × Mug" in confirmation.body
    assert "35.40" in confirmation.body
    assert confirmation.metadata["store"] == shopper.store.schema_name
    html = confirmation.alternatives[0][0]
    assert f"{shopper.store.url}/orders/{started.order_token}" in html
    assert not re.search(r"<mj-|{{|{%", html)


def test_f11_coming_back_without_paying_changes_nothing(
    shopper: Shopper, goods: Any, stripe_server: Stripe, deliver: Any
) -> None:
    mug = goods(5)
    started = shopper.add(mug).start()
    session_id = shopper.session(started).session_id

    stripe_server.expire(session_id)
    post_event(event_of(stripe_server.events(session_id), "checkout.session.expired"))
    deliver()

    with store_context(shopper.store.schema_name):
        assert shopper.order(started).payment_status == PaymentStatus.EXPIRED
        assert stock_of(mug) == (5, 0)
    assert mail.outbox == []
