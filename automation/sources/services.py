"""Keep what a source said; say what it changed."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from automation.sources.models import SourceSnapshot
from automation.suppliers.catalogue import SupplierProduct, SupplierVariant
from automation.suppliers.types import SourceProduct, SourceVariant
from tenancy.errors import NotFound

KEPT = 30
MAX_RAW = 400_000
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class SnapshotUnknown(NotFound):
    message = "There is no such snapshot."


@transaction.atomic
def snapshot_keep(*, product: SourceProduct, now: datetime) -> SourceSnapshot:
    """Keep the source's answer unless it is the newest one already; the newest thirty of a product are kept.

    The hash is that of the facts, so that a supplier's noise (a request id, a view counter) is no change.
    """
    facts = facts_of(product=product)
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    reference = product.external_reference[:255]
    newest = SourceSnapshot.objects.filter(reference=reference).order_by("-fetched_at", "-pk").first()
    if newest is not None and newest.sha256 == digest:
        newest.seen_at = now
        newest.save(update_fields=["seen_at"])
        return newest
    made = SourceSnapshot.objects.create(
        reference=reference,
        sha256=digest,
        raw=_raw(product),
        facts=facts,
        fetched_at=product.fetched_at if isinstance(product, SupplierProduct) else now,
        seen_at=now,
    )
    old = SourceSnapshot.objects.filter(reference=reference).order_by("-fetched_at", "-pk")[KEPT:]
    SourceSnapshot.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    return made


def _raw(product: SourceProduct) -> Any:
    raw = product.raw if isinstance(product, SupplierProduct) else {}
    text = UNSTORABLE.sub("", json.dumps(raw, default=str, ensure_ascii=False)).replace("\\u0000", "")
    return json.loads(text) if len(text) <= MAX_RAW else {"is_too_large": True, "characters": len(text)}


def facts_of(*, product: SourceProduct) -> dict[str, Any]:
    """Return what can be compared between two answers, amounts as text."""
    return {
        "title": UNSTORABLE.sub("", product.title),
        "description": UNSTORABLE.sub("", product.body_html),
        "currency": product.currency,
        "options": [[UNSTORABLE.sub("", name), list(values)] for name, values in product.options],
        "images": [image.url for image in product.images],
        "variants": {variant_key(variant=row): _variant(row) for row in product.variants},
    }


def variant_key(*, variant: SourceVariant) -> str:
    """Return what a source's variant is known by: its SKU id, else its choices, else its SKU."""
    sku_id = variant.sku_id if isinstance(variant, SupplierVariant) else ""
    return UNSTORABLE.sub("", sku_id or " / ".join(variant.option_values) or variant.sku or "default")


def _variant(row: SourceVariant) -> dict[str, Any]:
    return {
        "choices": [UNSTORABLE.sub("", value) for value in row.option_values],
        "cost": None if row.cost is None else f"{row.cost:f}",
        "price": None if row.price is None else f"{row.price:f}",
        "stock": row.quantity,
        "is_available": row.available,
        "ship_from": row.ship_from if isinstance(row, SupplierVariant) else "",
    }


def snapshots_of(*, reference: str) -> QuerySet[SourceSnapshot]:
    """Return the kept answers about a source's product, newest first."""
    return SourceSnapshot.objects.filter(reference=reference[:255]).order_by("-fetched_at", "-pk")


def snapshot_changes(*, reference: str, snapshot_id: UUID | None = None) -> list[dict[str, Any]]:
    """Return what a snapshot (default: the newest) changed against the one before: field, before, after.

    Raises SnapshotUnknown.
    """
    rows = list(snapshots_of(reference=reference))
    ids = [row.pk for row in rows]
    if not rows or (snapshot_id is not None and snapshot_id not in ids):
        raise SnapshotUnknown
    place = ids.index(snapshot_id) if snapshot_id is not None else 0
    if place + 1 >= len(rows):
        return []
    return facts_changed(before=rows[place + 1].facts, after=rows[place].facts)


def facts_changed(*, before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the differences of two answers, variant by variant."""
    changes = [
        {"field": name, "variant": "", "before": before.get(name), "after": after.get(name)}
        for name in ("title", "description", "currency", "options", "images")
        if before.get(name) != after.get(name)
    ]
    old, new = before["variants"], after["variants"]
    for key in sorted(old.keys() | new.keys()):
        if key not in new or key not in old:
            word = "variant_gone" if key not in new else "variant_added"
            changes.append({"field": word, "variant": key, "before": old.get(key), "after": new.get(key)})
            continue
        changes += [
            {"field": name, "variant": key, "before": old[key][name], "after": new[key][name]}
            for name in ("choices", "cost", "price", "stock", "is_available", "ship_from")
            if old[key][name] != new[key][name]
        ]
    return changes
