"""The store's least margin, and what it means in prices."""

from django.db.models import Count, F, Q

from apps.catalog.margin import floor_minor
from apps.catalog.models import MarginFloor, Variant
from apps.catalog.types.writing import MarginLook
from apps.money.types import MAX_MINOR, Money, MoneyInvalid
from tenancy.errors import Invalid

EXAMPLE = "10"
WHOLE = 10_000


def margin_floor_get() -> int:
    """Return the store's least margin in basis points; 0 (never below cost) until somebody sets one."""
    row = MarginFloor.objects.filter(pk=1).first()
    return row.margin_basis_points if row else 0


def margin_look(
    *, currency: str, margin_basis_points: int | None = None, cost: str | None = None
) -> MarginLook:
    """Return what a margin (the store's own unless given) means for a cost, and for the store's variants.

    Raises Invalid for a cost that is no amount of the currency.
    """
    basis_points = margin_floor_get() if margin_basis_points is None else margin_basis_points
    amount = _cost(cost or EXAMPLE, currency)
    least = floor_minor(cost_minor=amount.amount_minor, margin_basis_points=basis_points)
    # Multiplied out, so that nothing is rounded.
    held = Variant.objects.annotate(
        held=F("price_minor") * (WHOLE - basis_points), wanted=F("cost_minor") * WHOLE
    )
    counts = held.aggregate(
        costed=Count("pk", filter=Q(cost_minor__isnull=False)),
        below=Count("pk", filter=Q(held__lt=F("wanted"))),
    )
    return MarginLook(
        margin_basis_points=basis_points,
        cost=amount,
        least_price=Money(least, currency),
        earned=Money(least - amount.amount_minor, currency),
        below_count=counts["below"],
        costed_count=counts["costed"],
    )


def _cost(text: str, currency: str) -> Money:
    try:
        amount = Money.parse(text, currency)
    except MoneyInvalid as error:
        raise Invalid(fields={"cost": [str(error)]}) from error
    if not 0 < amount.amount_minor <= MAX_MINOR:
        raise Invalid(fields={"cost": ["More than 0, at most 99,999,999.99."]})
    return amount
