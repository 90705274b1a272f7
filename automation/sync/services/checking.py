"""Check one supplier product against its mapped variants and react; nothing suspicious reaches the shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from automation.core_client.catalog import CoreWriter, NumbersChange
from automation.core_client.client import Core
from automation.core_client.types import CoreRejected
from automation.pricing.reckoning import converted
from automation.pricing.selectors import rules_active
from automation.pricing.services.rates import rate_get
from automation.pricing.services.rules import price_quote
from automation.pricing.services.runs import priced_of
from automation.pricing.types import Quote, RateUnknown
from automation.registry.types import StoreInfo
from automation.sources.models import MappedVariant
from automation.sources.services import snapshot_keep
from automation.suppliers.catalogue import SupplierProduct, SupplierVariant
from automation.sync.comparing import (
    Doubt,
    Found,
    Known,
    doubt_of,
    events_of,
    variant_is_out,
    variants_by_sku,
)
from automation.sync.models import HeldFact, SyncEvent
from automation.sync.selectors import reactions_of
from automation.sync.types import EventKind, HeldState, Reaction
from tenancy.ids import uuid7

REASON = "Supplier check."
IGNORED = "A person said to ignore what the supplier says now; what was known before holds."


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of one product came to."""

    changed: int = 0
    is_held: bool = False


@dataclass(slots=True)
class _Check:
    """One product's check under way."""

    rows: list[MappedVariant]
    store: StoreInfo
    core: Core
    now: datetime
    run_id: UUID

    @property
    def product_id(self) -> UUID:
        return self.rows[0].product_id

    @property
    def writer(self) -> CoreWriter:
        return CoreWriter(kind="SYNC", label=self.rows[0].provider, run_id=self.run_id, reason=REASON)


def product_check(
    *,
    rows: Sequence[MappedVariant],
    product: SupplierProduct,
    store: StoreInfo,
    core: Core,
    now: datetime,
    run_id: UUID,
) -> Checked:
    """Compare a supplier's answer with its mapped variants (all of one product of ours) and react.

    A suspicious answer is held back and changes nothing, unless a person has accepted exactly it. Costs and stock
    are facts and follow; what else happens is the store's reaction to each event. Raises CoreUnavailable.
    """
    check = _Check(list(rows), store, core, now, run_id)
    snapshot = snapshot_keep(product=product, now=now)
    known = [_known(row) for row in check.rows]
    doubt = doubt_of(known=known, product=product)
    if doubt is not None and not _is_accepted(product, doubt, snapshot.sha256):
        _hold(check, product, doubt, snapshot.sha256)
        return Checked(is_held=True)
    events = events_of(known=known, product=product)
    outcome = _react(check, product, events)
    _rows_follow(check, product)
    _relist(check, product)
    return Checked(changed=outcome)


def _known(row: MappedVariant) -> Known:
    return Known(sku_id=row.sku_id, cost=row.cost, currency=row.currency, stock=row.stock, state=row.state)


def _is_accepted(product: SupplierProduct, doubt: Doubt, sha256: str) -> bool:
    return HeldFact.objects.filter(
        reference=product.external_reference,
        suspicion=doubt.suspicion,
        sha256=sha256,
        state=HeldState.ACCEPTED,
    ).exists()


def _hold(check: _Check, product: SupplierProduct, doubt: Doubt, sha256: str) -> None:
    fact, _ = HeldFact.objects.get_or_create(
        reference=product.external_reference,
        suspicion=doubt.suspicion,
        sha256=sha256,
        defaults={
            "product_id": check.product_id,
            "title": check.rows[0].title,
            "before": doubt.before,
            "after": doubt.after,
            "created_at": check.now,
        },
    )
    MappedVariant.objects.filter(pk__in=[row.pk for row in check.rows]).update(
        state="QUARANTINED",
        message=IGNORED if fact.state == HeldState.DISMISSED else "Held back until somebody looks.",
        checked_at=check.now,
    )


