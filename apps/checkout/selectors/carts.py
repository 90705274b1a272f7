"""A cart as it would be ordered now."""

from collections.abc import Iterable
from uuid import UUID

from apps.catalog.selectors import variants_for_cart
from apps.catalog.types import CartVariant
from apps.checkout.models import Cart, CartLine
from apps.checkout.pricing import line_view, lines_totals
from apps.checkout.selectors.discounts import discount_for_lines
from apps.checkout.types import CartStatus, CartView, Problem, ProblemCode
from apps.money.types import Money
from apps.orders.selectors import cart_reserved


def cart_items_count(*, cart_id: UUID | None) -> int:
    """Return how many pieces an open cart holds, 0 for none. One query."""
    if cart_id is None:
        return 0
    quantities = CartLine.objects.filter(cart_id=cart_id, cart__status=CartStatus.OPEN)
    return sum(quantities.values_list("quantity", flat=True))


def cart_view(*, cart_id: UUID | None, currency: str) -> CartView:
    """Return an open cart as it would be ordered now, or an empty view. Three queries, up to five with a code.

    Lines carry problems: `price_changed` since the shopper last saw it, `gone`, `sold_out`, `limited`. What the
    shopper's own unpaid order reserves counts as available to them.
    """
    lines = list(_lines(cart_id)) if cart_id else []
    return view_of(cart_id=cart_id if lines else None, lines=lines, currency=currency)


def _lines(cart_id: UUID) -> Iterable[CartLine]:
    rows = CartLine.objects.filter(cart_id=cart_id, cart__status=CartStatus.OPEN)
    return rows.select_related("cart").order_by("added_at", "pk")


def view_of(*, cart_id: UUID | None, lines: list[CartLine], currency: str) -> CartView:
    """Return the view of lines already read with their cart."""
    if not lines or cart_id is None:
        empty = Problem(code=ProblemCode.CART_EMPTY, message="Your cart is empty.")
        nothing = Money(0, currency)
        return CartView(
            id=cart_id, lines=(), items_count=0, subtotal=nothing, problems=(empty,), discount_total=nothing
        )
    variants: dict[UUID, CartVariant] = variants_for_cart(variant_ids=[line.variant_id for line in lines])
    own = cart_reserved(cart_id=cart_id)
    views = tuple(
        line_view(
            line=line,
            variant=variants.get(line.variant_id),
            own=own.get(line.variant_id, 0),
            currency=currency,
        )
        for line in lines
    )
    cart = lines[0].cart
    discount, problem = discount_for_lines(code=cart.discount_code, lines=views, currency=currency)
    sums = lines_totals(views, discount=discount)
    return CartView(
        id=cart_id,
        lines=views,
        items_count=sum(line.quantity for line in views),
        subtotal=Money(sums.subtotal_minor, currency),
        problems=tuple(problem for line in views for problem in line.problems),
        discount_total=Money(sums.discount_minor, currency),
        discount_code=cart.discount_code,
        discount=discount,
        discount_problem=problem,
        customer_id=cart.customer_id,
    )


def cart_exists(*, cart_id: UUID) -> bool:
    """Say whether this cart is open in the current store. One query."""
    return Cart.objects.filter(pk=cart_id, status=CartStatus.OPEN).exists()
