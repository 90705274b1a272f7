"""Map the variants made of a supplier's product: offers in the core, and rows that syncs check every night."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from automation.core_client.client import Core
from automation.core_client.purchasing import OfferDraft
from automation.imports.models import ImportItem
from automation.registry.types import StoreInfo
from automation.sources.models import MappedVariant
from automation.suppliers.catalogue import SupplierProduct, SupplierVariant
from automation.suppliers.types import SourceProduct

BATCH = 200


def variants_map(*, item: ImportItem, product: SourceProduct, store: StoreInfo, core: Core) -> int:
    """Write an offer and a mapping for each variant of a supplier's product; safe to repeat. Returns how many.

    Other sources have nothing to map. Raises CoreUnavailable, CoreRejected.
    """
    if not isinstance(product, SupplierProduct) or item.product_id is None:
        return 0
    ours = {
        tuple(row["option_values"]): row["id"]
        for row in core.product_get(store_id=store.id, product_id=item.product_id).variants
    }
    pairs = [
        (str(ours[row.option_values]), row)
        for row in product.variants
        if isinstance(row, SupplierVariant) and row.option_values in ours and row.sku_id
    ]
    for start in range(0, len(pairs), BATCH):
        offers = [_offer(item, product, variant_id, row) for variant_id, row in pairs[start : start + BATCH]]
        core.offers_upsert(
            store_id=store.id,
            provider=product.provider,
            offers=offers,
            idempotency_key=f"import-offers-{item.pk}-{_digest(offers)}",
        )
    now = timezone.now()
    MappedVariant.objects.bulk_create(
        [
            MappedVariant(
                variant_id=variant_id,
                product_id=item.product_id,
                provider=product.provider,
                supplier_product_id=product.product_id,
                sku_id=row.sku_id,
                title=f"{product.title[:200]} {' / '.join(row.option_values)}"[:300].strip(),
                cost=row.cost,
                currency=product.currency or "",
                stock=row.quantity,
                checked_at=product.fetched_at,
                created_at=now,
            )
            for variant_id, row in pairs
        ],
        ignore_conflicts=True,
    )
    return len(pairs)


def _digest(offers: Sequence[OfferDraft]) -> str:
    """Name a batch by what it says: the same product is mapped again when variants are added later."""
    return hashlib.sha256(repr(offers).encode()).hexdigest()[:32]


def _offer(item: ImportItem, product: SupplierProduct, variant_id: str, row: SupplierVariant) -> OfferDraft:
    assert item.product_id is not None  # noqa: S101 - checked by the caller
    return OfferDraft(
        variant_id=UUID(variant_id),
        product_id=item.product_id,
        supplier_product_id=product.product_id,
        supplier_sku_id=row.sku_id,
        sku_attr=row.sku_attr,
        title=product.title[:300],
        cost=row.cost,
        currency=product.currency or "USD",
        ship_from=row.ship_from,
        stock=row.quantity,
        source_url=product.source_url or "",
    )
