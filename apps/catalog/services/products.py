"""Write products. Every write publishes its event in the same transaction and makes cached pages old."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from apps.catalog import rules
from apps.catalog.events import (
    ImagesRemoved,
    ProductCreated,
    ProductDeleted,
    ProductPublished,
    ProductUnpublished,
    ProductUpdated,
)
from apps.catalog.models import Image, Product, Variant
from apps.catalog.selectors.product_detail import product_get
from apps.catalog.services.handles import (
    constraint_of,
    handle_free,
    handle_is_taken,
    handle_moved,
    handles_of,
    is_handle_clash,
)
from apps.catalog.services.margins import margin_check
from apps.catalog.services.structure import Change, change_for, change_for_new, change_write
from apps.catalog.services.writing import fields_allowed, status_marked, texts_marked, texts_written
from apps.catalog.terms import folded, folded_all
from apps.catalog.types.errors import (
    CurrencyChanging,
    HandleTaken,
    PriceMissing,
    ProductUnknown,
    ReferenceTaken,
)
from apps.catalog.types.inputs import ProductInput, Unset
from apps.catalog.types.outputs import ImportedProduct, ProductDetail
from apps.catalog.types.statuses import ProductStatus, RedirectKind
from apps.catalog.types.writing import FieldChange, NotHiddenByUs, RefusedField, Writer, WriterKind
from apps.entitlements.services import usage_claim, usage_release
from apps.entitlements.types import Resource
from apps.outbox.services import event_publish
from apps.outbox.types import Event
from apps.tenants.selectors import store_current
from apps.tenants.services import store_version_bump
from apps.tenants.types import StoreInfo
from tenancy.ids import uuid7

_TRIES = 5
_PLAIN = [
    *("title", "description_html", "vendor", "product_type", "seo_title", "seo_description"),
    *("external_reference", "source_url", "content_note"),
]


@dataclass(frozen=True, slots=True)
class _New:
    """A new product, checked and planned. An imported handle gives way when it is taken."""

    id: UUID
    data: ProductInput
    change: Change
    handle_gives_way: bool
    marks: dict[str, Any]


def _told(*, store: StoreInfo, events: list[Event]) -> None:
    for event in events:
        event_publish(event=event, store_id=store.id)
    store_version_bump(store_id=store.id)


def _written[Result](write: Callable[[], Result]) -> Result:
    """Run `write` in a transaction of its own, again when its handle was taken by one that committed first."""
    for attempt in range(_TRIES):
        try:
            with transaction.atomic(durable=True):
                return write()
        except IntegrityError as error:
            if constraint_of(error) == "catalog_product_reference_once":
                raise ReferenceTaken from error
            if not is_handle_clash(error) or attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


def product_create(*, data: ProductInput) -> ProductDetail:
    """Create a product with its options and variants in the current store; returns it whole.

    Prices must be in the store's currency. Raises Invalid with the path of every fault, HandleTaken,
    ReferenceTaken, PriceMissing when it is to be ACTIVE with a variant priced 0, LimitReached and PlanInactive.
    The number of queries does not depend on the number of variants up to 1,000 each.
    """
    store = store_current()
    new = _planned(data=data, store=store, handle_gives_way=False, writer=Writer())
    _written(lambda: _insert(new=new, store=store))
    return product_get(product_id=new.id)


def product_import(
    *,
    source: ProductInput,
    external_reference: str,
    ai_fields: Collection[str] = (),
    ai_label: str = "",
    run_id: UUID | None = None,
) -> ImportedProduct:
    """Create the product of a source, or return the one that has this reference already.

    Its texts are marked as imported, `ai_fields` as written by the model `ai_label`. Idempotent, also for two
    workers at once: exactly one product exists afterwards and both learn its id. The existing product is left as
    it is. Raises as `product_create`, except that a taken handle gets a number.
    """
    reference = rules.reference(external_reference)
    found = _imported(reference=reference)
    if found is not None:
        return found
    store = store_current()
    data = replace(source, external_reference=reference)
    new = _planned(
        data=data, store=store, handle_gives_way=True, writer=Writer(kind=WriterKind.IMPORT, run_id=run_id)
    )
    by_ai = Writer(kind=WriterKind.AI, label=ai_label, run_id=run_id).mark(at=timezone.now())
    written = new.marks["field_writers"]
    new.marks["field_writers"] = written | {name: by_ai for name in ai_fields if name in written}
    try:
        product = _written(lambda: _insert(new=new, store=store))
    except ReferenceTaken:
        found = _imported(reference=reference)
        if found is None:
            raise
        return found
    return ImportedProduct(product_id=product.pk, handle=product.handle, title=product.title, is_new=True)


def _imported(*, reference: str) -> ImportedProduct | None:
    row = Product.objects.filter(external_reference=reference).only("handle", "title").first()
    if row is None:
        return None
    return ImportedProduct(product_id=row.pk, handle=row.handle, title=row.title, is_new=False)


def _planned(*, data: ProductInput, store: StoreInfo, handle_gives_way: bool, writer: Writer) -> _New:
    faults = rules.Faults()
    cleaned = rules.product_cleaned(data=data, currency=store.currency, is_new=True, faults=faults)
    faults.refuse()
    change = change_for_new(data=cleaned, faults=faults)
    marks = texts_written(data=cleaned, writer=writer)
    return _New(id=uuid7(), data=cleaned, change=change, handle_gives_way=handle_gives_way, marks=marks)


def _columns(data: ProductInput) -> dict[str, Any]:
    """Return the columns said by `data`, with the folded words for search."""
    columns = {name: value for name in _PLAIN if not isinstance(value := getattr(data, name), Unset)}
    if not isinstance(data.tags, Unset):
        columns["tags"] = list(data.tags)
    if isinstance(data.title, str):
        columns["search_title"] = folded(data.title)
    return columns


def _labels(*, vendor: str, product_type: str, tags: list[str]) -> str:
    return folded_all([vendor, product_type, *tags])


def _new_handle(new: _New) -> str:
    given = new.data.handle
    kind = RedirectKind.PRODUCT
    if isinstance(given, Unset):
        return handle_free(kind=kind, title=str(new.data.title), row_id=new.id)
    if not handle_is_taken(kind=kind, handle=given, row_id=new.id):
        return given
    if not new.handle_gives_way:
        raise HandleTaken(given)
    return handle_free(kind=kind, title=given, row_id=new.id)


def _insert(*, new: _New, store: StoreInfo) -> Product:
    usage_claim(merchant_id=store.merchant_id, resource=Resource.PRODUCTS)
    product = Product(
        id=new.id, currency=store.currency, handle=_new_handle(new), **_columns(new.data), **new.marks
    )
    product.search_labels = _labels(
        vendor=product.vendor, product_type=product.product_type, tags=product.tags
    )
    product.save(force_insert=True)
    columns = change_write(product_id=product.pk, change=new.change)
    events: list[Event] = [ProductCreated(product_id=product.pk)]
    status = ProductStatus.DRAFT if isinstance(new.data.status, Unset) else new.data.status
    columns |= _moved(product=product, status=status, price_min=columns["price_min_minor"], events=events)
    Product.objects.filter(pk=product.pk).update(**columns)
    handle_moved(kind=RedirectKind.PRODUCT, row_id=product.pk, old=None, new=product.handle)
    _told(store=store, events=events)
    return product


def _moved(*, product: Product, status: str, price_min: int, events: list[Event]) -> dict[str, Any]:
    """Return the columns of a move to `status`, adding its events. Raises PriceMissing."""
    if status == ProductStatus.ACTIVE and price_min == 0:
        raise PriceMissing
    if status == product.status:
        return {}
    if status == ProductStatus.ACTIVE:
        events.append(ProductPublished(product_id=product.pk))
        return {"status": status, "published_at": Coalesce("published_at", Now())}
    if product.status == ProductStatus.ACTIVE:
        events.append(ProductUnpublished(product_id=product.pk))
    return {"status": status}


def product_update(*, product_id: UUID, data: ProductInput) -> ProductDetail:
    """Change what `data` says of a product and keep the rest; returns it whole.

    Renamed options and values keep their ids and their variants. A changed handle leaves a redirect. Raises
    ProductUnknown, Invalid with the path of every fault, HandleTaken, ReferenceTaken, PriceMissing, and
    CurrencyChanging while prices follow a change of the store's currency.
    """
    store = store_current()
    faults = rules.Faults()
    cleaned = rules.product_cleaned(data=data, currency=store.currency, is_new=False, faults=faults)
    faults.refuse()
    _written(lambda: _change(product_id=product_id, data=cleaned, store=store, writer=Writer()))
    return product_get(product_id=product_id)


def product_fields_write(
    *, product_id: UUID, changes: Sequence[FieldChange], writer: Writer, content_note: str | Unset | None
) -> list[RefusedField]:
    """Write texts of a product for a machine, or for a person who acts through one; returns what was refused.

    A field that a person has edited is `locked` for every other writer, one that differs from its `expected` is
    `changed`; the rest is written. A person's writing locks. Raises as `product_update`.
    """
    store = store_current()

    def write() -> list[RefusedField]:
        product = _locked(product_id=product_id)
        allowed, refused = fields_allowed(product=product, changes=changes, writer=writer)
        faults = rules.Faults()
        data = rules.product_cleaned(
            data=replace(allowed, content_note=content_note),
            currency=store.currency,
            is_new=False,
            faults=faults,
        )
        faults.refuse()
        if data != ProductInput():
            _change(product_id=product_id, data=data, store=store, writer=writer)
        return refused

    return _written(write)


def _locked(*, product_id: UUID) -> Product:
    product = Product.objects.filter(pk=product_id).defer("search").locked().first()
    if product is None:
        raise ProductUnknown
    return product


def _change(*, product_id: UUID, data: ProductInput, store: StoreInfo, writer: Writer) -> None:
    product = _locked(product_id=product_id)
    if product.currency != store.currency:
        raise CurrencyChanging(retry_after=2)
    columns = _columns(data)
    vendor = columns.get("vendor", product.vendor)
    kind = columns.get("product_type", product.product_type)
    columns["search_labels"] = _labels(
        vendor=vendor, product_type=kind, tags=columns.get("tags", product.tags)
    )
    change = change_for(product=product, data=data, faults=rules.Faults())
    if change is not None:
        columns |= change_write(product_id=product.pk, change=change)
    if isinstance(data.handle, str):
        columns["handle"] = _handle_changed(product=product, handle=data.handle)
    columns |= texts_marked(product=product, columns=columns, writer=writer)
    events: list[Event] = [ProductUpdated(product_id=product.pk)]
    price_min = columns.get("price_min_minor", product.price_min_minor)
    status = product.status if isinstance(data.status, Unset) else data.status
    if status != product.status:
        columns |= status_marked(product=product, writer=writer)
    columns |= _moved(product=product, status=status, price_min=price_min, events=events)
    Product.objects.filter(pk=product.pk).update(**columns, updated_at=Now())
    _told(store=store, events=events)


def _handle_changed(*, product: Product, handle: str) -> str:
    if handle_is_taken(kind=RedirectKind.PRODUCT, handle=handle, row_id=product.pk):
        raise HandleTaken(handle)
    handle_moved(kind=RedirectKind.PRODUCT, row_id=product.pk, old=product.handle, new=handle)
    return handle


def _set_status(
    *,
    product_id: UUID,
    status: ProductStatus,
    writer: Writer | None = None,
    check: Callable[[Product], None] = lambda _: None,
) -> ProductDetail:
    store = store_current()
    with transaction.atomic(durable=True):
        product = _locked(product_id=product_id)
        check(product)
        events: list[Event] = []
        columns = _moved(product=product, status=status, price_min=product.price_min_minor, events=events)
        if columns:
            columns |= status_marked(product=product, writer=writer or Writer())
            Product.objects.filter(pk=product.pk).update(**columns, updated_at=Now())
            events.append(ProductUpdated(product_id=product.pk))
            _told(store=store, events=events)
    return product_get(product_id=product_id)


def product_publish(*, product_id: UUID) -> ProductDetail:
    """Show the product to shoppers. Safe to repeat. Raises ProductUnknown, PriceMissing."""
    return _set_status(product_id=product_id, status=ProductStatus.ACTIVE)


def product_unpublish(*, product_id: UUID) -> ProductDetail:
    """Make the product a draft again. Safe to repeat. Raises ProductUnknown."""
    return _set_status(product_id=product_id, status=ProductStatus.DRAFT)


def product_hide(*, product_id: UUID, writer: Writer) -> ProductDetail:
    """Take an active product off sale for a machine, remembered as its doing; others stay as they are.

    Raises ProductUnknown.
    """
    if product_get(product_id=product_id).status != ProductStatus.ACTIVE:
        return product_get(product_id=product_id)
    return _set_status(product_id=product_id, status=ProductStatus.DRAFT, writer=writer)


def product_relist(*, product_id: UUID, writer: Writer) -> ProductDetail:
    """Put a product that a machine hid back on sale (PRC-06). Safe to repeat.

    Raises ProductUnknown, NotHiddenByUs when a person moved it last, BelowMarginFloor with the numbers of the
    first variant that would undercut the margin floor, PriceMissing.
    """

    def check(product: Product) -> None:
        hidden_by = product.field_writers.get("status", {}).get("writer")
        if product.status == ProductStatus.ACTIVE:
            return
        if product.status != ProductStatus.DRAFT or hidden_by != WriterKind.SYNC:
            raise NotHiddenByUs
        margin_check(product_id=product.pk, currency=product.currency)

    return _set_status(product_id=product_id, status=ProductStatus.ACTIVE, writer=writer, check=check)


def product_archive(*, product_id: UUID) -> ProductDetail:
    """Put the product away: invisible to shoppers, kept for staff. Safe to repeat. Raises ProductUnknown."""
    return _set_status(product_id=product_id, status=ProductStatus.ARCHIVED)


@transaction.atomic(durable=True)
def product_delete(*, product_id: UUID) -> None:
    """Delete the product with everything of it; its files go after the commit. Raises ProductUnknown.

    Orders keep what they copied; units they reserved vanish with the variants.
    """
    store = store_current()
    # Before every other lock, as a creator takes it too: neither waits for the other while being waited for.
    usage_release(merchant_id=store.merchant_id, resource=Resource.PRODUCTS)
    product = _locked(product_id=product_id)
    variant_ids = [row.pk for row in Variant.objects.filter(product_id=product_id).only("pk").locked()]
    image_ids = list(Image.objects.filter(product_id=product_id).values_list("pk", flat=True))
    handles = handles_of(kind=RedirectKind.PRODUCT, row_id=product_id, now=product.handle)
    events: list[Event] = [ProductDeleted(product_id=product_id, handles=handles)]
    if product.status == ProductStatus.ACTIVE:
        events.insert(0, ProductUnpublished(product_id=product_id))
    if image_ids:
        events.append(ImagesRemoved(product_id=product_id, image_ids=image_ids))
    Variant.objects.filter(pk__in=variant_ids).delete()
    product.delete()
    _told(store=store, events=events)
