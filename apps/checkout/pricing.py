"""From a cart line and today's catalog to what the shopper sees."""

from collections.abc import Iterable

from apps.catalog.types import CartVariant, ProductStatus
from apps.checkout.models import CartLine
from apps.checkout.totals import NO_DISCOUNT, NO_TAX, PricedLine, Totals, totals
from apps.checkout.types import CartLineView, DiscountApplied, Problem, ProblemCode, TaxInfo
from apps.money.types import Money


def stock_left(*, variant: CartVariant, own: int) -> int | None:
    """Return how many units this shopper can have (`own` = held by their unpaid order); None = no limit."""
    if not variant.is_stock_tracked or variant.stock_left is None:
        return None
    return max(0, variant.stock_left + own)


def line_view(*, line: CartLine, variant: CartVariant | None, own: int, currency: str) -> CartLineView:
    """Return a line at today's price with its problems."""
    if variant is None or variant.product_status != ProductStatus.ACTIVE:
        return _gone(line=line, variant=variant, currency=currency)
    left = stock_left(variant=variant, own=own)
    problems = _problems(line=line, variant=variant, left=left)
    return CartLineView(
        id=line.id,
        variant_id=variant.id,
        product_id=variant.product_id,
        title=variant.product_title,
        variant_title=variant.variant_title,
        handle=variant.product_handle,
        sku=variant.sku,
        image_url=variant.image_url or "",
        image_alt=variant.image_alt,
        quantity=line.quantity,
        unit_price=variant.price,
        line_total=variant.price * line.quantity,
        stock_left=left,
        is_orderable=left is None or left > 0,
        problems=problems,
        cost_minor=variant.cost.amount_minor if variant.cost else None,
        weight_grams=(variant.weight_grams or 0) * line.quantity,
    )


def _problems(*, line: CartLine, variant: CartVariant, left: int | None) -> tuple[Problem, ...]:
    problems = []
    if left is not None and left <= 0:
        problems.append(
            Problem(
                ProblemCode.SOLD_OUT, f"{variant.product_title} is sold out.", line_id=line.id, available=0
            )
        )
    elif left is not None and left < line.quantity:
        sentence = f"Only {left} of {variant.product_title} left."
        problems.append(Problem(ProblemCode.LIMITED, sentence, line_id=line.id, available=left))
    if variant.price.amount_minor != line.seen_price_minor:
        was = Money(line.seen_price_minor, variant.price.currency)
        sentence = f"The price of {variant.product_title} has changed."
        problems.append(Problem(ProblemCode.PRICE_CHANGED, sentence, line_id=line.id, was=was))
    return tuple(problems)


def _gone(*, line: CartLine, variant: CartVariant | None, currency: str) -> CartLineView:
    price = Money(line.seen_price_minor, currency)
    problem = Problem(ProblemCode.GONE, f"{line.title} is no longer available.", line_id=line.id, available=0)
    return CartLineView(
        id=line.id,
        variant_id=line.variant_id,
        product_id=None,
        title=line.title,
        variant_title=variant.variant_title if variant else "",
        handle="",
        sku="",
        image_url=(variant.image_url or "") if variant else "",
        image_alt="",
        quantity=line.quantity,
        unit_price=price,
        line_total=price * line.quantity,
        stock_left=0,
        is_orderable=False,
        problems=(problem,),
    )


def lines_totals(
    lines: Iterable[CartLineView],
    *,
    shipping_minor: int = 0,
    discount: DiscountApplied | None = None,
    tax: TaxInfo | None = None,
) -> Totals:
    """Return the sums of the orderable lines; `Totals.lines` follow them."""
    priced = [
        PricedLine(
            quantity=line.quantity,
            unit_price_minor=line.unit_price.amount_minor,
            is_discountable=discount is not None and line.id in discount.line_ids,
        )
        for line in lines
        if line.is_orderable
    ]
    return totals(
        priced,
        shipping_minor=shipping_minor,
        discount=discount.terms if discount else NO_DISCOUNT,
        tax=tax.terms if tax else NO_TAX,
    )
