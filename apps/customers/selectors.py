"""Reads of customers."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower

from apps.customers.models import Customer
from apps.customers.types import CustomerInfo


def _info(row: Customer) -> CustomerInfo:
    return CustomerInfo(
        id=row.id,
        email=row.email,
        name=row.name,
        phone=row.phone,
        created_at=row.created_at,
        is_verified=row.verified_at is not None,
    )


def customer_get(*, customer_id: UUID) -> CustomerInfo | None:
    """Return a customer of the current store, or None. One query."""
    row = Customer.objects.filter(pk=customer_id).first()
    return _info(row) if row else None


def customer_find_by_email(*, email: str) -> CustomerInfo | None:
    """Return the customer with this e-mail address, ignoring case, or None. One query."""
    rows = Customer.objects.annotate(email_lower=Lower("email")).filter(email_lower=Lower(Value(email)))
    row = rows.first()
    return _info(row) if row else None


class CustomerRows:
    """A sliceable list of customers, newest first: one query to count, one per slice."""

    def __init__(self, rows: QuerySet[Customer]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return self._rows.count()

    def __getitem__(self, part: slice) -> list[CustomerInfo]:
        return [_info(row) for row in self._rows.order_by("-created_at", "pk")[part]]


def customer_list(*, search: str = "") -> CustomerRows:
    """Return customers whose e-mail or name contains `search`, to be read by slices."""
    rows = Customer.objects.all()
    text = search.strip()
    if text:
        rows = rows.filter(Q(email__icontains=text) | Q(name__icontains=text))
    return CustomerRows(rows)


def customers_stream(*, piece: int = 500) -> Iterator[CustomerInfo]:
    """Yield every customer, newest first, as of the moment the reading begins; `piece` are in memory at a time.

    The server keeps the place, so somebody erased meanwhile hides nobody else. One statement.
    """
    yield from map(_info, Customer.objects.order_by("-created_at", "pk").iterator(chunk_size=piece))


def customers_by_id(*, customer_ids: Iterable[UUID]) -> dict[UUID, CustomerInfo]:
    """Return the customers that exist, by id. One query."""
    return {row.pk: _info(row) for row in Customer.objects.filter(pk__in=list(customer_ids))}
