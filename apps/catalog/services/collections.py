"""Write collections and their members."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from apps.catalog import rules
from apps.catalog.events import CollectionCreated, CollectionDeleted, CollectionUpdated
from apps.catalog.models import Collection, CollectionProduct, Product
from apps.catalog.selectors.collections import collection_get
from apps.catalog.services.handles import (
    handle_free,
    handle_is_taken,
    handle_moved,
    handles_of,
    is_handle_clash,
)
from apps.catalog.types.errors import CollectionUnknown, HandleTaken
from apps.catalog.types.inputs import CollectionInput, Unset
from apps.catalog.types.outputs import CollectionDetail
from apps.catalog.types.statuses import MAX_COLLECTION_BATCH, RedirectKind
from apps.outbox.services import event_publish
from apps.outbox.types import Event
from apps.tenants.selectors import store_current
from apps.tenants.services import store_version_bump
from tenancy.errors import Invalid
from tenancy.ids import uuid7

_KIND = RedirectKind.COLLECTION
_TRIES = 5


def _told(event: Event) -> None:
    store = store_current()
    event_publish(event=event, store_id=store.id)
    store_version_bump(store_id=store.id)


def _written(write: Callable[[], None]) -> None:
    for attempt in range(_TRIES):
        try:
            with transaction.atomic(durable=True):
                return write()
        except IntegrityError as error:
            if not is_handle_clash(error) or attempt == _TRIES - 1:
                raise
    return None


def _handle_checked(*, handle: str, collection_id: UUID) -> str:
    if handle_is_taken(kind=_KIND, handle=handle, row_id=collection_id):
        raise HandleTaken(handle)
    return handle


def _columns(data: CollectionInput) -> dict[str, object]:
    names = ("title", "description_html", "is_published")
    return {name: value for name in names if not isinstance(value := getattr(data, name), Unset)}


def collection_create(*, data: CollectionInput) -> CollectionDetail:
    """Create a collection without products. Raises Invalid with all faults, HandleTaken."""
    cleaned = rules.collection_cleaned(data=data, is_new=True)
    collection_id = uuid7()

    def write() -> None:
        if isinstance(cleaned.handle, Unset):
            handle = handle_free(kind=_KIND, title=str(cleaned.title), row_id=collection_id)
        else:
            handle = _handle_checked(handle=cleaned.handle, collection_id=collection_id)
        Collection.objects.create(id=collection_id, handle=handle, **_columns(cleaned))
        handle_moved(kind=_KIND, row_id=collection_id, old=None, new=handle)
        _told(CollectionCreated(collection_id=collection_id))

    _written(write)
    return collection_get(collection_id=collection_id)


def _locked(*, collection_id: UUID) -> Collection:
    rows = Collection.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    collection = rows.filter(pk=collection_id).first()
    if collection is None:
        raise CollectionUnknown
    return collection


def collection_update(*, collection_id: UUID, data: CollectionInput) -> CollectionDetail:
    """Change what `data` says; a changed handle leaves a redirect. Raises CollectionUnknown, Invalid, HandleTaken."""
    cleaned = rules.collection_cleaned(data=data, is_new=False)

    def write() -> None:
        collection = _locked(collection_id=collection_id)
        columns = _columns(cleaned)
        if isinstance(cleaned.handle, str):
            new = _handle_checked(handle=cleaned.handle, collection_id=collection_id)
            handle_moved(kind=_KIND, row_id=collection_id, old=collection.handle, new=new)
            columns["handle"] = new
        Collection.objects.filter(pk=collection_id).update(**columns, updated_at=Now())
        _told(CollectionUpdated(collection_id=collection_id))

    _written(write)
    return collection_get(collection_id=collection_id)


@transaction.atomic(durable=True)
def collection_delete(*, collection_id: UUID) -> None:
    """Delete the collection; its products stay. Raises CollectionUnknown."""
    collection = _locked(collection_id=collection_id)
    handles = handles_of(kind=_KIND, row_id=collection_id, now=collection.handle)
    collection.delete()
    _told(CollectionDeleted(collection_id=collection_id, handles=handles))


def _ids_checked(product_ids: Sequence[UUID]) -> list[UUID]:
    unique = list(dict.fromkeys(product_ids))
    if not 1 <= len(unique) <= MAX_COLLECTION_BATCH:
        raise Invalid(fields={"product_ids": [f"Give 1 to {MAX_COLLECTION_BATCH} products."]})
    return unique


@transaction.atomic(durable=True)
def collection_products_add(*, collection_id: UUID, product_ids: Sequence[UUID]) -> CollectionDetail:
    """Put products at the end of the collection, in the order given; those already in it keep their place.

    At most 500 at once. Raises CollectionUnknown, and Invalid naming each product that does not exist.
    """
    wanted = _ids_checked(product_ids)
    _locked(collection_id=collection_id)
    there = set(Product.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    unknown = [index for index, product_id in enumerate(product_ids) if product_id not in there]
    if unknown:
        raise Invalid(fields={f"product_ids.{index}": ["There is no such product."] for index in unknown})
    last = CollectionProduct.objects.filter(collection_id=collection_id).order_by("-position")
    start = (last.values_list("position", flat=True).first() or 0) + 1
    CollectionProduct.objects.bulk_create(
        [
            CollectionProduct(collection_id=collection_id, product_id=product_id, position=start + place)
            for place, product_id in enumerate(wanted)
        ],
        ignore_conflicts=True,
    )
    _touched(collection_id)
    return collection_get(collection_id=collection_id)


@transaction.atomic(durable=True)
def collection_products_remove(*, collection_id: UUID, product_ids: Sequence[UUID]) -> CollectionDetail:
    """Take products out; those not in it are passed over. Raises CollectionUnknown, Invalid."""
    wanted = _ids_checked(product_ids)
    _locked(collection_id=collection_id)
    CollectionProduct.objects.filter(collection_id=collection_id, product_id__in=wanted).delete()
    _touched(collection_id)
    return collection_get(collection_id=collection_id)


@transaction.atomic(durable=True)
def collection_products_order(*, collection_id: UUID, product_ids: Sequence[UUID]) -> CollectionDetail:
    """Put these members first, in the order given; the others follow as they were. Raises CollectionUnknown."""
    wanted = _ids_checked(product_ids)
    _locked(collection_id=collection_id)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE catalog_collectionproduct m SET position = placed.place FROM (
                SELECT member.id, row_number() OVER (
                    ORDER BY wanted.place NULLS LAST, member.position, member.id) AS place
                FROM catalog_collectionproduct member
                LEFT JOIN unnest(%s::uuid[]) WITH ORDINALITY AS wanted (id, place)
                    ON wanted.id = member.product_id
                WHERE member.collection_id = %s) placed
            WHERE placed.id = m.id
            """,
            [wanted, collection_id],
        )
    _touched(collection_id)
    return collection_get(collection_id=collection_id)


def _touched(collection_id: UUID) -> None:
    Collection.objects.filter(pk=collection_id).update(updated_at=Now())
    _told(CollectionUpdated(collection_id=collection_id))
