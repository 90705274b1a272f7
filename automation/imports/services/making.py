"""Make one product of an import: rewrite its text, fetch its pictures, create it in the core."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from automation.ai.product_text import ProductText, product_text_write
from automation.ai.types import AiAnsweredBadly, AiAway, AiError, AiNotConnected
from automation.core_client.client import Core
from automation.core_client.types import (
    CoreForbidden,
    CoreProduct,
    CoreRejected,
    CoreUnavailable,
    ImageUpload,
    ProductDraft,
)
from automation.imports.models import ImportItem, ImportJob
from automation.imports.pricing import price_notes, variant_draft
from automation.imports.services.leases import item_claim, row_kept
from automation.imports.services.pictures import MAX_PICTURE_BYTES, picture_fetch, pictures_wanted
from automation.imports.services.steps import Skipped, step_run
from automation.imports.snapshots import source_load
from automation.imports.types import ItemStatus, StepFailed, StepName, TryLater
from automation.imports.uploads import upload_read
from automation.registry.types import StoreInfo
from automation.suppliers.sanitize import html_clean, html_to_text
from automation.suppliers.types import SourceProduct

MAX_ATTEMPTS = 8
GAVE_UP = {
    "code": "gave_up",
    "message": "Making this product was interrupted again and again; nobody works on it any more. Try it again.",
}
NOTE_KEPT = (
    "The AI rewrite was not available; this is the supplier's own text, cleaned. Review it before publishing."
)


def item_make_next(*, job_id: UUID, store: StoreInfo, core: Core, now: datetime) -> bool:
    """Make the job's next due product; returns False when there is none to make now.

    Every step is stored, so a killed worker's product goes on where it stopped, and none is made twice.
    """
    item = item_claim(job_id=job_id, now=now)
    if item is None:
        return False
    job = item.job
    if item.attempts > MAX_ATTEMPTS:
        _end(item=item, status=ItemStatus.FAILED, error=GAVE_UP)
        return True
    try:
        with row_kept(item):
            _steps(job=job, item=item, store=store, core=core)
    except TryLater as later:
        _again(item=item, later=later, now=now)
    except StepFailed as failed:
        _end(item=item, status=ItemStatus.FAILED, error={"code": failed.code, "message": failed.message})
    else:
        _end(item=item, status=ItemStatus.SUCCEEDED)
    return True


def _steps(*, job: ImportJob, item: ImportItem, store: StoreInfo, core: Core) -> None:
    product = source_load(item.source)
    step_run(job=job, item=item, name=StepName.REWRITE, work=lambda: _rewrite(job, item, product, store))
    step_run(job=job, item=item, name=StepName.IMAGES, work=lambda: _images(job, item, product))
    step_run(job=job, item=item, name=StepName.CREATE, work=lambda: _create(item, product, store, core))


def _again(*, item: ImportItem, later: TryLater, now: datetime) -> None:
    if item.attempts >= MAX_ATTEMPTS:
        _end(item=item, status=ItemStatus.FAILED, error={"code": "unavailable", "message": later.message})
        return
    pause = timedelta(seconds=min(300.0, later.seconds * 2 ** (item.attempts - 1)))
    ImportItem.objects.filter(pk=item.pk).update(
        status=ItemStatus.QUEUED, leased_until=None, due_at=now + pause
    )


def _end(*, item: ImportItem, status: ItemStatus, error: dict[str, Any] | None = None) -> None:
    item.status, item.leased_until = status, None
    if error:
        item.errors = [*item.errors, error]
    item.save(update_fields=["status", "leased_until", "errors", "notes"])


def _note(item: ImportItem, text: str) -> None:
    if text not in item.notes:
        item.notes = [*item.notes, text]
        item.save(update_fields=["notes"])


def _rewrite(job: ImportJob, item: ImportItem, product: SourceProduct, store: StoreInfo) -> tuple[str, int]:
    """Ask the model; without a good answer the source's own text stays and the draft says so."""
    if job.options.get("rewrite") is False:
        raise Skipped("Switched off for this import.")
    try:
        answer = product_text_write(
            subject=str(item.pk),
            title=product.title,
            description_text=html_to_text(html_clean(product.body_html)),
            brand=product.vendor,
            options=[(name, list(values)) for name, values in product.options],
            language=str(job.options.get("language") or store.locale),
            tone=str(job.options.get("tone") or "clear and friendly"),
        )
    except AiError as error:
        _note(item, NOTE_KEPT)
        raise Skipped(_reason(error)) from error
    item.rewritten = answer.value.model_dump()
    item.save(update_fields=["rewritten"])
    return "rewritten", answer.cost_micros


def _reason(error: AiError) -> str:
    if isinstance(error, AiNotConnected):
        return "Claude is not connected; the source text was kept."
    if isinstance(error, AiAway):
        return "Claude did not answer; the source text was kept."
    if isinstance(error, AiAnsweredBadly):
        return f"Claude's answer could not be used ({error}); the source text was kept."
    return "The source text was kept."


