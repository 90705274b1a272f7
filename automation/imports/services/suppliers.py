"""Read supplier products one by one: limits are waited for, what a supplier refuses costs that product only."""

import logging
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from automation.connections.selectors import catalogue_for
from automation.imports.models import ImportJob, ImportStep
from automation.imports.picking import product_pick
from automation.imports.services.picks import pick_for
from automation.imports.services.timebox import FETCH_SECONDS, TimeBox
from automation.imports.types import MAX_ERRORS, Paused, StepFailed, StepName, TryLater
from automation.registry.selectors import store_current
from automation.sources.services import snapshot_keep
from automation.suppliers.catalogue import (
    SupplierAway,
    SupplierNotConnected,
    SupplierProduct,
    SupplierRateLimited,
    SupplierRejected,
    SupplierTokenExpired,
)
from automation.suppliers.types import SourceProduct

logger = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 3600.0
# After so many tries the products behind it come first, should it be this one that the supplier cannot answer.
PATIENT_WAITS = 4
MAX_WAITS = 18
AWAY = "source_away"
NOTHING_LEFT = "None of its variants can be bought now, or none of those chosen."


class CancelWanted(Exception):
    """Somebody has cancelled the import while its source was read."""


def cancel_check(*, job: ImportJob) -> None:
    """Raise CancelWanted when somebody has cancelled the import."""
    if ImportJob.objects.filter(pk=job.pk, is_cancel_wanted=True).exists():
        raise CancelWanted


def suppliers_extract(
    *, job: ImportJob, box: TimeBox, store_products: Callable[[list[SourceProduct], int], None]
) -> tuple[str, int]:
    """Read the products named, from where an earlier call stopped; each is stored before the next is asked for.

    Raises Paused when the supplier asks to slow down, TryLater when it is away, StepFailed when the store is not
    connected or nothing at all was found, OutOfTime, CancelWanted.
    """
    references = job.source["references"]
    while (place := job.source["next"]) < len(references):
        cancel_check(job=job)
        box.require(FETCH_SECONDS)
        reference = references[place]
        try:
            product = _product(job=job, reference=reference)
        except SupplierRejected as error:
            _refused(job, place, reference, error.code, error.message)
        except SupplierAway as error:
            if job.waits >= PATIENT_WAITS and _put_off(job, place):
                continue
            if job.waits < MAX_WAITS:
                raise TryLater(error.message, seconds=error.retry_after or 0.0) from error
            _refused(job, place, reference, AWAY, error.message)
        else:
            _kept(job, place, reference, product, store_products)
            job.waits = 0
        job.source = job.source | {"next": place + 1}
        job.save(update_fields=["source", "errors", "waits"])
    found = job.items.count()
    if not found:
        raise StepFailed("no_product_found", "None of these products could be taken over.")
    return f"{found} of {len(references)} products found", 0


def _product(*, job: ImportJob, reference: dict[str, Any]) -> SupplierProduct:
    store = store_current()
    try:
        return catalogue_for(provider=reference["provider"]).product(
            product_id=reference["product_id"],
            ship_to=str(job.options.get("ship_to") or store.country),
            currency=store.currency,
            language=str(job.options.get("language") or store.locale),
        )
    except SupplierRateLimited as limited:
        words = "Waiting: the supplier asks to slow down."
        ImportStep.objects.filter(job=job, item=None, name=StepName.EXTRACT).update(message=words)
        raise Paused(min(LONGEST_WAIT_SECONDS, max(1.0, limited.retry_after))) from limited
    except (SupplierNotConnected, SupplierTokenExpired) as error:
        raise StepFailed(error.code, error.message) from error


def _put_off(job: ImportJob, place: int) -> bool:
    """Put a product behind those that have not been asked for yet; False when all have."""
    references = job.source["references"]
    one, behind = references[place], references[place + 1 :]
    if "row" in one or not any("row" not in other for other in behind):
        return False
    references[place:] = [*behind, one | {"row": place + 1}]
    job.waits = 0
    job.save(update_fields=["source", "waits"])
    return True


def away_again(*, job: ImportJob) -> bool:
    """Line the products up again that the supplier was away for; says whether there are any. Does not save."""
    away = {error["row"] for error in job.errors if error["code"] == AWAY and error.get("row")}
    if not away or "references" not in job.source:
        return False
    rows = enumerate(job.source["references"], 1)
    again = [one | {"row": one.get("row", at)} for at, one in rows if one.get("row", at) in away]
    job.source = job.source | {"references": [*job.source["references"], *again]}
    job.errors = [error for error in job.errors if error.get("row") not in away]
    return True


def _refused(job: ImportJob, place: int, reference: dict[str, Any], code: str, message: str) -> None:
    told: dict[str, Any] = {
        "code": code,
        "message": message,
        "row": reference.get("row", place + 1),
        "reference": reference["product_id"],
    }
    job.errors = [*job.errors, told][:MAX_ERRORS]


def _kept(
    job: ImportJob,
    place: int,
    reference: dict[str, Any],
    product: SupplierProduct,
    store_products: Callable[[list[SourceProduct], int], None],
) -> None:
    """Keep what was said as it was said, then store what was chosen of it."""
    snapshot_keep(product=product, now=timezone.now())
    picked = product_pick(product=product, pick=pick_for(job=job, product=product))
    if not picked.variants:
        _refused(job, place, reference, "nothing_left", NOTHING_LEFT)
        return
    # Two ids of one request may lead to one product that is sold: it is taken once.
    if not job.items.filter(reference=picked.external_reference[:200]).exists():
        store_products([picked], place + 1)
