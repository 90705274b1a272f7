"""Who is signed in, and what they keep."""

from datetime import datetime
from uuid import UUID

from apps.customers.account_services import secret_hash
from apps.customers.models import CustomerAddress, CustomerSession
from apps.customers.types import AddressInfo, CustomerInfo


def customer_of_session(*, key: str, now: datetime) -> CustomerInfo | None:
    """Return the customer a session key belongs to in the current store, None for none. One query."""
    if not key or len(key) > 100:
        return None
    rows = CustomerSession.objects.select_related("customer").filter(expires_at__gt=now)
    session = rows.filter(key_hash=secret_hash(key)).first()
    if session is None:
        return None
    row = session.customer
    return CustomerInfo(
        id=row.pk,
        email=row.email,
        name=row.name,
        phone=row.phone,
        created_at=row.created_at,
        is_verified=row.verified_at is not None,
    )


def addresses_of(*, customer_id: UUID) -> tuple[AddressInfo, ...]:
    """Return a customer's addresses, the default one first. One query."""
    rows = CustomerAddress.objects.filter(customer_id=customer_id).order_by(
        "-is_default", "-created_at", "pk"
    )
    return tuple(AddressInfo(row.pk, row.content, row.is_default) for row in rows)
