"""Mails after a payment: each exactly once, safe, and none lost when the mail service is away. H9, F5."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from anymail.exceptions import AnymailRequestsAPIError
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections
from django.utils import timezone

from apps.notifications import services, tasks
from apps.notifications.models import Message
from apps.notifications.rendering import mail_render, one_line
from apps.notifications.types import MailUnavailable, MessageKind
from apps.orders.models import Order
from apps.outbox.models import Delivery
from apps.tenants.models import Store
from apps.tenants.selectors import lookup_forget, store_get
from tenancy.context import public_context, store_context
from tests.apps.orders.making import pay_order, place_order

CONFIRMATION = MessageKind.ORDER_CONFIRMATION


@pytest.fixture
def order(in_store: Any, goods: Any) -> Order:
    return place_order(store=in_store, product=goods(9), quantity=2)


def send(order: Order, store: Any, *, kind: str = CONFIRMATION, later: timedelta = timedelta()) -> bool:
    return services.message_send(kind=kind, subject_id=order.pk, store=store, now=timezone.now() + later)


class Away(EmailBackend):
    """A mail service that takes nothing."""

    def send_messages(self, messages: Any) -> int:
        raise AnymailRequestsAPIError("503")


def away(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{Away.__module__}.Away"


@pytest.mark.django_db
class TestOnce:
    def test_paid_tells_shopper_and_merchant_once_each(
        self, order: Order, in_store: Any, deliver: Callable[[], int]
    ) -> None:
        for _ in range(3):
            pay_order(order, store=in_store)
            deliver()
        for _ in range(2):
            send(order, in_store)

        assert sorted(message.to[0] for message in mail.outbox) == ["ana@example.com", in_store.contact_email]
        with store_context(in_store.schema_name):
            assert set(Message.objects.values_list("kind", "state", "attempts")) == {
                ("order_confirmation", "SENT", 1),
                ("order_paid_merchant", "SENT", 1),
            }

    def test_held_tells_the_merchant_only(
        self, order: Order, in_store: Any, deliver: Callable[[], int]
    ) -> None:
        pay_order(order, store=in_store, amount_minor=1)
        deliver()
        [message] = mail.outbox
        assert message.to == [in_store.contact_email]
        assert "on hold" in message.subject
        assert "The paid amount is not the order's total." in message.body

    def test_the_same_delivery_again_sends_nothing(
        self, order: Order, in_store: Any, deliver: Callable[[], int]
    ) -> None:
        pay_order(order, store=in_store)
        deliver()
        with public_context():
            Delivery.objects.update(state="PENDING", woken_at=None, due_at=timezone.now())
        assert deliver() > 0
        assert len(mail.outbox) == 2

    def test_killed_after_claiming_is_taken_over_after_a_while(self, order: Order, in_store: Any) -> None:
        Message.objects.create(
            kind=CONFIRMATION,
            subject_id=order.pk,
            state="SENDING",
            attempts=1,
            claimed_at=timezone.now(),
            created_at=timezone.now(),
        )
        assert send(order, in_store) is False
        assert mail.outbox == []

        assert send(order, in_store, later=timedelta(seconds=26)) is True
        assert len(mail.outbox) == 1
        assert Message.objects.get().attempts == 2

    def test_a_store_without_an_address_skips_the_merchants_mail(self, order: Order, in_store: Any) -> None:
        Store.objects.filter(pk=in_store.id).update(contact_email="")
        lookup_forget()
        store = store_get(store_id=in_store.id)
        assert send(order, store, kind=MessageKind.ORDER_PAID_MERCHANT) is False
        assert Message.objects.get().state == "SKIPPED"


@pytest.mark.django_db
class TestMailServiceAway:
    def test_h9_keeps_the_message_and_the_order(
        self, order: Order, in_store: Any, settings: Any, deliver: Callable[[], int]
    ) -> None:
        away(settings)
        pay_order(order, store=in_store)
        deliver()

        with store_context(in_store.schema_name):
            assert Order.objects.get().payment_status == "PAID"
            assert set(Message.objects.values_list("state", "error")) == {
                ("PENDING", "AnymailRequestsAPIError: 503")
            }
        assert Delivery.objects.filter(handler__startswith="notifications.", state="PENDING").count() == 2

        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        with public_context():
            Delivery.objects.filter(state="PENDING").update(due_at=timezone.now(), woken_at=None)
        deliver()
        assert len(mail.outbox) == 2

    def test_h9_the_sweep_sends_what_the_outbox_gave_up(
        self, order: Order, in_store: Any, settings: Any
    ) -> None:
        pay_order(order, store=in_store)
        away(settings)
        for kind in (CONFIRMATION, MessageKind.ORDER_PAID_MERCHANT):
            with pytest.raises(MailUnavailable):
                send(order, in_store, kind=kind)
        later = timezone.now() + timedelta(minutes=3)
        assert services.messages_retry(store=in_store, now=later) == 0

        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert (
            services.messages_retry(store=in_store, now=timezone.now()) == 0
        )  # too young: the outbox's turn
        assert services.messages_retry(store=in_store, now=later) == 2
        assert services.messages_retry(store=in_store, now=later) == 0
        assert len(mail.outbox) == 2

    def test_the_task_works_in_its_store(self, order: Order, in_store: Any) -> None:
        created = timezone.now() - timedelta(minutes=5)
        Message.objects.create(kind=CONFIRMATION, subject_id=order.pk, created_at=created)
        assert tasks.retry_messages_of_store(schema_name=in_store.schema_name) == 1
        assert len(mail.outbox) == 1


@pytest.mark.django_db
class TestContent:
    def test_names_that_try_to_inject_stay_text(self, in_store: Any, goods: Any) -> None:
        Store.objects.filter(pk=in_store.id).update(name='Evil\r\nBcc: x@evil.example <script>"&')
        lookup_forget()
        store = store_get(store_id=in_store.id)
        order = place_order(
            store=store,
            product=goods(3, title="</mj-text><mj-raw>{{ 7|add:7 }} & <b>Mug</b>"),
            name="<img src=x onerror=alert(1)>{% now 'Y' %}",
        )
        for kind in (CONFIRMATION, MessageKind.ORDER_PAID_MERCHANT):
            assert send(order, store, kind=kind)

        for message in mail.outbox:
            sent = message.message()
            assert sent["Bcc"] is None
            assert message.recipients() in (["ana@example.com"], [store.contact_email])
            html = message.alternatives[0][0]
            assert "<script" not in html
            assert "<img src=x" not in html
            assert "&lt;/mj-text&gt;&lt;mj-raw&gt;{{ 7|add:7 }} &amp; &lt;b&gt;Mug&lt;/b&gt;" in html
            assert "</mj-text><mj-raw>{{ 7|add:7 }} & <b>Mug</b>" in message.body

    def test_links_lead_to_the_stores_domain_and_the_dashboard(
        self, order: Order, in_store: Any, settings: Any
    ) -> None:
        settings.DASHBOARD_URL = "https://dashboard.example/"
        confirmation = mail_render(kind=CONFIRMATION, subject_id=order.pk, store=in_store)
        merchant = mail_render(kind=MessageKind.ORDER_PAID_MERCHANT, subject_id=order.pk, store=in_store)

        assert f'href="{in_store.url}/orders/{order.pk.hex}.' in confirmation.html
        assert f"{in_store.url}/orders/{order.pk.hex}." in confirmation.text
        assert f"https://dashboard.example/stores/{in_store.id}/orders/{order.pk}" in merchant.html
        assert (confirmation.reply_to, merchant.reply_to) == (in_store.contact_email, "ana@example.com")

    def test_money_is_written_as_the_shop_writes_it(self, order: Order, in_store: Any) -> None:
        Order.objects.update(locale="de")
        text = mail_render(kind=CONFIRMATION, subject_id=order.pk, store=in_store).text
        assert "22,90\xa0€" in text

    def test_the_sender_is_the_store_at_the_platforms_address(
        self, order: Order, in_store: Any, settings: Any
    ) -> None:
        settings.DEFAULT_FROM_EMAIL = "Dropwright <hello@platform.example>"
        send(order, in_store)
        [message] = mail.outbox
        assert message.from_email == "Meadow <hello@platform.example>"
        assert message.metadata["store"] == in_store.schema_name
        assert message.extra_headers["Message-ID"] == f"<{Message.objects.get().pk}@{in_store.domain}>"

    @pytest.mark.parametrize(
        ("text", "line"), [("a\r\nBcc: b", "a Bcc: b"), ("a\x00b", "a b"), ("  a \u2028 b ", "a b")]
    )
    def test_headers_are_one_line(self, text: str, line: str) -> None:
        assert one_line(text) == line


@pytest.mark.django_db(transaction=True)
def test_f5_twenty_workers_send_one_mail(order: Order, in_store: Any) -> None:
    def run(_: int) -> bool:
        try:
            with store_context(in_store.schema_name):
                return send(order, in_store)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(run, range(20)))

    assert (sent.count(True), len(mail.outbox)) == (1, 1)
