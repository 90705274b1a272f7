"""Mails about parcels, refunds and low stock: each once. ORD-09, ORD-10."""

from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from apps.catalog import services as catalog
from apps.money.types import Money
from apps.notifications import services
from apps.notifications.models import Message
from apps.orders import services as orders
from apps.orders.models import OrderEvent
from apps.orders.types import RefundFacts, RefundWish, TrackingInput
from apps.outbox.models import Delivery, OutboxEvent
from tenancy.context import public_context, store_context
from tests.apps.orders.making import pay_order, place_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(in_store: Any, goods: Any) -> Any:
    made = place_order(store=in_store, product=goods(9, title="Mug"), quantity=2)
    pay_order(made, store=in_store)
    return made


def send(order: Any, store: Any, **more: Any) -> Any:
    return orders.fulfillment_create(
        order_id=order.pk,
        tracking=[TrackingInput(number="JD01 4600<b>", carrier="DHL")],
        store_id=store.id,
        now=timezone.now(),
        **more,
    )


def subjects() -> list[str]:
    return [item.subject for item in mail.outbox if item.to == ["ana@example.com"]]


def test_ord_09_the_customer_is_told_of_parcels_with_their_links(
    order: Any, in_store: Any, deliver: Any
) -> None:
    parcel = send(order, in_store)
    deliver()
    with store_context(in_store.schema_name):
        orders.fulfillment_update(
            fulfillment_id=parcel.id, is_delivered=True, store_id=in_store.id, now=timezone.now()
        )
    deliver()

    assert subjects()[-2:] == [
        f"Your order is on its way (order #{order.number})",
        f"Your order has arrived (order #{order.number})",
    ]
    shipped = mail.outbox[-2]
    assert "https://www.dhl.com/global-en/home/tracking.html?tracking-id=JD01%204600%3Cb%3E" in shipped.body
    assert "<b>" not in shipped.alternatives[0][0].replace("<body", "").split("JD01", 1)[1][:20]
    with store_context(in_store.schema_name):
        assert OrderEvent.objects.filter(type="mail_sent", order=order).count() >= 3


def test_without_notice_nobody_is_told(order: Any, in_store: Any, deliver: Any) -> None:
    send(order, in_store, is_notified=False)
    deliver()
    assert not any("on its way" in subject for subject in subjects())


def test_the_same_news_twice_is_one_mail(order: Any, in_store: Any, deliver: Any) -> None:
    send(order, in_store)
    opened = orders.refund_open(
        order_id=order.pk, wish=RefundWish(amount=Money(100, "EUR")), store_id=in_store.id, now=timezone.now()
    )
    fact = RefundFacts("re_1", "SUCCEEDED", opened.amount, timezone.now(), refund_id=opened.id)
    orders.refunds_record(order_id=order.pk, facts=(fact,), store_id=in_store.id, now=timezone.now())
    with public_context():
        Delivery.objects.filter(handler="payments.on_refund_requested").delete()
    deliver()
    count = len(mail.outbox)
    names = ["order.fulfilled", "order.refunded"]
    with public_context():
        Delivery.objects.filter(event__name__in=names).update(state="PENDING", due_at=timezone.now())
    deliver()

    assert len(mail.outbox) == count
    assert f"€1.00 is on its way back to you (order #{order.number})" in subjects()


class TestLowStock:
    def test_a_sale_that_reaches_the_threshold_says_so_once(self, in_store: Any, goods: Any) -> None:
        mug = goods(5)
        for _ in range(3):
            pay_order(place_order(store=in_store, product=mug), store=in_store)

        low = list(OutboxEvent.objects.filter(name="stock.low").values_list("payload", flat=True))
        assert low == [{"variant_id": str(mug.variants[0].id), "on_hand": 3}]

    def test_without_a_threshold_nothing_is_low(self, in_store: Any, goods: Any) -> None:
        catalog.stock_settings_save(low_stock_threshold=None, store_id=in_store.id)
        pay_order(place_order(store=in_store, product=goods(1)), store=in_store)
        assert OutboxEvent.objects.filter(name="stock.low").count() == 0

    def test_the_merchant_is_mailed_once_a_day_of_what_is_news(self, in_store: Any, goods: Any) -> None:
        now, mug = timezone.now(), goods(4, title="Mug")
        assert services.low_stock_tell(store=in_store, now=now) is False
        pay_order(place_order(store=in_store, product=mug), store=in_store)

        sent = [services.low_stock_tell(store=in_store, now=now) for _ in range(2)]

        assert sent == [True, False]
        [digest] = [item for item in mail.outbox if "running low" in item.subject]
        assert digest.subject == f"[{in_store.name}] 1 item running low"
        assert (digest.to, "Mug – No 0: 3 left" in digest.body) == ([in_store.contact_email], True)
        assert Message.objects.filter(kind="stock_low_merchant").count() == 1

    def test_the_product_list_marks_and_filters(self, in_store: Any, goods: Any, owner_client: Any) -> None:
        goods(2, title="Low")
        goods(50, title="Plenty")
        goods(None, title="Uncounted")
        path = f"/api/v1/stores/{in_store.id}/products"

        marks = {row["title"]: row["is_low_stock"] for row in owner_client.get(path).json()["data"]}
        low = owner_client.get(path, {"is_low_stock": "true"}).json()

        assert marks == {"Low": True, "Plenty": False, "Uncounted": False}
        assert ([row["title"] for row in low["data"]], low["total"]) == (["Low"], 1)
        settings = path.replace("/products", "/stock/settings")
        owner_client.patch(settings, {"low_stock_threshold": None}, format="json")
        assert owner_client.get(path, {"is_low_stock": "true"}).json()["total"] == 0
        bad = owner_client.patch(settings, {"low_stock_threshold": -1}, format="json")
        assert bad.status_code == 400
