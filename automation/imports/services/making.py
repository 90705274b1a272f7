"""Make one product of an import: rewrite its text, fetch its pictures, create it in the core."""

import logging
import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError

from automation.ai.product_text import product_text_write
from automation.ai.types import AiAnsweredBadly, AiAway, AiBudgetSpent, AiError, AiNotConnected
from automation.core_client.client import Core
from automation.imports.models import ImportItem, ImportJob
from automation.imports.services.creating import product_make
from automation.imports.services.jobs import job_fail
from automation.imports.services.leases import item_claim, item_release, items_fail_waiting, row_kept
from automation.imports.services.notes import item_note, job_note
from automation.imports.services.pictures import picture_fetch, pictures_wanted
from automation.imports.services.pricing import item_price
from automation.imports.services.steps import Skipped, step_run
from automation.imports.services.timebox import ASK_SECONDS, FETCH_SECONDS, TimeBox
from automation.imports.snapshots import source_load
from automation.imports.types import (
    ItemStatus,
    OutOfTime,
    QuotaReached,
    RunStopped,
    StepFailed,
    StepName,
    TryLater,
)
from automation.registry.types import StoreInfo
from automation.suppliers.sanitize import html_clean, html_to_text
from automation.suppliers.types import SourceProduct

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
# With the pauses between them, about an hour of something being away.
MAX_WAITS = 18
LONGEST_PAUSE_SECONDS = 300.0
LONGEST_HOLD_SECONDS = 30.0
GAVE_UP = {
    "code": "gave_up",
    "message": "Making this product was interrupted again and again; nobody works on it any more. Try it again.",
}
OUR_FAULT = "Something went wrong on our side."
NOTE_KEPT = (
    "The AI rewrite was not available; this is the supplier's own text, cleaned. Review it before publishing."
)


NOTE_SPENT = (
    "The budget for Claude was spent during this import: products after that carry the supplier's own text. Raise "
    "the budget or wait, then import them again for a rewrite."
)


def item_make_next(
    *, job_id: UUID, store: StoreInfo, core: Core, now: datetime, box: TimeBox | None = None
) -> bool:
    """Make the job's next due product; returns False when there is none to make now.

    Every step is stored, so a killed worker's product goes on where it stopped, and none is made twice. Nothing
    is begun that does not fit into `box`; what is left then waits for the next message.
    """
    item = item_claim(job_id=job_id, now=now)
    if item is None:
        return False
    if item.attempts > MAX_ATTEMPTS:
        _end(item=item, status=ItemStatus.FAILED, error=GAVE_UP)
        return True
    try:
        with row_kept(item):
            _steps(job=item.job, item=item, store=store, core=core, box=box or TimeBox())
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        raise  # the lease runs out, and the product goes on from its last stored step
    except RunStopped as stopped:
        item_release(item=item, due_at=now)
        job_fail(job_id=job_id, code=stopped.code, message=stopped.message, now=now)
        return False
    except Exception as failure:
        _interrupted(item=item, failure=failure, now=now)
    else:
        _end(item=item, status=ItemStatus.SUCCEEDED)
    return True


def _interrupted(*, item: ImportItem, failure: Exception, now: datetime) -> None:
    """Decide what a failure means for the product: go on, try again later, or fail."""
    if isinstance(failure, OutOfTime):
        item_release(item=item, due_at=now)
    elif isinstance(failure, QuotaReached):
        _end(item=item, status=ItemStatus.FAILED, error={"code": failure.code, "message": failure.message})
        items_fail_waiting(job_id=item.job_id, code=failure.code, message=failure.message)
    elif isinstance(failure, StepFailed):
        _end(item=item, status=ItemStatus.FAILED, error={"code": failure.code, "message": failure.message})
    elif isinstance(failure, TryLater):
        _again(item=item, later=failure, now=now)
    else:
        logger.error("product %s of import %s could not be made", item.pk, item.job_id, exc_info=failure)
        _again(item=item, later=TryLater(OUR_FAULT), now=now)


def _steps(*, job: ImportJob, item: ImportItem, store: StoreInfo, core: Core, box: TimeBox) -> None:
    product = source_load(item.source)
    step_run(job=job, item=item, name=StepName.REWRITE, work=lambda: _rewrite(job, item, product, store, box))
    step_run(job=job, item=item, name=StepName.IMAGES, work=lambda: _images(job, item, product, box))
    step_run(
        job=job,
        item=item,
        name=StepName.PRICE,
        work=lambda: item_price(job=job, item=item, product=product, store=store),
    )
    step_run(
        job=job,
        item=item,
        name=StepName.CREATE,
        work=lambda: product_make(item=item, product=product, store=store, core=core, box=box),
    )


