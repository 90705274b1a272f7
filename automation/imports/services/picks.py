"""A person's choice of variants and names holds for later: what was renamed once stays renamed."""

from dataclasses import replace
from uuid import UUID

from automation.imports.models import ImportItem, ImportJob
from automation.imports.picking import Pick, pick_of
from automation.sources.models import MappedVariant
from automation.suppliers.catalogue import SupplierProduct, SupplierVariant


def item_of_product(*, product_id: UUID) -> ImportItem | None:
    """Return the item of the import that made a product, if one did."""
    return (
        ImportItem.objects.select_related("job")
        .filter(product_id=product_id, is_new_product=True)
        .order_by("pk")
        .first()
    )


def skus_mapped(*, product_id: UUID) -> set[str]:
    """Return the supplier's SKU ids that are variants of the product already."""
    return set(MappedVariant.objects.filter(product_id=product_id).values_list("sku_id", flat=True))


def pick_for(*, job: ImportJob, product: SupplierProduct) -> Pick:
    """Return the import's choice; without names of its own, with those of the import that made the product."""
    pick = pick_of(job.options)
    if pick.names or pick.values:
        return pick
    made = (
        ImportItem.objects.select_related("job")
        .filter(reference=product.external_reference[:200], is_new_product=True, product_id__isnull=False)
        .order_by("pk")
        .first()
    )
    if made is None or made.product_id is None:
        return pick
    return _as_made(pick=pick, made=made, product=product)


def pick_as_made(*, made: ImportItem, product: SupplierProduct) -> Pick:
    """Return the choice of every variant of a product, named and placed as when it was made."""
    return _as_made(pick=Pick(), made=made, product=product)


def _as_made(*, pick: Pick, made: ImportItem, product: SupplierProduct) -> Pick:
    first = pick_of(made.job.options)
    return replace(
        pick, names=first.names, values=first.values, ship_from=pick.ship_from or _places(made, product)
    )


def _places(made: ImportItem, product: SupplierProduct) -> frozenset[str] | None:
    """Return the one place the product is sent from, so that the place does not become an option later."""
    assert made.product_id is not None  # noqa: S101 - the callers' condition
    mapped = skus_mapped(product_id=made.product_id)
    places = {
        row.ship_from
        for row in product.variants
        if isinstance(row, SupplierVariant) and row.sku_id in mapped and row.ship_from
    }
    return frozenset(places) if len(places) == 1 else None
