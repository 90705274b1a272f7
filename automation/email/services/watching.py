"""Carts left behind, and buyers who have not come back: found by time, not by a fact."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from automation.core_client.client import Core
from automation.core_client.mail import CorePerson, PersonWanted
from automation.email.models import CartWatch, Contact, EmailFlow
from automation.email.services.contacts import contacts_refresh
from automation.email.services.enrolling import Wish, enrolments_make, flows_on, published
from automation.email.services.facts import people_ask
from automation.email.services.reading import rules_read
from automation.registry.types import StoreInfo

BATCH = 150
# A cart older than this at the moment it is found is history, not a cart left just now.
OLDEST = timedelta(days=7)
OFFERED = """
    UPDATE email_cartwatch SET offered = offered || jsonb_build_object(%s::text, true) WHERE cart_id = ANY(%s)
"""


def carts_offer(*, core: Core, store: StoreInfo, now: datetime) -> int:
    """Let the owners of carts left behind into the flows that wait for them; returns how many carts were seen.

    A cart is offered to a flow once per activity, its series runs once in its life, and a cart bought meanwhile
    is none: the core is asked before, and each mail of the series asks again.
    """
    return sum(_carts_of_flow(flow, core, store, now) for flow in flows_on(trigger="cart_abandoned"))


def _carts_of_flow(flow: EmailFlow, core: Core, store: StoreInfo, now: datetime) -> int:
    idle = timedelta(minutes=published(flow).definition["trigger"]["idle_minutes"])
    waiting = CartWatch.objects.filter(closed_at__isnull=True).exclude(offered__has_key=str(flow.pk))
    due = waiting.filter(active_at__lte=now - idle, active_at__gt=now - idle - OLDEST)
    found = list(due.select_related("contact").order_by("active_at", "pk")[:BATCH])
    if not found:
        return 0
    wanted = [PersonWanted(str(cart.pk), email=cart.contact.email, cart_id=cart.pk) for cart in found]
    people = people_ask(core=core, store=store, wanted=wanted)
    known = {cart.pk: cart.active_at for cart in found}
    with transaction.atomic():
        contacts = contacts_refresh(people=people.values(), now=now)
        rows = waiting.select_for_update(of=("self",), skip_locked=True).filter(pk__in=known)
        wishes: list[Wish] = []
        offered: list[UUID] = []
        for cart in rows.order_by("pk"):
            person = people[str(cart.pk)]
            contact = contacts.get(person.email.lower())
            if contact is None or cart.active_at != known[cart.pk]:
                continue  # changed since it was read: its time begins anew
            if _is_left(cart, person, now):
                wishes.append(_cart_wish(flow, cart, contact, person, idle))
                offered.append(cart.pk)
        with connection.cursor() as cursor:
            cursor.execute(OFFERED, [str(flow.pk), offered])
        enrolments_make(wishes=wishes, rules=rules_read(store=store, emails=contacts, now=now))
    return len(found)


def _is_left(cart: CartWatch, person: CorePerson, now: datetime) -> bool:
    """Say whether the cart is still there to be bought; one that is not is watched no longer."""
    if person.cart is not None and person.cart.is_open:
        return True
    CartWatch.objects.filter(pk=cart.pk).update(closed_at=now)
    return False


def _cart_wish(
    flow: EmailFlow, cart: CartWatch, contact: Contact, person: CorePerson, idle: timedelta
) -> Wish:
    return Wish(
        flow=flow,
        contact=contact,
        person=person,
        at=cart.active_at + idle,
        subject=f"cart:{cart.pk}",
        context={"cart_id": str(cart.pk)},
    )


def lapsed_offer(*, core: Core, store: StoreInfo, now: datetime) -> int:
    """Let buyers into win-back flows on the day their pause gets long enough; returns how many were seen.

    Only those whose day came after the flow was switched on: nobody is back-filled.
    """
    seen = 0
    for flow in flows_on(trigger="order_lapsed"):
        days = timedelta(days=published(flow).definition["trigger"]["days"])
        since = max(flow.on_since or now, now - OLDEST)
        rows = Contact.objects.filter(last_order_at__gt=since - days, last_order_at__lte=now - days)
        fresh = rows.exclude(offered__has_key=str(flow.pk))
        found = list(fresh.order_by("last_order_at", "pk")[:BATCH])
        seen += len(found)
        if found:
            _lapsed(flow, found, days=days, core=core, store=store, now=now)
    return seen


def _lapsed(
    flow: EmailFlow, found: list[Contact], *, days: timedelta, core: Core, store: StoreInfo, now: datetime
) -> None:
    wanted = [PersonWanted(str(contact.pk), email=contact.email) for contact in found]
    people = people_ask(core=core, store=store, wanted=wanted)
    with transaction.atomic():
        contacts = contacts_refresh(people=people.values(), now=now)
        wishes = []
        for person in people.values():
            contact = contacts.get(person.email.lower())
            if contact is None or contact.last_order_at is None or contact.last_order_at > now - days:
                continue
            moment = contact.last_order_at + days
            subject = f"lapse:{contact.pk}:{contact.last_order_at:%Y-%m-%dT%H:%M:%S}"
            wishes.append(Wish(flow=flow, contact=contact, person=person, at=moment, subject=subject))
            Contact.objects.filter(pk=contact.pk).update(offered=contact.offered | {str(flow.pk): True})
        enrolments_make(wishes=wishes, rules=rules_read(store=store, emails=contacts, now=now))
