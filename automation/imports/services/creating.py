"""Create a product in the core as a draft and hand its pictures over, each once."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings

from automation.ai.product_text import ProductText
from automation.core_client.client import Core
from automation.core_client.types import (
    CoreForbidden,
    CoreProduct,
    CoreRejected,
    CoreUnavailable,
    ImageUpload,
    ProductDraft,
    VariantDraft,
)
from automation.imports.models import ImportItem
from automation.imports.pricing import price_notes, priced, variant_draft
from automation.imports.services.mapping import variants_map
from automation.imports.services.notes import item_note
from automation.imports.services.picks import skus_mapped
from automation.imports.services.pictures import MAX_PICTURE_BYTES
from automation.imports.services.proposals import AI_FIELDS, proposals_make
from automation.imports.services.timebox import CORE_SECONDS, TimeBox
from automation.imports.types import QuotaReached, RunStopped, StepFailed, TryLater
from automation.imports.uploads import upload_read
from automation.registry.types import StoreInfo
from automation.suppliers.sanitize import html_clean
from automation.suppliers.types import SourceProduct, SourceVariant

logger = logging.getLogger(__name__)

Pictures = list[dict[str, Any]]
SUSPENDED = "This store is suspended, so nothing can be made in it. Try again when it is active."
# The plan's limit: no other product of this import can be made either.
QUOTA = {402}
FORBIDDEN = "The shop refused this service. The operators were told."


def product_make(
    *, item: ImportItem, product: SourceProduct, store: StoreInfo, core: Core, box: TimeBox
) -> tuple[str, int]:
    """Create the product unless it is there, then upload the pictures that are not there yet.

    Raises TryLater while the core is away, StepFailed when it does not take this product, RunStopped when it
    takes nothing from us, OutOfTime.
    """
    try:
        if item.product_id is None:
            made = _create(item=item, product=product, store=store, core=core, box=box)
            item.product_id, item.is_new_product = made.id, made.created
            item.save(update_fields=["product_id", "is_new_product"])
        if not item.is_new_product:
            return _known(item=item, product=product, store=store, core=core, box=box), 0
        proposals_make(item=item, product=product)
        box.require(CORE_SECONDS)
        variants_map(item=item, product=product, store=store, core=core)
        _upload_pictures(item=item, product=product, store=store, core=core, box=box)
    except CoreUnavailable as error:
        raise TryLater(
            f"The shop did not answer: {error}",
            seconds=error.retry_after or 3.0,
            holds_job=error.is_everywhere,
        ) from error
    except CoreForbidden as error:
        if error.code == "store_suspended":
            raise RunStopped("store_suspended", SUSPENDED) from error
        logger.exception("the core refused our signature; check INTERNAL_API_KEYS")
        raise RunStopped("core_forbidden", FORBIDDEN) from error
    except CoreRejected as error:
        if error.status in QUOTA:
            raise QuotaReached(error.code, _words(error)) from error
        raise StepFailed(error.code, _words(error)) from error
    return "created as a draft", 0


def _known(*, item: ImportItem, product: SourceProduct, store: StoreInfo, core: Core, box: TimeBox) -> str:
    """Leave a product that is there, and offer the choices the source has beyond it (IMP-03)."""
    assert item.product_id is not None  # noqa: S101 - set just before
    item_note(item=item, text="This product was imported before; the existing one was kept as it is.")
    box.require(CORE_SECONDS)
    there = core.product_get(store_id=store.id, product_id=item.product_id)
    known = {tuple(row["option_values"]) for row in there.variants}
    mapped = skus_mapped(product_id=item.product_id)
    item.added_variants = [
        list(row.option_values)
        for row in product.variants
        if row.option_values not in known and getattr(row, "sku_id", "") not in mapped
    ]
    item.save(update_fields=["added_variants"])
    count = len(item.added_variants)
    return (
        f"already there; {count} new variant{'s' if count != 1 else ''} to add" if count else "already there"
    )


def _words(error: CoreRejected) -> str:
    fields = "; ".join(f"{path}: {' '.join(sentences)}" for path, sentences in sorted(error.fields.items()))
    return f"{error.message} {fields}"[:480].strip()


def _create(
    *, item: ImportItem, product: SourceProduct, store: StoreInfo, core: Core, box: TimeBox
) -> CoreProduct:
    """Create it; when the source's handle is taken by another product, let the core choose one."""
    draft = draft_of(item=item, product=product, store=store)
    key = f"import-{item.pk}"
    try:
        box.require(CORE_SECONDS)
        return core.product_create(store_id=store.id, draft=draft, idempotency_key=key)
    except CoreRejected as error:
        if error.code not in {"handle_taken", "idempotency_key_reused"}:
            raise
        # The store changed between two tries: the external reference keeps the product single all the same.
        key += "-own-handle" if error.code == "handle_taken" else "-again"
        draft = replace(draft, handle="") if error.code == "handle_taken" else draft
    box.require(CORE_SECONDS)
    return core.product_create(store_id=store.id, draft=draft, idempotency_key=key)