def _react(check: _Check, product: SupplierProduct, events: Sequence[Found]) -> int:
    reactions = reactions_of(product_id=check.product_id)
    there = variants_by_sku(product=product)
    happened: dict[str, dict[EventKind, Found]] = {}
    for event in events:
        happened.setdefault(event.sku_id, {})[event.kind] = event
    changes, sources = [], {}
    for row in check.rows:
        kinds = happened.get(row.sku_id, {})
        change = _change(check, row, there.get(row.sku_id), {reactions[kind] for kind in kinds}, product)
        if change is not None:
            changes.append(change)
        sources[row.variant_id] = kinds
    told = _changes_sent(check, changes)
    hide = any(reactions[event.kind] == Reaction.UNPUBLISH for event in events)
    if hide:
        _hide(check)
    for row in check.rows:
        for kind, event in sources[row.variant_id].items():
            _event(check, row, event, reactions[kind], told.get(row.variant_id, ""))
    return len(events)


def _change(
    check: _Check,
    row: MappedVariant,
    found: SupplierVariant | None,
    wanted: set[str],
    product: SupplierProduct,
) -> NumbersChange | None:
    """Return the numbers that follow: cost and stock as facts, the price and an empty shelf by reaction."""
    cost = price = stock = None
    compare: int | None = None
    source: dict[str, str] = {}
    if found is not None and found.cost is not None and found.cost > 0 and found.cost != row.cost:
        quote = _quote(check, row, found, product, is_repricing=Reaction.REPRICE in wanted)
        if quote is not None:
            cost, price, compare = quote.cost_minor, quote.price_minor, quote.compare_at_minor
            source = (quote.rate.source() if quote.rate else {}) | {"rule": quote.rule_name}
    if Reaction.ZERO_STOCK in wanted:
        stock = 0
    elif found is not None and found.quantity is not None and not variant_is_out(variant=found):
        stock = found.quantity if found.quantity != row.stock or row.state != "OK" else None
    if cost is None and price is None and stock is None:
        return None
    return NumbersChange(
        variant_id=row.variant_id,
        cost_minor=cost,
        price_minor=price,
        compare_at_minor=compare,
        is_compare_at_given=compare is not None,
        stock_quantity=stock,
        source=source,
    )


def _quote(
    check: _Check, row: MappedVariant, found: SupplierVariant, product: SupplierProduct, *, is_repricing: bool
) -> Quote | None:
    """Return the cost in the store's currency, with a price when it is to follow; None without a rate."""
    currency, now = product.currency or check.store.currency, check.now
    assert found.cost is not None  # noqa: S101 - checked by the caller
    try:
        if is_repricing:
            ours = check.core.variants_after(store_id=check.store.id, variant_ids=[row.variant_id])
            if ours:
                return price_quote(
                    cost=found.cost,
                    cost_currency=currency,
                    currency=check.store.currency,
                    priced=priced_of(variant=ours[0]),
                    now=now,
                    rules=rules_active(),
                )
        rate = rate_get(base=currency, quote=check.store.currency, now=now)
    except RateUnknown:
        return None
    return Quote(converted(amount=found.cost, rate=rate), None, None, "", rate)


def _changes_sent(check: _Check, changes: Sequence[NumbersChange]) -> dict[UUID, str]:
    """Send the numbers and return what is to be said of each variant: what the core refused, and why."""
    if not changes:
        return {}
    outcomes = check.core.variants_change(
        store_id=check.store.id,
        currency=check.store.currency,
        changes=changes,
        writer=check.writer,
        idempotency_key=f"sync-{check.run_id}-{check.rows[0].pk}-{check.now.timestamp()}",
    )
    told = {}
    for outcome in outcomes:
        words = [row.message for row in outcome.refused]
        if outcome.is_below_floor and not words:
            words.append("The price no longer holds your margin at the new cost.")
        told[outcome.variant_id] = " ".join(words)[:300]
    return told


