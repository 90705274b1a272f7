"""Mails to the owners about connections to suppliers that end. IMP-01."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from apps.notifications.models import Message
from apps.outbox.models import Delivery
from apps.suppliers import services as suppliers
from tenancy.context import public_context, store_context

pytestmark = pytest.mark.django_db

ENDS_AT = datetime(2027, 3, 9, 12, 0, tzinfo=UTC)


def report(store: Any, state: str, ends_at: datetime | None = ENDS_AT) -> None:
    with store_context(store.schema_name):
        suppliers.connection_report(
            provider="CJ", state=state, ends_at=ends_at, store_id=store.id, now=timezone.now()
        )


def told() -> list[tuple[list[str], str]]:
    return [(item.to, item.subject) for item in mail.outbox]


def test_imp_01_the_owner_gets_a_mail_when_a_connection_is_about_to_end(
    in_store: Any, owner: Any, viewer: Any, other_owner: Any, deliver: Any, settings: Any
) -> None:
    report(in_store, "EXPIRING")
    deliver()

    [sent] = mail.outbox
    assert sent.to == ["owner@example.com"]
    assert sent.subject == f"[{in_store.name}] Your connection to CJ Dropshipping is about to end"
    assert "It ends on 9 March 2027." in sent.body
    assert f"{settings.DASHBOARD_URL}/stores/{in_store.id}/suppliers" in sent.body


def test_imp_01_the_owner_gets_a_mail_once_for_each_end(in_store: Any, owner: Any, deliver: Any) -> None:
    for state in ("EXPIRING", "EXPIRING", "EXPIRED", "EXPIRED"):
        report(in_store, state)
        deliver()
    with public_context():
        Delivery.objects.filter(event__name="supplier.connection_ending").update(
            state="PENDING", due_at=timezone.now()
        )
    deliver()

    ended = f"[{in_store.name}] Your connection to CJ Dropshipping"
    assert told() == [
        (["owner@example.com"], f"{ended} is about to end"),
        (["owner@example.com"], f"{ended} has ended"),
    ]
    with store_context(in_store.schema_name):
        assert Message.objects.filter(kind="connection_ending", state="SENT").count() == 2


def test_imp_01_nobody_is_told_of_a_connection_that_was_renewed_meanwhile(
    in_store: Any, owner: Any, deliver: Any
) -> None:
    report(in_store, "EXPIRING")
    report(in_store, "CONNECTED", datetime(2028, 3, 9, tzinfo=UTC))
    deliver()

    assert mail.outbox == []
