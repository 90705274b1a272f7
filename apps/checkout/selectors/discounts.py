"""What a code gives a cart, and the merchant's list of codes."""

from collections.abc import Sequence
from datetime import datetime
from typing import overload
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from apps.catalog.selectors.collections import products_in_collections
from apps.checkout.models import Discount
from apps.checkout.totals import DiscountTerms
from apps.checkout.types import (
    CartLineView,
    DiscountApplied,
    DiscountInfo,
    DiscountKind,
    DiscountState,
    DiscountUnknown,
    Problem,
    ProblemCode,
)
from apps.money.types import Money, money_format

Found = tuple[DiscountApplied | None, Problem | None]


def discount_for_lines(*, code: str, lines: Sequence[CartLineView], currency: str) -> Found:
    """Return what a code gives these lines, or why it gives nothing. No query without a code, else one or two.

    The limit per customer is not looked at: it is counted when the order is placed, by e-mail.
    """
    if not code:
        return None, None
    row = Discount.objects.filter(code=code).first()
    if row is None:
        return None, _no(ProblemCode.DISCOUNT_UNKNOWN, f"There is no code {code}.")
    refused = _closed(row, now=timezone.now())
    if refused is not None:
        return None, refused
    chosen = _eligible(row, [line for line in lines if line.is_orderable])
    if not chosen:
        return None, _no(
            ProblemCode.DISCOUNT_NOT_FOR_CART, f"{code} is for other items than those in the cart."
        )
    spent = sum(line.line_total.amount_minor for line in chosen)
    if row.minimum_minor is not None and spent < row.minimum_minor:
        least = money_format(Money(row.minimum_minor, currency))
        return None, _no(ProblemCode.DISCOUNT_MINIMUM, f"{code} holds from {least} on.")
    return DiscountApplied(
        row.pk, row.code, row.kind, _terms(row), frozenset(line.id for line in chosen)
    ), None


def _no(code: ProblemCode, message: str) -> Problem:
    return Problem(code=code, message=message)


def _terms(row: Discount) -> DiscountTerms:
    return DiscountTerms(
        percent_milli=row.percent_milli,
        amount_minor=row.amount_minor,
        is_shipping_free=row.kind == DiscountKind.FREE_SHIPPING,
    )


def _closed(row: Discount, *, now: datetime) -> Problem | None:
    sentences = {
        DiscountState.OFF: (ProblemCode.DISCOUNT_UNKNOWN, f"There is no code {row.code}."),
        DiscountState.SCHEDULED: (ProblemCode.DISCOUNT_NOT_YET, f"{row.code} does not hold yet."),
        DiscountState.ENDED: (ProblemCode.DISCOUNT_OVER, f"{row.code} is over."),
        DiscountState.USED_UP: (ProblemCode.DISCOUNT_USED_UP, f"{row.code} has been used up."),
    }
    found = sentences.get(discount_state(row=row, now=now))
    return _no(*found) if found else None


def discount_state(*, row: Discount, now: datetime) -> DiscountState:
    """Return what a code is worth now."""
    if not row.is_active:
        return DiscountState.OFF
    if row.ends_at is not None and row.ends_at <= now:
        return DiscountState.ENDED
    if row.usage_limit is not None and row.times_used >= row.usage_limit:
        return DiscountState.USED_UP
    if row.starts_at is not None and row.starts_at > now:
        return DiscountState.SCHEDULED
    return DiscountState.ACTIVE


def _eligible(row: Discount, lines: list[CartLineView]) -> list[CartLineView]:
    if not row.product_ids and not row.collection_ids:
        return lines
    wanted = set(row.product_ids)
    if row.collection_ids:
        products = [line.product_id for line in lines if line.product_id is not None]
        wanted |= products_in_collections(product_ids=products, collection_ids=row.collection_ids)
    return [line for line in lines if line.product_id in wanted]


def discount_info(*, row: Discount, currency: str, now: datetime) -> DiscountInfo:
    """Return a code as its merchant sees it."""

    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, currency)

    return DiscountInfo(
        id=row.pk,
        code=row.code,
        kind=row.kind,
        percent_milli=row.percent_milli,
        amount=money(row.amount_minor) if row.kind == DiscountKind.AMOUNT else None,
        minimum_spend=money(row.minimum_minor),
        usage_limit=row.usage_limit,
        per_customer_limit=row.per_customer_limit,
        times_used=row.times_used,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        collection_ids=tuple(row.collection_ids),
        product_ids=tuple(row.product_ids),
        is_active=row.is_active,
        state=discount_state(row=row, now=now),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


class DiscountRows(Sequence[DiscountInfo]):
    """A filtered list, newest first, read a slice at a time: one query to count, one per slice."""

    def __init__(self, rows: QuerySet[Discount], *, currency: str, now: datetime) -> None:
        self._rows, self._currency, self._now = rows, currency, now

    def __len__(self) -> int:
        return self._rows.count()

    @overload
    def __getitem__(self, part: int) -> DiscountInfo: ...
    @overload
    def __getitem__(self, part: slice) -> list[DiscountInfo]: ...
    def __getitem__(self, part: int | slice) -> DiscountInfo | list[DiscountInfo]:
        rows = self._rows.order_by("-created_at", "pk")
        if isinstance(part, int):
            return discount_info(row=rows[part], currency=self._currency, now=self._now)
        return [discount_info(row=row, currency=self._currency, now=self._now) for row in rows[part]]


def discount_list(*, currency: str, now: datetime, search: str = "", state: str = "") -> DiscountRows:
    """Return the store's codes, newest first; `search` looks into the code, `state` is a DiscountState."""
    rows = Discount.objects.all()
    if search.strip():
        rows = rows.filter(code__icontains=search.strip())
    over = rows.filter(is_active=True, ends_at__lte=now)
    used = rows.filter(is_active=True, usage_limit__lte=F("times_used")).exclude(ends_at__lte=now)
    later = rows.filter(is_active=True, starts_at__gt=now)
    parts = {
        DiscountState.OFF: rows.filter(is_active=False),
        DiscountState.ENDED: over,
        DiscountState.USED_UP: used,
        DiscountState.SCHEDULED: later.exclude(pk__in=over.values("pk")).exclude(pk__in=used.values("pk")),
        DiscountState.ACTIVE: rows.filter(is_active=True)
        .exclude(ends_at__lte=now)
        .exclude(starts_at__gt=now)
        .exclude(usage_limit__lte=F("times_used")),
    }
    chosen = parts[DiscountState(state)] if state else rows
    return DiscountRows(chosen, currency=currency, now=now)


def discount_get(*, discount_id: UUID, currency: str, now: datetime) -> DiscountInfo:
    """Return one code. Raises DiscountUnknown. One query."""
    row = Discount.objects.filter(pk=discount_id).first()
    if row is None:
        raise DiscountUnknown
    return discount_info(row=row, currency=currency, now=now)
