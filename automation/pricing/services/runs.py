"""Price runs: reckon a preview, apply exactly that, undo exactly that. The core refuses what it must."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from automation.core_client.catalog import (
    CoreVariant,
    CoreWriter,
    NumbersChange,
    NumbersOutcome,
)
from automation.core_client.client import Core
from automation.core_client.types import CoreForbidden, CoreRejected
from automation.pricing.models import PriceRun, PriceRunLine
from automation.pricing.reckoning import compare_at_of, floor_of, price_of, rule_for
from automation.pricing.selectors import rules_active
from automation.pricing.services.rules import rules_snapshot
from automation.pricing.types import (
    MAX_LINES,
    LineState,
    Priced,
    Rule,
    RunNotReady,
    RunState,
    RunUnknown,
    TooManyVariants,
)
from automation.registry.types import StoreInfo
from tenancy.ids import uuid7

BATCH = 200
LEASE = timedelta(seconds=60)
PAGE = 500
MAX_PRODUCTS = 200


def supplier_of(*, reference: str | None) -> str:
    """Return whose product it is by its external reference: "aliexpress:1" → ALIEXPRESS, "" for none."""
    return reference.partition(":")[0].upper().replace("-", "_") if reference and ":" in reference else ""


def price_run_preview(
    *,
    store: StoreInfo,
    core: Core,
    user_id: UUID,
    now: datetime,
    product_ids: Sequence[UUID] = (),
    rule_id: UUID | None = None,
) -> PriceRun:
    """Reckon the store's rules over its variants and keep every line; nothing is changed.

    With `rule_id` only products that this rule covers first, with `product_ids` (at most 200) only those. Raises
    TooManyVariants, CoreUnavailable.
    """
    rules = rules_active()
    run = PriceRun(
        currency=store.currency,
        margin_basis_points=core.margin_floor_get(store_id=store.id),
        rules=rules_snapshot(),
        scope={
            "product_ids": [str(one) for one in product_ids],
            "rule_id": str(rule_id) if rule_id else None,
        },
        created_by=user_id,
        created_at=now,
    )
    lines = []
    for variant in _variants(store=store, core=core, product_ids=product_ids):
        rule = rule_for(rules=rules, priced=priced_of(variant=variant))
        if rule_id is None or (rule is not None and rule.id == rule_id):
            lines.append(_line(run=run, variant=variant, rule=rule))
        if len(lines) > MAX_LINES:
            raise TooManyVariants
    with transaction.atomic():
        run.save(force_insert=True)
        PriceRunLine.objects.bulk_create(lines, batch_size=1000)
    return run


def _variants(*, store: StoreInfo, core: Core, product_ids: Sequence[UUID]) -> Iterator[CoreVariant]:
    after: UUID | None = None
    while True:
        page = core.variants_after(store_id=store.id, after=after, limit=PAGE, product_ids=product_ids)
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].id


def priced_of(*, variant: CoreVariant) -> Priced:
    """Return what rules' scopes are matched against."""
    return Priced(
        supplier=supplier_of(reference=variant.external_reference),
        product_type=variant.product_type,
        collection_ids=variant.collection_ids,
    )


def _line(*, run: PriceRun, variant: CoreVariant, rule: Rule | None) -> PriceRunLine:
    line = PriceRunLine(
        run=run,
        variant_id=variant.id,
        product_id=variant.product_id,
        product_title=variant.product_title[:255],
        variant_title=variant.title[:800],
        rule_name=rule.name if rule else "",
        cost_minor=variant.cost_minor,
        before_minor=variant.price_minor,
        compare_before_minor=variant.compare_at_minor,
        compare_after_minor=variant.compare_at_minor,
        state=LineState.NO_RULE,
    )
    if rule is not None:
        _reckoned(line=line, variant=variant, rule=rule, run=run)
    return line


def _reckoned(*, line: PriceRunLine, variant: CoreVariant, rule: Rule, run: PriceRun) -> None:
    if variant.cost_minor is None:
        line.state, line.message = LineState.NO_COST, "No cost is known, so there is nothing to reckon with."
        return
    price = price_of(rule=rule, cost_minor=variant.cost_minor, currency=run.currency)
    line.after_minor = price
    line.floor_minor = floor_of(cost_minor=variant.cost_minor, margin_basis_points=run.margin_basis_points)
    made = compare_at_of(rule=rule, price_minor=price, currency=run.currency)
    if made is not None:
        line.compare_after_minor = made
    elif variant.compare_at_minor is not None and variant.compare_at_minor <= price:
        line.compare_after_minor = None
    is_same = price == variant.price_minor and line.compare_after_minor == variant.compare_at_minor
    if "price" in variant.locked_fields:
        line.state, line.message = LineState.LOCKED, "A person has set this price."
    elif price < line.floor_minor:
        line.state, line.message = LineState.BELOW_FLOOR, "Below the least price your margin allows."
    else:
        line.state = LineState.SAME if is_same else LineState.CHANGE


