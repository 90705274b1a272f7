"""Reads of customers."""

from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Lower

from apps.customers.models import Customer
from apps.customers.types import CustomerInfo


def _info(row: Customer) -> CustomerInfo:
    return CustomerInfo(id=row.id, email=row.email, name=row.name, phone=row.phone, created_at=row.created_at)


def customer_get(*, customer_id: UUID) -> CustomerInfo | None:
    """Return a customer of the current store, or None. One query."""
    row = Customer.objects.filter(pk=customer_id).first()
    return _info(row) if row else None


def customer_find_by_email(*, email: str) -> CustomerInfo | None:
    """Return the customer with this e-mail address, ignoring case, or None. One query."""
    rows = Customer.objects.annotate(email_lower=Lower("email")).filter(email_lower=Lower(Value(email)))
    row = rows.first()
    return _info(row) if row else None
