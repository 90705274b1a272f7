"""Ask a supplier about one mapped product and let what it says have its consequences."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from automation.connections.selectors import catalogue_for
from automation.core_client.client import Core
from automation.registry.types import StoreInfo
from automation.sources.models import MappedVariant
from automation.suppliers.catalogue import ProductGone
from automation.sync.services.checking import Checked, product_check, product_gone


def product_ask(
    *, rows: Sequence[MappedVariant], store: StoreInfo, core: Core, now: datetime, run_id: UUID
) -> Checked:
    """Ask about the product of `rows` (all of one product of ours) and react to the answer.

    Raises the supplier's errors except ProductGone, which is an answer; CoreUnavailable.
    """
    first = rows[0]
    try:
        product = catalogue_for(provider=first.provider).product(
            product_id=first.supplier_product_id,
            ship_to=store.country,
            currency=first.currency or store.currency,
            language=store.locale,
        )
    except ProductGone as gone:
        return product_gone(rows=rows, message=gone.message, store=store, core=core, now=now, run_id=run_id)
    return product_check(rows=rows, product=product, store=store, core=core, now=now, run_id=run_id)


def rows_free(*, rows: Sequence[MappedVariant]) -> None:
    """Let the next round try these again at once: nobody was asked."""
    MappedVariant.objects.filter(pk__in=[row.pk for row in rows]).update(tried_at=None)


def rows_told(*, rows: Sequence[MappedVariant], message: str) -> None:
    """Write down why these could not be checked."""
    MappedVariant.objects.filter(pk__in=[row.pk for row in rows]).update(message=message[:300])