def _locked(run_id: UUID) -> PriceRun:
    run = PriceRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise RunUnknown
    return run


@transaction.atomic
def price_run_apply(*, run_id: UUID) -> PriceRun:
    """Begin to apply a preview, exactly as it was shown. Raises RunUnknown, RunNotReady."""
    run = _locked(run_id)
    if run.state != RunState.PREVIEW:
        raise RunNotReady("Only a preview can be applied.")
    run.state, run.ended_at, run.leased_until = RunState.APPLYING, None, None
    run.save(update_fields=["state", "ended_at", "leased_until"])
    return run


@transaction.atomic
def price_run_undo(*, run_id: UUID) -> PriceRun:
    """Begin to put the prices of before back, where they are still this run's. Raises RunUnknown, RunNotReady."""
    run = _locked(run_id)
    if run.state not in {RunState.APPLIED, RunState.FAILED}:
        raise RunNotReady("Only a run that was applied can be undone.")
    run.state, run.ended_at, run.leased_until = RunState.UNDOING, None, None
    run.save(update_fields=["state", "ended_at", "leased_until"])
    return run


def price_run_work(*, run_id: UUID, store: StoreInfo, core: Core, now: datetime) -> bool:
    """Do the next batch of an open run; returns whether there is more. One worker at a time has it.

    A worker that dies between the core's answer and our row sends the same batch under the same key again, and
    gets the same answer. Raises CoreUnavailable.
    """
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    mine = PriceRun.objects.filter(free, pk=run_id, state__in=[RunState.APPLYING, RunState.UNDOING])
    if not mine.update(leased_until=now + LEASE):
        return False
    run = PriceRun.objects.get(pk=run_id)
    is_undo = run.state == RunState.UNDOING
    wanted = LineState.APPLIED if is_undo else LineState.CHANGE
    batch = list(run.lines.filter(state=wanted).order_by("pk")[:BATCH])
    try:
        if batch:
            _batch(run=run, batch=batch, store=store, core=core, is_undo=is_undo)
    except (CoreRejected, CoreForbidden) as error:
        ended = {"state": RunState.FAILED, "message": str(error)[:300], "ended_at": now}
        PriceRun.objects.filter(pk=run_id).update(**ended, leased_until=None)
        return False
    finally:
        PriceRun.objects.filter(pk=run_id).update(leased_until=None)
    if len(batch) == BATCH:
        return True
    state = RunState.UNDONE if is_undo else RunState.APPLIED
    PriceRun.objects.filter(pk=run_id).update(state=state, ended_at=now, message="")
    return False


def _batch(*, run: PriceRun, batch: list[PriceRunLine], store: StoreInfo, core: Core, is_undo: bool) -> None:
    verb = "undo" if is_undo else "apply"
    outcomes = core.variants_change(
        store_id=store.id,
        currency=run.currency,
        changes=[_change(line=line, is_undo=is_undo) for line in batch],
        writer=CoreWriter(
            kind="RULE",
            label=batch[0].rule_name if len({line.rule_name for line in batch}) == 1 else "Price rules",
            run_id=run.pk,
            reason="Price run undone." if is_undo else "Price run.",
        ),
        idempotency_key=f"price-{verb}-{run.pk}-{batch[0].pk}",
    )
    for line, outcome in zip(batch, outcomes, strict=True):
        _line_ended(line=line, outcome=outcome, is_undo=is_undo)
    PriceRunLine.objects.bulk_update(batch, ["state", "message"])


def _change(*, line: PriceRunLine, is_undo: bool) -> NumbersChange:
    price = line.before_minor if is_undo else line.after_minor
    return NumbersChange(
        variant_id=line.variant_id,
        price_minor=price,
        compare_at_minor=line.compare_before_minor if is_undo else line.compare_after_minor,
        is_compare_at_given=True,
        expected_price_minor=line.after_minor if is_undo else line.before_minor,
    )


def _line_ended(*, line: PriceRunLine, outcome: NumbersOutcome, is_undo: bool) -> None:
    refusal = outcome.refusal("price") or outcome.refusal("variant_id")
    if refusal is not None:
        line.state, line.message = LineState.REFUSED, refusal.message[:300]
    else:
        line.state, line.message = (LineState.UNDONE if is_undo else LineState.APPLIED), ""


def new_run_id() -> UUID:
    """Return an id under which changes outside a preview (an import, a night's sync) are written down."""
    return uuid7()
