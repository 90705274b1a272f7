"""Facts of the feed: stored by the reader, worked off here. Repeats and late ones change nothing twice."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from automation.core_client.client import Core
from automation.core_client.mail import CorePerson, PersonWanted
from automation.core_client.types import CoreForbidden, CoreUnavailable
from automation.email.models import Contact, FlowSignal
from automation.email.services.contacts import contacts_refresh
from automation.email.services.effects import batch_apply
from automation.email.services.erasing import addresses_outdated, people_hold
from automation.email.services.facts import people_ask
from automation.email.services.interest import FACTS, interest_spread
from automation.email.services.reading import rules_read
from automation.email.types import Json, SignalNotFailed, SignalState
from automation.registry.types import StoreInfo

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
BATCH = 100
MOST_ATTEMPTS = 5
KEPT = timedelta(days=30)
ABOUT_ORDERS = {"order.paid", "order.fulfilled", "order.delivered", "order.refunded"}
ABOUT_CARTS = {"cart.changed", "checkout.started"}
ABOUT_PEOPLE = {"customer.registered", "customer.consent_changed"}
ABOUT_THINGS = frozenset(FACTS)
NAMES = ABOUT_ORDERS | ABOUT_CARTS | ABOUT_PEOPLE | ABOUT_THINGS


def signal_store(*, event_id: UUID, name: str, payload: Json, at: datetime) -> bool:
    """Keep a fact of the feed to be worked off; says whether it is new. Once per event, however often it comes."""
    made = FlowSignal.objects.bulk_create(
        [FlowSignal(id=event_id, name=name, payload=payload, at=at)], ignore_conflicts=True
    )
    return bool(made)


def signals_work(*, core: Core, store: StoreInfo, now: datetime) -> int:
    """Work off the oldest waiting facts of the current store; returns how many were taken.

    Raises what the core raises: the facts wait then, without using up a try.
    """
    taken = _claim(now=now)
    claimed = [signal for signal in taken if signal.name not in ABOUT_THINGS]
    _spread([signal for signal in taken if signal.name in ABOUT_THINGS], core=core, store=store, now=now)
    if not claimed:
        return len(taken)
    try:
        people = people_ask(core=core, store=store, wanted=[_wanted(signal) for signal in claimed])
    except Exception:
        _give_back(claimed)
        raise
    if not _apply(claimed, people=people, store=store, now=now):
        # One of them is poison: each for itself, so that the others get through.
        for signal in claimed:
            if not _apply([signal], people=people, store=store, now=now):
                _failed(signal)
    return len(taken)


def _spread(signals: list[FlowSignal], *, core: Core, store: StoreInfo, now: datetime) -> None:
    for position, signal in enumerate(signals):
        try:
            interest_spread(signal=signal, core=core, store=store, now=now)
        except (CoreUnavailable, CoreForbidden):
            _give_back(signals[position:])
            raise
        except Exception:
            logger.exception("a fact of store %s could not be spread", store.id)
            _failed(signal)


def _claim(*, now: datetime) -> list[FlowSignal]:
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    with transaction.atomic():
        waiting = FlowSignal.objects.select_for_update(skip_locked=True).filter(
            free, state=SignalState.PENDING
        )
        claimed = list(waiting.order_by("at", "pk")[:BATCH])
        ids = [signal.pk for signal in claimed]
        if not ids:
            return []
        FlowSignal.objects.filter(pk__in=ids).update(leased_until=now + LEASE, attempts=F("attempts") + 1)
    for signal in claimed:
        signal.attempts += 1
    return claimed


def _give_back(claimed: list[FlowSignal]) -> None:
    for signal in claimed:
        FlowSignal.objects.filter(pk=signal.pk, attempts=signal.attempts, state=SignalState.PENDING).update(
            leased_until=None, attempts=signal.attempts - 1
        )


def _wanted(signal: FlowSignal) -> PersonWanted:
    payload = signal.payload
    if signal.name in ABOUT_ORDERS:
        return PersonWanted(key=str(signal.pk), order_id=_uuid(payload.get("order_id")))
    return PersonWanted(
        key=str(signal.pk),
        email=str(payload.get("email") or ""),
        customer_id=_uuid(payload.get("customer_id")),
        cart_id=_uuid(payload.get("cart_id")) if signal.name in ABOUT_CARTS else None,
        variant_id=_uuid(payload.get("variant_id")),
    )


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None


def _apply(
    signals: list[FlowSignal], *, people: Mapping[str, CorePerson], store: StoreInfo, now: datetime
) -> bool:
    """Apply facts in one transaction; False when it failed, and then nothing of it has happened."""
    try:
        with transaction.atomic():
            people_hold()
            held = {signal.pk: signal.attempts for signal in signals}
            rows = FlowSignal.objects.select_for_update().filter(pk__in=held, state=SignalState.PENDING)
            mine = [row for row in rows.order_by("at", "pk") if row.attempts == held[row.pk]]
            ours = _current(mine, people=people, now=now)
            known = [people[str(row.pk)] for row in ours if people[str(row.pk)].email]
            contacts: dict[str, Contact] = contacts_refresh(people=known, now=now)
            rules = rules_read(store=store, emails=contacts, now=now)
            batch_apply(signals=ours, people=people, contacts=contacts, rules=rules)
            FlowSignal.objects.filter(pk__in=[row.pk for row in ours]).update(
                state=SignalState.DONE, leased_until=None, error=""
            )
        return True
    except Exception:
        logger.exception("facts of store %s could not be applied", store.id)
        return False


def _current(rows: list[FlowSignal], *, people: Mapping[str, CorePerson], now: datetime) -> list[FlowSignal]:
    """Leave out facts of people erased since the core was asked: it is asked again when their lease is over."""
    outdated = addresses_outdated(emails=[people[str(row.pk)].email for row in rows], asked_at=now)
    return [row for row in rows if people[str(row.pk)].email.lower() not in outdated]


def _failed(signal: FlowSignal) -> None:
    state = SignalState.FAILED if signal.attempts >= MOST_ATTEMPTS else SignalState.PENDING
    FlowSignal.objects.filter(pk=signal.pk, attempts=signal.attempts).update(
        state=state, error="could not be applied, see the log"
    )


@transaction.atomic
def signal_replay(*, signal_id: UUID) -> None:
    """Have a failed fact worked off again, with all its tries. Raises SignalNotFailed."""
    failed = FlowSignal.objects.filter(pk=signal_id, state=SignalState.FAILED)
    if not failed.update(state=SignalState.PENDING, attempts=0, leased_until=None, error=""):
        raise SignalNotFailed


def signals_forget(*, now: datetime) -> int:
    """Delete facts worked off more than 30 days ago; returns how many."""
    return FlowSignal.objects.filter(state=SignalState.DONE, at__lt=now - KEPT).delete()[0]