def _images(job: ImportJob, item: ImportItem, product: SourceProduct) -> tuple[str, int]:
    wanted = pictures_wanted(product)
    if not wanted:
        raise Skipped("The source names no pictures.")
    for image in wanted:
        picture_fetch(item=item, job_id=job.pk, image=image)
    kept = sum(1 for picture in item.pictures if picture["key"])
    return f"{kept} of {len(wanted)} pictures fetched", 0


def _create(item: ImportItem, product: SourceProduct, store: StoreInfo, core: Core) -> tuple[str, int]:
    try:
        if item.product_id is None:
            made = _create_product(item=item, draft=_draft(item, product, store), store=store, core=core)
            item.product_id, item.is_new_product = made.id, made.created
            item.save(update_fields=["product_id", "is_new_product"])
        if not item.is_new_product:
            _note(item, "This product was imported before; the existing one was kept as it is.")
            return "already there", 0
        _upload_pictures(item=item, product=product, store=store, core=core)
    except CoreUnavailable as error:
        raise TryLater(f"The shop did not answer: {error}", seconds=error.retry_after or 3.0) from error
    except CoreForbidden as error:
        raise StepFailed(
            "core_forbidden", "The shop refused this service. The operators were told."
        ) from error
    except CoreRejected as error:
        raise StepFailed(error.code, _words(error)) from error
    return "created as a draft", 0


def _words(error: CoreRejected) -> str:
    fields = "; ".join(f"{path}: {' '.join(sentences)}" for path, sentences in sorted(error.fields.items()))
    return f"{error.message} {fields}"[:480].strip()


def _create_product(*, item: ImportItem, draft: ProductDraft, store: StoreInfo, core: Core) -> CoreProduct:
    """Create it; when the source's handle is taken by another product, let the core choose one."""
    try:
        return core.product_create(store_id=store.id, draft=draft, idempotency_key=f"import-{item.pk}")
    except CoreRejected as error:
        if error.code != "handle_taken":
            raise
    return core.product_create(
        store_id=store.id, draft=replace(draft, handle=""), idempotency_key=f"import-{item.pk}-own-handle"
    )


def _draft(item: ImportItem, product: SourceProduct, store: StoreInfo) -> ProductDraft:
    text = ProductText.model_validate(item.rewritten) if item.rewritten else None
    for note in [*product.notes, *price_notes(product=product, currency=store.currency)]:
        _note(item, note)
    return ProductDraft(
        title=(text.title if text else product.title)[:255] or "Untitled product",
        description_html=text.to_html() if text else html_clean(product.body_html),
        external_reference=item.reference,
        currency=store.currency,
        variants=tuple(variant_draft(variant=row, currency=store.currency) for row in product.variants),
        options=product.options,
        vendor=product.vendor,
        product_type=product.product_type,
        tags=product.tags,
        handle=product.handle,
        seo_title=text.seo_title if text else product.seo_title,
        seo_description=text.seo_description if text else product.seo_description,
        source_url=product.source_url,
        content_note=" ".join(item.notes)[:500] or None,
    )


def _upload_pictures(*, item: ImportItem, product: SourceProduct, store: StoreInfo, core: Core) -> None:
    """Hand the kept pictures over in their order; the core keeps each content once."""
    assert item.product_id is not None  # noqa: S101 - set just before
    shown = _variants_by_picture(item=item, product=product, store=store, core=core)
    kept = [picture for picture in item.pictures if picture["key"]]
    for number, picture in enumerate(sorted(kept, key=lambda row: row["position"]), start=1):
        image = ImageUpload(
            content=upload_read(key=picture["key"], limit=MAX_PICTURE_BYTES),
            file_name=picture["url"].rpartition("/")[2].partition("?")[0][:80] or "image",
            alt_text=str(picture["alt"])[:250],
            position=number - 1,
            source_url=picture["url"],
            variant_ids=tuple(shown.get(picture["url"], ())),
        )
        try:
            core.image_add(
                store_id=store.id,
                product_id=item.product_id,
                image=image,
                idempotency_key=f"import-{item.pk}-{picture['sha256'][:32]}",
            )
        except CoreRejected as error:
            item.errors = [
                *item.errors,
                {"code": "image_refused", "message": _words(error), "reference": picture["url"][:300]},
            ]


def _variants_by_picture(
    *, item: ImportItem, product: SourceProduct, store: StoreInfo, core: Core
) -> dict[str, list[UUID]]:
    """Match the source's variants to the core's by their option values."""
    pictured = {row.option_values: row.image_url for row in product.variants if row.image_url}
    if not pictured or item.product_id is None:
        return {}
    made = core.product_get(store_id=store.id, product_id=item.product_id)
    shown: dict[str, list[UUID]] = {}
    for variant in made.variants:
        url = pictured.get(tuple(variant["option_values"]))
        if url:
            shown.setdefault(url, []).append(UUID(variant["id"]))
    return shown
