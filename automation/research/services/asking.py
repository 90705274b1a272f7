"""Asking one source one question, and keeping its answer as evidence."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from automation.pricing.types import RateUnknown
from automation.registry.types import StoreInfo
from automation.research.matching import identity_of, is_same_thing, words_of
from automation.research.models import Candidate, Evidence, RunStep
from automation.research.scoring import flags_of
from automation.research.sources import Sources
from automation.research.types import CandidateState, SignalKind, StepKind
from automation.suppliers.catalogue import (
    FreightOption,
    NotSoldThere,
    ProductGone,
    SupplierItem,
    SupplierProduct,
)

HITS, LOOKED_AT = 20, 6
DONE_WITH = (CandidateState.IMPORTED, CandidateState.REJECTED)


def step_ask(*, step: RunStep, store: StoreInfo, sources: Sources, now: datetime) -> None:
    """Ask and keep. Raises the source's errors; what was kept before stays."""
    asks = {
        StepKind.SEARCH: _search,
        StepKind.DETAIL: _detail,
        StepKind.TREND: _trend,
        StepKind.MENTIONS: _mentions,
    }
    asks[StepKind(step.kind)](step, store, sources, now)


def _search(step: RunStep, store: StoreInfo, sources: Sources, now: datetime) -> None:
    criteria = step.run.criteria
    page = sources.catalogue(step.source).search(
        query=step.query,
        page=1,
        per_page=HITS,
        ship_to=criteria["ship_to"],
        currency=store.currency,
        language=store.locale[:2],
    )
    with transaction.atomic():
        fitting = [item for item in page.items if _fits(item, criteria)]
        groups = _grouped(fitting)
        for group in groups:
            _candidate_keep(step, group, now)
        opened = [one for one in _of_step(step, groups) if one.state not in DONE_WITH][:LOOKED_AT]
        RunStep.objects.bulk_create(
            [
                RunStep(run=step.run, candidate=one, kind=StepKind.DETAIL, source=offer["provider"],
                        query=offer["product_id"], due_at=now)
                for one in opened
                for offer in one.offers
                if offer["provider"] == step.source
            ],
            ignore_conflicts=True,
        )  # fmt: skip


def _fits(item: SupplierItem, criteria: dict[str, Any]) -> bool:
    """Say whether a hit keeps to the criteria; what a supplier does not say does not speak against it."""
    low, high, rating = criteria["price_min"], criteria["price_max"], criteria["min_rating"]
    if item.price is not None and low is not None and item.price < Decimal(low):
        return False
    if item.price is not None and high is not None and item.price > Decimal(high):
        return False
    if item.rating is not None and rating is not None and item.rating < float(rating):
        return False
    title = item.title.casefold()
    return not any(brand.casefold() in title for brand in criteria["excluded_brands"])


def _grouped(items: list[SupplierItem]) -> list[list[SupplierItem]]:
    """Put listings of the same thing together, in the order of the search."""
    groups: list[tuple[frozenset[str], list[SupplierItem]]] = []
    for item in items:
        words = words_of(item.title)
        for known, group in groups:
            if is_same_thing(words, known):
                group.append(item)
                break
        else:
            groups.append((words, [item]))
    return [group for _, group in groups]


def _candidate_keep(step: RunStep, group: list[SupplierItem], now: datetime) -> Candidate:
    """Make the candidate of a group or add to the one that is the same thing."""
    first = group[0]
    candidate = _known(step, first) or Candidate(
        identity=identity_of(words_of(first.title)),
        title=first.title[:300],
        provider=first.provider,
        product_id=first.product_id,
        url=first.url[:500],
        image_url=first.image_url[:500],
        price=first.price,
        currency=first.currency or "",
        keyword=step.query,
        flags=flags_of(first.title),
        first_run=step.run,
        created_at=now,
    )
    known = {(offer["provider"], offer["product_id"]) for offer in candidate.offers}
    candidate.offers += [_offer(item) for item in group if (item.provider, item.product_id) not in known]
    if candidate.pk and candidate.first_run_id != step.run_id and candidate.state == CandidateState.NEW:
        candidate.state = CandidateState.SEEN
    candidate.last_run, candidate.updated_at = step.run, now
    candidate.save()
    Evidence.objects.create(
        run=step.run,
        candidate=candidate,
        kind=SignalKind.LISTINGS,
        source=step.source,
        query=step.query,
        facts={"listings": len(group)},
        snapshot=[item.raw for item in group],
        fetched_at=now,
    )
    return candidate


def _known(step: RunStep, item: SupplierItem) -> Candidate | None:
    """Return the candidate this listing belongs to: by its number, by its name, or by a name much like it."""
    found = Candidate.objects.filter(provider=item.provider, product_id=item.product_id).first()
    words = words_of(item.title)
    found = found or Candidate.objects.filter(identity=identity_of(words)).first()
    if found is not None:
        return found
    of_today = Candidate.objects.filter(last_run=step.run).order_by("pk")
    return next((one for one in of_today if is_same_thing(words, words_of(one.title))), None)