def _hide(check: _Check) -> None:
    status = check.core.product_hide(
        store_id=check.store.id,
        product_id=check.product_id,
        writer=check.writer,
        idempotency_key=f"sync-hide-{check.run_id}-{check.product_id}-{check.now.timestamp()}",
    )
    if status == "DRAFT":
        MappedVariant.objects.filter(product_id=check.product_id).update(is_hidden_by_us=True)
        for row in check.rows:
            row.is_hidden_by_us = True


def _event(check: _Check, row: MappedVariant, event: Found, reaction: str, told: str) -> None:
    SyncEvent.objects.create(
        product_id=row.product_id,
        variant_id=row.variant_id,
        title=row.title,
        event=event.kind,
        before=event.before,
        after=event.after,
        reaction=reaction,
        is_done=not told,
        message=told,
        at=check.now,
    )


def _rows_follow(check: _Check, product: SupplierProduct) -> None:
    """Remember what was said; a variant that is not named is gone."""
    there = variants_by_sku(product=product)
    for row in check.rows:
        found = there.get(row.sku_id)
        row.checked_at, row.tried_at, row.message = check.now, check.now, ""
        if found is None:
            row.state = "GONE"
            continue
        row.cost, row.currency, row.stock = found.cost, product.currency or row.currency, found.quantity
        row.state = "OUT_OF_STOCK" if variant_is_out(variant=found) else "OK"
    fields = ["checked_at", "tried_at", "message", "state", "cost", "currency", "stock"]
    MappedVariant.objects.bulk_update(check.rows, fields)


def _relist(check: _Check, product: SupplierProduct) -> None:
    """Put back on sale what we hid, once something of it can be bought; a person's hiding is respected."""
    is_hidden = any(row.is_hidden_by_us for row in check.rows)
    if not is_hidden or not any(row.state == "OK" for row in check.rows) or not product.is_available:
        return
    message = ""
    try:
        check.core.product_relist(
            store_id=check.store.id,
            product_id=check.product_id,
            writer=check.writer,
            idempotency_key=f"sync-relist-{uuid7()}",
        )
    except CoreRejected as refusal:
        message = refusal.message[:300]
        if refusal.code != "not_hidden_by_us":
            _event(check, check.rows[0], _BACK, Reaction.NOTIFY, message)
            return
    MappedVariant.objects.filter(product_id=check.product_id).update(is_hidden_by_us=False)
    _event(check, check.rows[0], _BACK, Reaction.NOTHING, message)


_BACK = Found("", EventKind.BACK_IN_STOCK, "hidden", "on sale")


def product_gone(
    *, rows: Sequence[MappedVariant], message: str, store: StoreInfo, core: Core, now: datetime, run_id: UUID
) -> Checked:
    """React to a supplier that no longer has the product; once, until it is back. Raises CoreUnavailable."""
    check = _Check(list(rows), store, core, now, run_id)
    is_news = any(row.state != "GONE" for row in check.rows)
    if is_news:
        reaction = reactions_of(product_id=check.product_id)[EventKind.PRODUCT_GONE]
        told: dict[UUID, str] = {}
        if reaction == Reaction.UNPUBLISH:
            _hide(check)
        elif reaction == Reaction.ZERO_STOCK:
            told = _changes_sent(
                check, [NumbersChange(variant_id=row.variant_id, stock_quantity=0) for row in check.rows]
            )
        first = check.rows[0]
        gone = Found("", EventKind.PRODUCT_GONE, "there", "gone")
        _event(check, first, gone, reaction, told.get(first.variant_id, ""))
    MappedVariant.objects.filter(pk__in=[row.pk for row in check.rows]).update(
        state="GONE", message=message[:300], checked_at=now, tried_at=now
    )
    return Checked(changed=int(is_news))
