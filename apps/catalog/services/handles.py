"""Handles are unique per kind, and an old one leads to where the row is now.

Rules of reuse: a handle asked for by name may take over an old handle of another row (the redirect goes); a
handle made from a title avoids live and old ones; a row that returns to its old handle loses that redirect.
"""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection
from django.db.models import Q, QuerySet

from apps.catalog.handles import slug
from apps.catalog.models import Collection, HandleRedirect, Product
from apps.catalog.types.statuses import RedirectKind
from tenancy.context import current_schema

# `/collections/all` is every product of the shop.
_RESERVED = {RedirectKind.COLLECTION: {"all"}}
_CONSTRAINTS = {"catalog_product_handle_once", "catalog_collection_handle_once"}


def _rows(kind: RedirectKind) -> QuerySet[Any]:
    return Product.objects.all() if kind == RedirectKind.PRODUCT else Collection.objects.all()


def handle_free(*, kind: RedirectKind, title: str, row_id: UUID) -> str:
    """Return a handle made from `title` that is neither in use nor an old one: `shirt`, `shirt-2`, `shirt-3` …

    Falls back to the kind and the end of the row's id where the title has no letters we can spell. Those who
    want the same handle wait for each other until the transaction ends; where one handle is another's numbered
    form, the unique constraint has the last word.
    """
    base = slug(title) or f"{kind.lower()}-{row_id.hex[-8:]}"
    _queue_up(f"{current_schema()}:{kind}:{base}")
    if not _is_known(kind=kind, handle=base, row_id=row_id) and base not in _RESERVED.get(kind, ()):
        return base
    similar = Q(handle=base) | Q(handle__regex=f"^{base}-[0-9]{{1,6}}$")
    rows = _rows(kind).filter(similar).exclude(pk=row_id)
    old = HandleRedirect.objects.filter(similar, kind=kind)
    taken = set(rows.values_list("handle", flat=True).union(old.values_list("handle", flat=True)))
    numbers = [int(handle[len(base) + 1 :]) for handle in taken if handle.startswith(f"{base}-")]
    return f"{base}-{max(numbers, default=1) + 1}"


def _queue_up(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _is_known(*, kind: RedirectKind, handle: str, row_id: UUID) -> bool:
    live = _rows(kind).filter(handle=handle).exclude(pk=row_id)
    return live.exists() or HandleRedirect.objects.filter(kind=kind, handle=handle).exists()


def handle_is_taken(*, kind: RedirectKind, handle: str, row_id: UUID) -> bool:
    """Say whether another row has this handle now, or none may have it."""
    return handle in _RESERVED.get(kind, ()) or _rows(kind).filter(handle=handle).exclude(pk=row_id).exists()


def handle_moved(*, kind: RedirectKind, row_id: UUID, old: str | None, new: str) -> None:
    """Note that the row went from `old` (None when it is new) to `new`; `new` stops being a redirect."""
    HandleRedirect.objects.filter(kind=kind, handle=new).delete()
    if old is not None and old != new:
        target = {"product_id": row_id} if kind == RedirectKind.PRODUCT else {"collection_id": row_id}
        HandleRedirect.objects.update_or_create(
            kind=kind, handle=old, defaults={"product_id": None, "collection_id": None} | target
        )


def handles_of(*, kind: RedirectKind, row_id: UUID, now: str) -> list[str]:
    """Return the handle a row has now and the old ones that lead to it."""
    field = "product_id" if kind == RedirectKind.PRODUCT else "collection_id"
    old = HandleRedirect.objects.filter(kind=kind, **{field: row_id}).order_by("pk")
    return [now, *old.values_list("handle", flat=True)]


def is_handle_clash(error: IntegrityError) -> bool:
    """Say whether a unique handle was taken by a transaction that committed first."""
    return constraint_of(error) in _CONSTRAINTS


def constraint_of(error: IntegrityError) -> str:
    """Return the name of the constraint that was broken, or ""."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", "") or "")