def _offer(item: SupplierItem) -> dict[str, Any]:
    return {
        "provider": item.provider,
        "product_id": item.product_id,
        "url": item.url[:500],
        "price": str(item.price) if item.price is not None else None,
        "currency": item.currency,
    }


def _of_step(step: RunStep, groups: list[list[SupplierItem]]) -> list[Candidate]:
    wanted = {(item.provider, item.product_id) for group in groups for item in group}
    rows = Candidate.objects.filter(last_run=step.run).order_by("pk")
    return [one for one in rows if any((o["provider"], o["product_id"]) in wanted for o in one.offers)]


def _detail(step: RunStep, store: StoreInfo, sources: Sources, now: datetime) -> None:
    ship_to, catalogue = step.run.criteria["ship_to"], sources.catalogue(step.source)
    try:
        product = catalogue.product(
            product_id=step.query, ship_to=ship_to, currency=store.currency, language=store.locale[:2]
        )
        variants: Any = [one for one in product.variants if one.quantity != 0] or list(product.variants)
        cheapest = min(variants, key=lambda one: one.cost or Decimal("Infinity"))
        options = catalogue.freight(
            product_id=product.product_id, sku_id=cheapest.sku_id, quantity=1, ship_to=ship_to
        )
    except (ProductGone, NotSoldThere):
        _without_offer(step)
        raise
    freight = _freight_facts(options[0], product.currency, sources, now) if options else None
    with transaction.atomic():
        _offer_keep(step, product, cheapest, now)
        if freight is not None:
            _freight_keep(step, options[0], freight, now)
        most = step.run.criteria["max_days"]
        if most is not None and options and all((one.days_max or 0) > most for one in options):
            _without_offer(step)


def _without_offer(step: RunStep) -> None:
    """An offer that cannot be bought or comes too late goes; a new candidate without any other goes with it."""
    candidate = step.candidate
    if candidate is None:
        return
    candidate.offers = [
        offer
        for offer in candidate.offers
        if (offer["provider"], offer["product_id"]) != (step.source, step.query)
    ]
    if candidate.offers or candidate.state != CandidateState.NEW:
        candidate.save(update_fields=["offers"])
    else:
        RunStep.objects.filter(pk=step.pk).update(candidate=None)
        candidate.delete()
        step.candidate = None


def _offer_keep(step: RunStep, product: SupplierProduct, cheapest: Any, now: datetime) -> None:
    Evidence.objects.create(
        run=step.run,
        candidate=step.candidate,
        kind=SignalKind.OFFER,
        source=step.source,
        query=step.query,
        facts={
            "cost": str(cheapest.cost) if cheapest.cost is not None else None,
            "currency": product.currency,
            "stock": sum(one.quantity or 0 for one in product.variants),
            "orders_count": product.orders_count,
            "rating": product.rating,
            "title": product.title[:300],
        },
        snapshot=product.raw,
        fetched_at=product.fetched_at,
    )


def _freight_facts(
    option: FreightOption, currency: str | None, sources: Sources, now: datetime
) -> dict[str, Any]:
    """Return what delivery costs in the item's currency, with the rate and who said it; else as it was said."""
    facts: dict[str, Any] = {"days_max": option.days_max, "name": option.name}
    if not currency or option.currency == currency:
        return facts | {"cost": str(option.cost), "currency": option.currency}
    try:
        rate = sources.rate(option.currency, currency, now)
    except RateUnknown:
        return facts | {"cost": str(option.cost), "currency": option.currency}
    cost = (option.cost * rate.rate).quantize(Decimal("0.01"))
    return facts | {"cost": str(cost), "currency": currency, "converted": rate.source()}


def _freight_keep(step: RunStep, option: FreightOption, facts: dict[str, Any], now: datetime) -> None:
    Evidence.objects.create(
        run=step.run,
        candidate=step.candidate,
        kind=SignalKind.FREIGHT,
        source=step.source,
        query=step.query,
        facts=facts,
        snapshot={
            "code": option.code,
            "name": option.name,
            "cost": str(option.cost),
            "currency": option.currency,
            "ship_from": option.ship_from,
        },
        fetched_at=now,
    )


def _trend(step: RunStep, store: StoreInfo, sources: Sources, now: datetime) -> None:
    series = sources.trend(step.query, step.run.criteria["ship_to"], now)
    Evidence.objects.create(
        run=step.run,
        kind=SignalKind.TREND,
        source=series.provider,
        query=step.query,
        scale=series.scale,
        facts={"values": list(series.values)},
        snapshot={"term": series.term, "scale": series.scale, "values": list(series.values)},
        fetched_at=series.fetched_at,
    )


def _mentions(step: RunStep, store: StoreInfo, sources: Sources, now: datetime) -> None:
    found = sources.mentions(step.query, now)
    Evidence.objects.create(
        run=step.run,
        kind=SignalKind.MENTIONS,
        source=step.source,
        query=step.query,
        facts={"posts": found.posts, "engagement": found.engagement},
        snapshot={"term": found.term, "top": list(found.top)},
        fetched_at=found.fetched_at,
    )
