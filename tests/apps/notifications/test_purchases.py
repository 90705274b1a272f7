"""Mails about purchases that need a person. ORD-07, ORD-08."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from apps.orders import services as orders
from apps.suppliers import services as suppliers
from apps.suppliers.services import PurchaseFacts
from tenancy.context import store_context
from tests.apps.suppliers.making import claimed, placed, planned

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    return [one.subject for one in mail.outbox if "purchase" in one.subject]


def test_ord_07_created_and_unpaid_is_told_at_once_with_the_way_to_it(
    in_store: Any, goods: Any, deliver: Any
) -> None:
    row = planned(in_store, goods(9))
    placed(row, store=in_store, is_paid=False, payment_error="The balance is too low.")
    until = timezone.now() + timedelta(days=2)
    facts = PurchaseFacts(state="UNPAID", pay_until=until)
    orders.purchase_follow(purchase_order_id=row.pk, facts=facts, store_id=in_store.id, now=timezone.now())
    for _ in range(2):
        deliver()
    (sent,) = [one for one in mail.outbox if "not paid" in one.subject]
    number = row.order_number
    assert sent.subject == f"[{in_store.name}] A purchase for order #{number} is created and not paid"
    assert sent.to == [in_store.contact_email]
    assert "The balance is too low." in sent.body
    assert "AliExpress closes it on" in sent.body
    assert f"/stores/{in_store.id}/purchases/{row.pk}" in sent.body


@pytest.mark.parametrize(("reason", "count"), [("OUT_OF_STOCK", 1), ("NOT_CONNECTED", 0)])
def test_ord_08_a_question_is_told_once_and_an_ended_connection_by_its_own_mail(
    in_store: Any, goods: Any, deliver: Any, reason: str, count: int
) -> None:
    row = planned(in_store, goods(9))
    claimed(row)
    suppliers.purchase_failed(
        purchase_order_id=row.pk,
        claim_token="worker-1",
        reason=reason,
        code="X",
        message="2 wanted, the supplier has 0.",
        store_id=in_store.id,
        now=timezone.now(),
    )
    for _ in range(2):
        deliver()
    assert len(told()) == count


def test_ord_08_what_was_answered_before_the_mail_is_not_told(
    in_store: Any, goods: Any, deliver: Any
) -> None:
    row = planned(in_store, goods(9))
    placed(row, store=in_store, is_paid=False)
    with store_context(in_store.schema_name):
        facts = PurchaseFacts(state="PAID")
        orders.purchase_follow(
            purchase_order_id=row.pk, facts=facts, store_id=in_store.id, now=timezone.now()
        )
    deliver()
    assert told() == []
