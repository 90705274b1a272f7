"""May this person get this mail now? One place, used at entry, at the send and again before the hand-over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from automation.core_client.mail import CorePerson
from automation.email.clock import quiet_until, zone_of
from automation.email.models import Contact, EmailSettings
from automation.email.types import Json, Reason
from automation.registry.types import StoreInfo

SUBSCRIBED, UNSUBSCRIBED = "SUBSCRIBED", "UNSUBSCRIBED"


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for one decision."""

    store: StoreInfo
    settings: EmailSettings
    suppressed: frozenset[str]
    now: datetime


def stop_reason(*, person: CorePerson, contact: Contact, flow: Json, rules: Rules) -> str:
    """Return why somebody may not be written to by this flow at all; "" when nothing stands against it.

    `person` is the core's word of this moment, `contact` the locked row: a refusal known to either counts.
    """
    if contact.erased_at is not None:
        return Reason.ERASED
    if not person.email:
        return Reason.NO_ADDRESS
    if contact.email in rules.suppressed:
        return Reason.SUPPRESSED
    if UNSUBSCRIBED in {person.consent_state, contact.consent_state}:
        return Reason.UNSUBSCRIBED
    if flow["settings"]["basis"] == "consent" and person.consent_state != SUBSCRIBED:
        return Reason.NO_CONSENT
    return ""


def goal_reason(
    *, person: CorePerson, contact: Contact, flow: Json, entered_at: datetime, context: Json
) -> str:
    """Return why the way is over: they have bought since, or what it is about is no longer there."""
    bought = [moment for moment in (person.last_paid_at, contact.last_order_at) if moment is not None]
    if "ordered" in flow["settings"]["exit_on"] and any(moment >= entered_at for moment in bought):
        return Reason.ORDERED
    if context.get("cart_id"):
        if person.cart is None or not person.cart.is_open:
            return Reason.CART_CLOSED
        if not person.cart.items:
            return Reason.CART_EMPTY
    return _product_reason(person, context) if context.get("variant_id") else ""


def _product_reason(person: CorePerson, context: Json) -> str:
    """Return why nobody is told of a thing any more: it is sold out again, or its price is back."""
    if person.product is None or not person.product.is_available:
        return Reason.PRODUCT_GONE
    before = context.get("price_before")
    if before and Decimal(person.product.price["amount"]) >= Decimal(before["amount"]):
        return Reason.PRICE_BACK
    return ""


def quiet_end(*, contact: Contact, flow: Json, rules: Rules) -> datetime | None:
    """Return when the recipient's quiet hours are over, or None when it is not quiet there."""
    if not flow["settings"]["uses_quiet_hours"]:
        return None
    zone = zone_of(time_zone=contact.time_zone, country=contact.country, store_zone=rules.store.time_zone)
    settings = rules.settings
    return quiet_until(at=rules.now, zone=zone, begins=settings.quiet_from, ends=settings.quiet_until)


def is_capped(*, contact: Contact, flow: Json, rules: Rules) -> bool:
    """Say whether somebody got a marketing mail of any flow too recently."""
    hours = rules.settings.cap_hours
    if not hours or not flow["settings"]["uses_cap"] or contact.last_marketing_at is None:
        return False
    return contact.last_marketing_at > rules.now - timedelta(hours=hours)