def draft_of(*, item: ImportItem, product: SourceProduct, store: StoreInfo) -> ProductDraft:
    """Return the draft: the model's words where there are some, every number from the source."""
    text = ProductText.model_validate(item.rewritten) if item.rewritten else None
    is_priced = item.prices is not None
    for note in [
        *product.notes,
        *price_notes(product=product, currency=store.currency, is_priced=is_priced),
    ]:
        item_note(item=item, text=note)
    return ProductDraft(
        title=(text.title if text else product.title)[:255] or "Untitled product",
        description_html=text.to_html() if text else html_clean(product.body_html),
        external_reference=item.reference,
        currency=store.currency,
        variants=variant_drafts(item=item, product=product, store=store),
        options=product.options,
        vendor=product.vendor,
        product_type=product.product_type,
        tags=product.tags,
        handle=product.handle,
        seo_title=text.seo_title if text else product.seo_title,
        seo_description=text.seo_description if text else product.seo_description,
        source_url=product.source_url,
        content_note=" ".join(item.notes)[:500] or None,
        ai_fields=AI_FIELDS if text else (),
        ai_label=settings.ANTHROPIC_MODEL if text else "",
        run_id=item.job_id,
    )


def variant_drafts(*, item: ImportItem, product: SourceProduct, store: StoreInfo) -> tuple[VariantDraft, ...]:
    """Return the variants as they are made: with the price step's amounts where there are some."""
    rows: list[SourceVariant] = list(product.variants)
    if item.prices is not None:
        rows = [priced(variant=row, made=made) for row, made in zip(rows, item.prices, strict=True)]
    return tuple(variant_draft(variant=row, currency=store.currency) for row in rows)


def _upload_pictures(
    *, item: ImportItem, product: SourceProduct, store: StoreInfo, core: Core, box: TimeBox
) -> None:
    """Hand over the kept pictures in their order; each is marked when it is there, so none goes twice."""
    kept = [picture for picture in item.pictures if picture["key"]]
    if all(picture.get("is_sent") for picture in kept):
        return
    box.require(CORE_SECONDS)
    shown = _variants_by_picture(item=item, product=product, store=store, core=core)
    ordered = sorted(kept, key=lambda row: row["position"])
    for place, same in enumerate(_by_content(ordered)):
        if not same[0].get("is_sent"):
            box.require(CORE_SECONDS)
            _upload(item=item, same=same, place=place, shown=shown, store=store, core=core)


def _by_content(pictures: Pictures) -> Iterator[Pictures]:
    """Group pictures that are the same bytes under several addresses, in order."""
    groups: dict[str, Pictures] = {}
    for picture in pictures:
        groups.setdefault(picture["sha256"], []).append(picture)
    yield from groups.values()


def _upload(
    *,
    item: ImportItem,
    same: Pictures,
    place: int,
    shown: dict[str, list[UUID]],
    store: StoreInfo,
    core: Core,
) -> None:
    assert item.product_id is not None  # noqa: S101 - set just before
    first = same[0]
    variant_ids = dict.fromkeys(variant for picture in same for variant in shown.get(picture["url"], ()))
    try:
        image = ImageUpload(
            content=upload_read(key=first["key"], limit=MAX_PICTURE_BYTES),
            file_name=first["url"].rpartition("/")[2].partition("?")[0][:80] or "image",
            alt_text=str(first["alt"])[:250],
            position=place,
            source_url=first["url"],
            variant_ids=tuple(variant_ids),
        )
        core.image_add(
            store_id=store.id,
            product_id=item.product_id,
            image=image,
            idempotency_key=f"import-{item.pk}-{first['sha256'][:32]}",
        )
    except CoreRejected as error:
        _image_error(item, "image_refused", _words(error), first["url"])
    except FileNotFoundError:
        _image_error(item, "image_lost", "This picture was deleted before it reached the shop.", first["url"])
    for picture in same:
        picture["is_sent"] = True
    item.save(update_fields=["pictures", "errors"])


def _image_error(item: ImportItem, code: str, message: str, url: str) -> None:
    item.errors = [*item.errors, {"code": code, "message": message, "reference": url[:300]}]


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
