"""Reads of collections for staff."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from apps.catalog.models import Collection, CollectionProduct
from apps.catalog.types.errors import CollectionUnknown
from apps.catalog.types.outputs import CollectionDetail


def _with_count() -> QuerySet[Any]:
    return Collection.objects.annotate(products_count=Count("members"))


def _detail(row: Any) -> CollectionDetail:
    return CollectionDetail(
        id=row.pk,
        title=row.title,
        handle=row.handle,
        description_html=row.description_html,
        products_count=row.products_count,
        is_published=row.is_published,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def collection_get(*, collection_id: UUID) -> CollectionDetail:
    """Return a collection of the current store. Raises CollectionUnknown."""
    row = _with_count().filter(pk=collection_id).first()
    if row is None:
        raise CollectionUnknown
    return _detail(row)


def collection_list(*, search: str = "") -> QuerySet[Any]:
    """Return collections whose title contains `search`, by title, each with `products_count`: to be paged."""
    rows = _with_count().order_by("title", "pk")
    return rows.filter(title__icontains=search.strip()[:100]) if search.strip() else rows


def products_in_collections(*, product_ids: Iterable[UUID], collection_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the products that are in at least one of the collections. One query."""
    rows = CollectionProduct.objects.filter(
        product_id__in=list(product_ids), collection_id__in=list(collection_ids)
    )
    return set(rows.values_list("product_id", flat=True))
