"""Set the least margin at which machines may sell, and hold a product against it."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from apps.audit.services import entry_record
from apps.catalog.margin import floor_minor
from apps.catalog.models import MarginFloor, Variant
from apps.catalog.selectors.margins import margin_floor_get
from apps.catalog.types.writing import BelowMarginFloor
from apps.money.types import Money


@transaction.atomic(durable=True)
def margin_floor_set(*, margin_basis_points: int, store_id: UUID) -> int:
    """Set the store's least margin, from 0 to 9,500 basis points; returns it. Prices stay as they are."""
    before = margin_floor_get()
    MarginFloor.objects.update_or_create(
        pk=1, defaults={"margin_basis_points": margin_basis_points, "changed_at": timezone.now()}
    )
    if before != margin_basis_points:
        entry_record(
            verb="margin_floor.changed",
            object_type="margin_floor",
            object_id=store_id,
            store_id=store_id,
            before={"margin_basis_points": before},
            after={"margin_basis_points": margin_basis_points},
        )
    return margin_basis_points


def margin_check(*, product_id: UUID, currency: str) -> None:
    """Raise BelowMarginFloor for the first variant whose price undercuts the floor at its cost."""
    basis_points = margin_floor_get()
    rows = Variant.objects.filter(product_id=product_id, cost_minor__isnull=False).order_by("position", "pk")
    for variant in rows.only("price_minor", "cost_minor"):
        cost = variant.cost_minor or 0
        floor = floor_minor(cost_minor=cost, margin_basis_points=basis_points)
        if variant.price_minor < floor:
            raise BelowMarginFloor(
                price=Money(variant.price_minor, currency),
                cost=Money(cost, currency),
                floor=Money(floor, currency),
            )
