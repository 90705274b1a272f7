"""Add the variants a source has beyond a product that was imported before (IMP-03)."""

from uuid import UUID

from automation.core_client.client import Core
from automation.core_client.types import VariantDraft
from automation.imports.models import ImportItem
from automation.imports.services.creating import variant_drafts
from automation.imports.services.mapping import variants_map
from automation.imports.snapshots import source_load
from automation.imports.types import ItemUnknown
from automation.registry.types import StoreInfo


def variants_add(*, item_id: UUID, store: StoreInfo, core: Core) -> int:
    """Add the offered variants to the product, priced as the import priced them; returns how many.

    Safe to repeat. Raises ItemUnknown, CoreUnavailable, CoreRejected.
    """
    item = ImportItem.objects.filter(pk=item_id).first()
    if item is None or item.product_id is None:
        raise ItemUnknown
    wanted = {tuple(values) for values in item.added_variants}
    drafts: list[VariantDraft] = [
        row
        for row in variant_drafts(item=item, product=source_load(item.source), store=store)
        if row.option_values in wanted
    ]
    if drafts:
        core.product_variants_add(
            store_id=store.id,
            product_id=item.product_id,
            variants=drafts,
            currency=store.currency,
            idempotency_key=f"import-variants-{item.pk}",
        )
        variants_map(item=item, product=source_load(item.source), store=store, core=core)
        ImportItem.objects.filter(pk=item.pk).update(added_variants=[])
    return len(drafts)
