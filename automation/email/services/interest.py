"""Facts about things: a price that dropped, a thing that is back. Each becomes a fact for whom it may concern."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from automation.core_client.client import Core
from automation.core_client.mail import CoreInterested
from automation.core_client.money import wire_of
from automation.email.models import FlowSignal
from automation.email.services.enrolling import flows_on
from automation.email.services.erasing import addresses_outdated, people_hold
from automation.email.types import Json, SignalState
from automation.registry.types import StoreInfo

# By the core's name of the fact: the word the core is asked with, the trigger, the fact for each person.
FACTS = {
    "variant.price_dropped": ("PRICE_DROPPED", "price_dropped", "interest.price_dropped"),
    "variant.restocked": ("RESTOCKED", "back_in_stock", "interest.back_in_stock"),
}


def interest_spread(*, signal: FlowSignal, core: Core, store: StoreInfo, now: datetime) -> int:
    """Turn a claimed fact about a thing into one for each person it may concern; returns how many.

    Their numbers follow from the fact's and the address, so that a repeat adds nobody. Without a flow that waits
    for it nobody is asked about. Raises what the core raises.
    """
    word, trigger, name = FACTS[signal.name]
    flows = flows_on(trigger=trigger)
    variant_id = UUID(str(signal.payload["variant_id"]))
    percent = _percent(signal.payload)
    least = min(
        (flow.version.definition["trigger"].get("least_percent", 1) for flow in flows if flow.version),
        default=1,
    )
    people: list[CoreInterested] = []
    if flows and (trigger == "back_in_stock" or percent >= least):
        people = core.mail_interested(store_id=store.id, variant_id=variant_id, fact=word)
    with transaction.atomic():
        people_hold()
        outdated = addresses_outdated(emails=[one.email for one in people], asked_at=now)
        rows = [
            FlowSignal(id=uuid5(signal.pk, one.email), name=name, payload=_payload(signal, one), at=signal.at)
            for one in people
            if one.email.lower() not in outdated
        ]
        FlowSignal.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        FlowSignal.objects.filter(pk=signal.pk, attempts=signal.attempts).update(
            state=SignalState.DONE, leased_until=None, error=""
        )
    return len(rows)


def _payload(signal: FlowSignal, one: CoreInterested) -> Json:
    cart_id = str(one.cart_id) if one.cart_id and one.source == "CART" else None
    return signal.payload | {"email": one.email, "source": one.source, "about_cart_id": cart_id}


def _percent(payload: Json) -> float:
    before = int(payload.get("before_minor") or 0)
    return 100 * (before - int(payload.get("after_minor") or 0)) / before if before else 100.0


def is_wanted(*, trigger: Json, payload: Json) -> bool:
    """Say whether a price dropped far enough for a flow."""
    return trigger["type"] != "price_dropped" or _percent(payload) >= trigger.get("least_percent", 1)


def product_context(payload: Json) -> Json:
    """Return what a way keeps of the thing it is about."""
    context: Json = {"variant_id": str(payload["variant_id"]), "source": str(payload.get("source", ""))}
    if payload.get("about_cart_id"):
        context["cart_id"] = str(payload["about_cart_id"])
    if payload.get("before_minor"):
        context["price_before"] = wire_of(int(payload["before_minor"]), str(payload["currency"]))
    return context
