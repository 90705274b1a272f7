"""What would be ordered: the shopper's wishes, checked, and the cart at the catalog's prices."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from apps.checkout.addresses import address_clean, email_clean
from apps.checkout.selectors import cart_view, checkout_quote, shippable_countries
from apps.checkout.totals import LineShare
from apps.checkout.types import (
    AddressInvalid,
    CartLineView,
    CheckoutQuote,
    CheckoutRefused,
    Problem,
    ProblemCode,
)
from apps.orders.types import Address, LineSnapshot, OrderSnapshot
from apps.tenants.types import StoreInfo


@dataclass(frozen=True, slots=True)
class Wish:
    """What the shopper typed and chose, checked."""

    cart_id: UUID
    email: str
    shipping_address: Address
    billing_address: Address
    shipping_method: str
    expected_total_minor: int | None
    note: str


def contact_check(
    *, email: str, shipping: Mapping[str, object], billing: Mapping[str, object] | None, locale: str
) -> dict[str, Any]:
    """Check e-mail and addresses together, so that the shopper sees all that is wrong at once.

    Returns the Wish's fields email, shipping_address and billing_address. Raises AddressInvalid.
    """
    fields: dict[str, list[str]] = {}
    found: dict[str, Any] = {}
    shipped_to = frozenset(code for code, _ in shippable_countries(locale=locale))
    for name, prefix, check in (
        ("email", "", lambda: email_clean(email)),
        ("shipping_address", "", lambda: address_clean(shipping, shipped_to=shipped_to)),
        ("billing_address", "billing_", lambda: address_clean(billing or shipping, shipped_to=None)),
    ):
        try:
            found[name] = check()
        except AddressInvalid as error:
            if name != "billing_address" or billing is not None:
                fields |= {f"{prefix}{field}": said for field, said in (error.fields or {}).items()}
    if fields:
        raise AddressInvalid(fields=fields)
    return found


def snapshot_make(*, wish: Wish, store: StoreInfo) -> OrderSnapshot:
    """Return what would be ordered, at the catalog's prices. Raises CheckoutRefused with every problem."""
    quote = checkout_quote(
        cart_id=wish.cart_id,
        country=wish.shipping_address.country,
        shipping_method=wish.shipping_method,
        currency=store.currency,
        locale=store.locale,
    )
    problems = _problems(quote=quote, wish=wish)
    if problems or quote.shipping is None:
        raise CheckoutRefused(problems)
    shared = zip(quote.cart.lines, quote.sums.lines, strict=True)
    lines = tuple(_line(line, share, store) for line, share in shared)
    discount, tax = quote.cart.discount, quote.tax
    bare = OrderSnapshot(
        cart_id=wish.cart_id,
        email=wish.email,
        currency=store.currency,
        locale=store.locale,
        lines=lines,
        shipping_address=wish.shipping_address,
        billing_address=wish.billing_address,
        shipping_method=quote.shipping.name,
        subtotal_minor=quote.subtotal.amount_minor,
        shipping_minor=quote.shipping_total.amount_minor,
        tax_minor=quote.tax_total.amount_minor,
        discount_minor=quote.discount_total.amount_minor,
        total_minor=quote.total.amount_minor,
        note=wish.note,
        fingerprint="",
        customer_id=quote.cart.customer_id,
        discount_id=discount.id if discount else None,
        discount_code=discount.code if discount else "",
        tax_name=tax.name if tax else "",
        tax_percent_milli=tax.percent_milli if tax else 0,
        is_tax_inclusive=quote.sums.is_tax_inclusive,
        shipping_tax_minor=quote.sums.shipping_tax_minor,
    )
    return replace(bare, fingerprint=_fingerprint(bare))


def _problems(*, quote: CheckoutQuote, wish: Wish) -> tuple[Problem, ...]:
    problems = quote.cart.problems
    if not any(str(option.id) == wish.shipping_method for option in quote.shipping_options):
        sentence = "Choose how we should ship: the chosen way is not offered for this address."
        if not quote.shipping_options:
            sentence = "We do not deliver this cart to the chosen country."
        problems += (Problem(ProblemCode.SHIPPING_UNAVAILABLE, sentence),)
    elif not problems and wish.expected_total_minor not in (None, quote.total.amount_minor):
        problems = (Problem(ProblemCode.TOTAL_CHANGED, "The total has changed. Please check it again."),)
    return problems


def _line(line: CartLineView, share: LineShare, store: StoreInfo) -> LineSnapshot:
    return LineSnapshot(
        product_id=line.product_id or line.variant_id,
        variant_id=line.variant_id,
        title=line.title,
        variant_title=line.variant_title,
        sku=line.sku,
        quantity=line.quantity,
        unit_price_minor=line.unit_price.amount_minor,
        cost_minor=line.cost_minor,
        image_url=urljoin(f"{store.url}/", line.image_url) if line.image_url else "",
        discount_minor=share.discount_minor,
        tax_minor=share.tax_minor,
    )


def _fingerprint(snapshot: OrderSnapshot) -> str:
    """Return a hash of all that the shopper agreed to; pictures and costs are not part of it."""
    content = asdict(snapshot)
    content["lines"] = sorted(
        (str(line.variant_id), line.quantity, line.unit_price_minor, line.title, line.variant_title)
        for line in snapshot.lines
    )
    text = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def stock_problems(*, cart_id: UUID, short: list[UUID], currency: str) -> tuple[Problem, ...]:
    """Return a problem per line that lost the race for the last units."""
    view = cart_view(cart_id=cart_id, currency=currency)
    said = tuple(
        problem
        for line in view.lines
        if line.variant_id in short
        for problem in line.problems
        if problem.code in (ProblemCode.SOLD_OUT, ProblemCode.LIMITED, ProblemCode.GONE)
    )
    # The units may be back by the time we look: then trying again is the right advice.
    lines = [line for line in view.lines if line.variant_id in short]
    return said or tuple(
        Problem(ProblemCode.LIMITED, f"{line.title} was just taken. Try again.", line_id=line.id)
        for line in lines
    )
