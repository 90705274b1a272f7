"""An order's lines as a payment page shows them. Their sum with shipping is the order's total, to the cent.

Discount and added tax are no coupons and no tax rates at the provider: what we counted is what is charged. A
discounted line whose pieces no longer cost the same is shown as one item, "3 × Mug".
"""

from apps.orders.types import LineSnapshot, OrderPlaced
from apps.payments.types import SessionLine

TAX_NAME = "Tax"


def session_lines(order: OrderPlaced) -> tuple[SessionLine, ...]:
    """Return the lines of an order, and one for the tax where it is added to the prices."""
    lines = [_line(line) for line in order.lines]
    if order.tax_total.amount_minor and not order.is_tax_inclusive:
        lines.append(
            SessionLine(
                name=order.tax_name or TAX_NAME,
                description="",
                quantity=1,
                unit_price_minor=order.tax_total.amount_minor,
            )
        )
    return tuple(lines)


def _line(line: LineSnapshot) -> SessionLine:
    net = line.quantity * line.unit_price_minor - line.discount_minor
    unit, rest = divmod(net, line.quantity)
    is_even = rest == 0
    return SessionLine(
        name=line.title if is_even else f"{line.quantity} × {line.title}",
        description=line.variant_title,
        quantity=line.quantity if is_even else 1,
        unit_price_minor=unit if is_even else net,
        image_url=line.image_url,
    )
