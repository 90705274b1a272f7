"""dj-stripe keeps a copy of Stripe's objects for staff and for the list of invoices; nothing is decided by it."""

import logging
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from djstripe import models as djstripe

from apps.billing.types import InvoiceInfo
from apps.money.types import Money

logger = logging.getLogger(__name__)


def mirror_write(*, customer: Any, subscriptions: list[Any], invoices: list[Any]) -> None:
    """Copy the objects just read. Call outside a transaction: dj-stripe asks Stripe for what they refer to."""
    key = settings.STRIPE_SECRET_KEY
    djstripe.Customer.sync_from_stripe_data(customer, api_key=key)
    for item in subscriptions:
        djstripe.Subscription.sync_from_stripe_data(item, api_key=key)
    for item in invoices:
        djstripe.Invoice.sync_from_stripe_data(item, api_key=key)


def invoices_of(*, customer_id: str, limit: int = 24) -> list[InvoiceInfo]:
    """Return a customer's invoices, newest first. One query."""
    rows = djstripe.Invoice.objects.filter(stripe_data__customer=customer_id)
    bodies = [row.stripe_data for row in rows.order_by("-created", "-pk")[:limit]]
    return [_info(body) for body in bodies]


def _info(body: dict[str, Any]) -> InvoiceInfo:
    return InvoiceInfo(
        id=body["id"],
        number=body.get("number") or "",
        created_at=datetime.fromtimestamp(body["created"], tz=UTC),
        status=(body.get("status") or "").upper(),
        total=Money(int(body["total"]), body["currency"].upper()),
        url=body.get("hosted_invoice_url") or "",
        pdf_url=body.get("invoice_pdf") or "",
    )
