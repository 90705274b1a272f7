"""Who bought when: what mails must know before they remind anybody of anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import Lower

from apps.orders.models import Order
from apps.orders.types import PaymentStatus

# Money has come in, whatever became of the order since.
BOUGHT = (
    PaymentStatus.PAID,
    PaymentStatus.PARTIALLY_REFUNDED,
    PaymentStatus.REFUNDED,
    PaymentStatus.ON_HOLD,
)


@dataclass(frozen=True, slots=True)
class Purchases:
    """The paid orders of one address; amounts are minor units of the store's currency."""

    orders_count: int
    total_minor: int
    last_paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class BuyerInfo:
    """Whom an order belongs to, as mails need it."""

    order_id: UUID
    number: int
    email: str
    name: str
    customer_id: UUID | None
    cart_id: UUID
    locale: str
    country: str
    total_minor: int
    currency: str


def purchases_by_email(*, emails: Iterable[str]) -> dict[str, Purchases]:
    """Return what each address has bought, by the address in lower case; strangers are missing. One query."""
    rows = (
        Order.objects.annotate(address=Lower("email"))
        .filter(address__in={email.lower() for email in emails}, payment_status__in=BOUGHT)
        .values("address")
        .annotate(
            count=Count("pk"), total=Sum("total_minor", filter=Q(paid_at__isnull=False)), last=Max("paid_at")
        )
    )
    return {row["address"]: Purchases(row["count"], row["total"] or 0, row["last"]) for row in rows}


def buyers_of_orders(*, order_ids: Iterable[UUID]) -> dict[UUID, BuyerInfo]:
    """Return whom each order belongs to; unknown ids are missing. One query."""
    rows = Order.objects.filter(pk__in=set(order_ids))
    return {
        row.pk: BuyerInfo(
            order_id=row.pk,
            number=row.number,
            email=row.email,
            name=row.customer_name,
            customer_id=row.customer_id,
            cart_id=row.cart_id,
            locale=row.locale,
            country=str(row.shipping_address.get("country", "")),
            total_minor=row.total_minor,
            currency=row.currency,
        )
        for row in rows
    }
