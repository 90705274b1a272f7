"""A shopper's code in the cart, and the merchant's codes."""

import re
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.audit.services import entry_record
from apps.checkout.models import Cart, Discount
from apps.checkout.selectors.carts import cart_view
from apps.checkout.selectors.discounts import discount_info
from apps.checkout.services.carts import cart_changed, cart_open_lock, open_cart
from apps.checkout.totals import WHOLE
from apps.checkout.types import (
    DiscountCodeTaken,
    DiscountInfo,
    DiscountInput,
    DiscountInvalid,
    DiscountKind,
    DiscountUnknown,
    Problem,
    ProblemCode,
)
from apps.tenants.types import StoreInfo

CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{1,39}")
# A cart keeps a code that may still come to hold; the others are said once and forgotten.
KEPT = {None, ProblemCode.DISCOUNT_MINIMUM, ProblemCode.DISCOUNT_NOT_FOR_CART}


def code_clean(text: str) -> str:
    """Return a code as it is kept: upper case, without spaces around; "" for what can be none."""
    code = text.strip().upper()
    return code if CODE.fullmatch(code) else ""


def cart_discount_set(*, cart_id: UUID, code: str, currency: str, now: datetime) -> Problem | None:
    """Enter a code into the cart and return why it gives nothing, None when it holds.

    It takes the place of another code. A code that does not exist or is over is not kept. Raises CartUnknown and
    CartClosed.
    """
    cleaned = code_clean(code)
    if not cleaned:
        return Problem(ProblemCode.DISCOUNT_UNKNOWN, "There is no such code.")
    with transaction.atomic():
        cart = cart_open_lock(cart_id)
        before = cart.discount_code
        Cart.objects.filter(pk=cart.pk).update(discount_code=cleaned)
        problem = cart_view(cart_id=cart_id, currency=currency).discount_problem
        if (problem.code if problem else None) not in KEPT:
            Cart.objects.filter(pk=cart.pk).update(discount_code=before)
            return problem
        cart_changed(cart=cart, now=now)
    return problem


@transaction.atomic
def cart_discount_remove(*, cart_id: UUID, now: datetime) -> None:
    """Take the code out of the cart; without one nothing happens. A closed cart stays as it is."""
    cart = open_cart(cart_id)
    if cart is not None and cart.discount_code:
        Cart.objects.filter(pk=cart.pk).update(discount_code="")
        cart_changed(cart=cart, now=now)


@transaction.atomic
def discount_create(*, data: DiscountInput, store: StoreInfo, now: datetime) -> DiscountInfo:
    """Make a code. Raises DiscountInvalid (fields) and DiscountCodeTaken."""
    values = _values(data, currency=store.currency)
    row = _write(Discount(created_at=now, updated_at=now, **values))
    entry_record(
        verb="discount.created",
        object_type="discount",
        object_id=row.pk,
        object_label=row.code,
        store_id=store.id,
        merchant_id=store.merchant_id,
        after=_audited(row),
    )
    return discount_info(row=row, currency=store.currency, now=now)


@transaction.atomic
def discount_update(
    *, discount_id: UUID, data: DiscountInput, store: StoreInfo, now: datetime
) -> DiscountInfo:
    """Give a code new terms; orders placed before keep theirs, uses stay counted.

    Raises DiscountUnknown, DiscountInvalid and DiscountCodeTaken.
    """
    row = _lock(discount_id)
    before = _audited(row)
    for name, value in _values(data, currency=store.currency).items():
        setattr(row, name, value)
    row.updated_at = now
    _write(row)
    after = _audited(row)
    changed = {name for name in after if after[name] != before[name]}
    entry_record(
        verb="discount.changed",
        object_type="discount",
        object_id=row.pk,
        object_label=row.code,
        store_id=store.id,
        merchant_id=store.merchant_id,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return discount_info(row=row, currency=store.currency, now=now)


@transaction.atomic
def discount_delete(*, discount_id: UUID, store: StoreInfo) -> None:
    """Delete a code with its uses; orders keep what they were given. Raises DiscountUnknown."""
    row = _lock(discount_id)
    entry_record(
        verb="discount.deleted",
        object_type="discount",
        object_id=row.pk,
        object_label=row.code,
        store_id=store.id,
        merchant_id=store.merchant_id,
        before=_audited(row),
    )
    row.delete()


def _lock(discount_id: UUID) -> Discount:
    row = Discount.objects.select_for_update(of=("self",)).filter(pk=discount_id).first()
    if row is None:
        raise DiscountUnknown
    return row


def _write(row: Discount) -> Discount:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "checkout_discount_code" not in str(error):
            raise
        raise DiscountCodeTaken from error
    return row


def _values(data: DiscountInput, *, currency: str) -> dict[str, object]:
    fields: dict[str, list[str]] = {}
    code = code_clean(data.code)
    if not code:
        fields["code"] = ["2 to 40 letters, digits, hyphens and underscores."]
    for name, money in (("amount", data.amount), ("minimum_spend", data.minimum)):
        if money is not None and money.currency != currency:
            fields[name] = [f"Amounts of this store are in {currency}."]
    is_percentage, is_amount = data.kind == DiscountKind.PERCENTAGE, data.kind == DiscountKind.AMOUNT
    if is_percentage and not 1 <= data.percent_milli <= WHOLE:
        fields["percentage"] = ["More than 0 and at most 100."]
    if is_amount and (data.amount is None or data.amount.amount_minor < 1):
        fields["amount"] = ["An amount above zero."]
    if data.starts_at and data.ends_at and data.ends_at <= data.starts_at:
        fields["ends_at"] = ["After the start."]
    if fields:
        raise DiscountInvalid(fields=fields)
    return {
        "code": code,
        "kind": data.kind,
        "percent_milli": data.percent_milli if is_percentage else 0,
        "amount_minor": data.amount.amount_minor if is_amount and data.amount else 0,
        "minimum_minor": data.minimum.amount_minor if data.minimum else None,
        "usage_limit": data.usage_limit,
        "per_customer_limit": data.per_customer_limit,
        "starts_at": data.starts_at,
        "ends_at": data.ends_at,
        "collection_ids": list(data.collection_ids),
        "product_ids": list(data.product_ids),
        "is_active": data.is_active,
    }


def _audited(row: Discount) -> dict[str, object]:
    plain = ("code", "kind", "percent_milli", "amount_minor", "minimum_minor", "usage_limit")
    values: dict[str, object] = {
        name: getattr(row, name) for name in (*plain, "per_customer_limit", "is_active")
    }
    for name in ("starts_at", "ends_at"):
        at = getattr(row, name)
        values[name] = at.isoformat() if at else None
    for name in ("collection_ids", "product_ids"):
        values[name] = [str(item) for item in getattr(row, name)]
    return values
