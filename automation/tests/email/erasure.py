"""A person with a past in every table, and the core's word that they are erased."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from automation.email.models import EmailEvent, Message
from automation.email.services.erasing import person_erase
from automation.email.services.segments import segment_create
from automation.tests.email.working import Stage, definition, delay, send
from tenancy.digests import address_digest
from tenancy.ids import uuid7

ANA, BEN = "ana@example.com", "ben@example.com"
EVENT = UUID(int=7001)
HOOK = "https://hooks.example.com/x"


def erase(stage: Stage, *, email: str = ANA, event_id: UUID = EVENT, had_left: bool = False) -> bool:
    """Let the core erase an address and its event arrive."""
    known = stage.core.people.get((stage.store.id, email))
    stage.core.person_erase(store_id=stage.store.id, email=email)
    return person_erase(
        event_id=event_id,
        email_digest=address_digest(store_id=stage.store.id, email=email),
        customer_id=known.customer_id if known else None,
        had_left=had_left,
        store_id=stage.store.id,
        now=stage.now,
    )


def series(stage: Stage) -> Any:
    """A mail at once, a call of another program, and a mail in two days."""
    hook = {"id": "hook", "type": "webhook", "url": HOOK, "next": "wait"}
    return stage.flow(
        definition(
            send("now", stage.template("Hello {{ customer.name }}"), "hook"),
            hook,
            delay("wait", 60 * 48, "then"),
            send("then", stage.template("Again")),
            uses_cap=False,
        )
    )


@pytest.fixture
def inside(stage: Stage) -> Stage:
    """Ana is known everywhere: on her way, mailed, called about, with a cart, in a segment, with facts to come."""
    flow = series(stage)
    customer_id = uuid7()
    stage.consents(customer_id=customer_id)
    stage.consents(BEN, name="Ben")
    stage.happens("cart.changed", cart_id=stage.cart("Mug"), email="Ana@Example.com", customer_id=customer_id)
    stage.work()
    segment_create(name="All", rules=[{"check": "is_subscribed"}], now=stage.now)
    message = Message.objects.get(email=ANA)
    Message.objects.create(
        enrolment=None,
        contact=message.contact,
        revision=message.revision,
        email="ANA@example.com",
        variables=message.variables,
        due_at=stage.now + timedelta(days=1),
        checked_at=stage.now,
        created_at=stage.now,
    )
    EmailEvent.objects.create(
        kind="BOUNCED",
        reason=f"550 <{ANA}> is full",
        at=stage.now,
        contact=message.contact,
        flow=flow,
        message=message,
        detail={"url": f"https://shop.example/?to={ANA}"},
    )
    stage.happens("customer.registered", customer_id=customer_id)
    stage.happens("checkout.started", cart_id=stage.cart("Bowl"), email=ANA)
    return stage