def _again(*, item: ImportItem, later: TryLater, now: datetime) -> None:
    """Try again after a growing pause with jitter; in the end the product fails and can be retried by a person."""
    item.waits += 1
    if item.waits > MAX_WAITS:
        _end(item=item, status=ItemStatus.FAILED, error={"code": "unavailable", "message": later.message})
        return
    seconds = min(LONGEST_PAUSE_SECONDS, later.seconds * 2 ** (item.waits - 1)) * random.uniform(0.9, 1.1)
    item_release(item=item, due_at=now + timedelta(seconds=seconds))
    if later.holds_job:
        held_until = now + timedelta(seconds=min(LONGEST_HOLD_SECONDS, seconds))
        ImportJob.objects.filter(pk=item.job_id).update(due_at=held_until)


def _end(*, item: ImportItem, status: ItemStatus, error: dict[str, Any] | None = None) -> None:
    """Write how it ended, unless somebody else has claimed it since."""
    errors = [*item.errors, error] if error else item.errors
    ours = ImportItem.objects.filter(pk=item.pk, attempts=item.attempts)
    ours.update(status=status, leased_until=None, errors=errors, notes=item.notes, waits=item.waits)


def _rewrite(
    job: ImportJob, item: ImportItem, product: SourceProduct, store: StoreInfo, box: TimeBox
) -> tuple[str, int]:
    """Ask the model; without a good answer the source's own text stays and the draft says so."""
    if job.options.get("rewrite") is False:
        raise Skipped("Switched off for this import.")
    before = _rewritten_before(job, item)
    if before is not None:
        item.rewritten, item.ai_call_id = before
        item.save(update_fields=["rewritten", "ai_call_id"])
        return "rewritten in an earlier import", 0
    box.require(ASK_SECONDS)
    try:
        answer = product_text_write(
            subject=str(item.pk),
            title=product.title,
            description_text=html_to_text(html_clean(product.body_html)),
            brand=product.vendor,
            options=[(name, list(values)) for name, values in product.options],
            language=str(job.options.get("language") or store.locale),
            tone=str(job.options.get("tone") or "clear and friendly"),
            length=str(job.options.get("length") or "medium"),
            banned_words=[str(word) for word in job.options.get("banned_words") or ()],
        )
    except AiError as error:
        item_note(item=item, text=NOTE_KEPT)
        if isinstance(error, AiBudgetSpent):
            job_note(job_id=job.pk, text=NOTE_SPENT)
        raise Skipped(_reason(error)) from error
    item.rewritten, item.ai_call_id = answer.value.model_dump(), answer.call_id
    item.save(update_fields=["rewritten", "ai_call_id"])
    return "rewritten", answer.cost_micros


def _rewritten_before(job: ImportJob, item: ImportItem) -> Any:
    """Return the model's words on exactly this source with these wishes, so that nothing is paid twice (E13)."""
    same = ImportItem.objects.filter(
        reference=item.reference, source=item.source, rewritten__isnull=False, job__options=job.options
    )
    return same.exclude(pk=item.pk).order_by("-pk").values_list("rewritten", "ai_call_id").first()


def _reason(error: AiError) -> str:
    if isinstance(error, AiNotConnected):
        return "Claude is not connected; the source text was kept."
    if isinstance(error, AiBudgetSpent):
        return "This store's budget for Claude is spent; the source text was kept."
    if isinstance(error, AiAway):
        return "Claude did not answer; the source text was kept."
    if isinstance(error, AiAnsweredBadly):
        return f"Claude's answer could not be used ({error}); the source text was kept."
    return "The source text was kept."


def _images(job: ImportJob, item: ImportItem, product: SourceProduct, box: TimeBox) -> tuple[str, int]:
    wanted = pictures_wanted(product)
    if not wanted:
        raise Skipped("The source names no pictures.")
    for image in wanted:
        box.require(FETCH_SECONDS)
        picture_fetch(item=item, job_id=job.pk, image=image)
    kept = sum(1 for picture in item.pictures if picture["key"])
    return f"{kept} of {len(wanted)} pictures fetched", 0
