"""Add variants that were not chosen when a product was imported, or that its supplier has since (IMP-03, IMP-06)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from automation.core_client.client import Core
from automation.imports.models import ImportItem
from automation.imports.picking import product_pick
from automation.imports.pricing import priced, variant_draft
from automation.imports.services.mapping import variants_map
from automation.imports.services.picks import item_of_product, pick_as_made, skus_mapped
from automation.imports.services.pricing import variant_prices
from automation.imports.snapshots import source_load
from automation.imports.sourcing import supplier_product
from automation.imports.types import ItemUnknown
from automation.registry.types import StoreInfo
from automation.sources.services import variant_key
from automation.suppliers.catalogue import SupplierProduct
from tenancy.ids import uuid7


@dataclass(frozen=True, slots=True)
class Missing:
    """A supplier's product with only the variants our product lacks, named as ours are; `prices` in their order."""

    item: ImportItem
    product: SupplierProduct
    prices: list[dict[str, str | None]]


def variants_missing(*, product_id: UUID, store: StoreInfo, core: Core) -> Missing | None:
    """Ask the supplier for the variants a product of ours lacks; None when it was imported from no supplier.

    Those that cannot be bought now are left out. Raises ItemUnknown, SupplierRefused, TooMany, Unavailable,
    CoreUnavailable, CoreRejected.
    """
    made = item_of_product(product_id=product_id)
    if made is None:
        raise ItemUnknown
    source = source_load(made.source)
    if not isinstance(source, SupplierProduct):
        return None
    asked = supplier_product(
        provider=source.provider,
        product_id=source.product_id,
        ship_to=str(made.job.options.get("ship_to") or ""),
        store=store,
    )
    picked = product_pick(product=asked, pick=pick_as_made(made=made, product=asked))
    ours = {
        tuple(row["option_values"])
        for row in core.product_get(store_id=store.id, product_id=product_id).variants
    }
    mapped = skus_mapped(product_id=product_id)
    # A product whose options are other ones by now cannot take these.
    fits = {len(values) for values in ours}
    left = tuple(
        row
        for row in picked.variants
        if row.option_values not in ours
        and len(row.option_values) in fits
        and variant_key(variant=row) not in mapped
    )
    product = replace(asked, options=picked.options, variants=left)
    return Missing(item=made, product=product, prices=variant_prices(product=product, store=store))


def variants_extend(*, product_id: UUID, keys: Sequence[str], store: StoreInfo, core: Core) -> int:
    """Add the named variants, priced by today's rules, and map them to the supplier; returns how many.

    Safe to repeat: what the product has by now is left. Raises as `variants_missing`.
    """
    missing = variants_missing(product_id=product_id, store=store, core=core)
    if missing is None:
        return 0
    wanted = [
        (row, made)
        for row, made in zip(missing.product.variants, missing.prices, strict=True)
        if variant_key(variant=row) in set(keys)
    ]
    if not wanted:
        return 0
    core.product_variants_add(
        store_id=store.id,
        product_id=product_id,
        variants=[
            variant_draft(variant=priced(variant=row, made=made), currency=store.currency)
            for row, made in wanted
        ],
        currency=store.currency,
        idempotency_key=f"import-extend-{uuid7()}",
    )
    product = replace(missing.product, variants=tuple(row for row, _ in wanted))
    return variants_map(item=missing.item, product=product, store=store, core=core)
