"""A small stage for mails: a clock that is set by hand, a mail service that remembers, people the core knows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from automation.core_client.mail import CartItem, CoreCart, CoreOrderFacts
from automation.email.models import Contact, EmailEvent, EmailFlow, Enrolment, Message
from automation.email.providers import Handed, OutgoingMail
from automation.email.services import flows, templates
from automation.email.services.dispatching import messages_send, uncertain_resolve
from automation.email.services.signals import signal_store, signals_work
from automation.email.services.walking import steps_work
from automation.email.services.watching import carts_offer, lapsed_offer
from tenancy.ids import uuid7

# A Tuesday, noon in Berlin.
NOON = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@dataclass
class MemoryProvider:
    """Takes mails as a service would; `outcomes` says what becomes of the next ones."""

    name: str = "memory"
    sent: list[OutgoingMail] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)

    def hand_over(self, mails: Sequence[OutgoingMail]) -> list[Handed]:
        answers = []
        for mail in mails:
            outcome = self.outcomes.pop(0) if self.outcomes else "sent"
            if outcome in {"sent", "uncertain"}:
                self.sent.append(mail)
            answers.append(Handed(mail.reference, outcome, f"id-{mail.reference}"))
        return answers

    def to(self, email: str) -> list[OutgoingMail]:
        return [mail for mail in self.sent if mail.to == email]


@dataclass
class Stage:
    """One store with its clock."""

    core: Any
    store: Any
    provider: MemoryProvider = field(default_factory=MemoryProvider)
    now: datetime = NOON

    def person(self, email: str = "ana@example.com", **values: Any) -> Any:
        return self.core.person_set(
            store_id=self.store.id,
            email=email,
            **{"consent_state": "SUBSCRIBED", "name": "Ana Kowalska"} | values,
        )

    def happens(
        self, name: str, *, at: datetime | None = None, event_id: UUID | None = None, **payload: Any
    ) -> UUID:
        """Let a fact of the feed arrive."""
        event_id = event_id or uuid7()
        plain = {key: str(value) if isinstance(value, UUID) else value for key, value in payload.items()}
        signal_store(event_id=event_id, name=name, payload=plain, at=at or self.now)
        return event_id

    def consents(self, email: str = "ana@example.com", state: str = "SUBSCRIBED", **values: Any) -> UUID:
        self.person(email, consent_state=state, **values)
        return self.happens(
            "customer.consent_changed", email=email, channel="EMAIL", state=state, customer_id=None
        )

    def cart(self, *titles: str, is_open: bool = True, cart_id: UUID | None = None) -> UUID:
        cart_id = cart_id or uuid7()
        self.core.carts[cart_id] = CoreCart(
            id=cart_id,
            is_open=is_open,
            restore_url=f"https://shop.example/cart/restore/{cart_id}",
            subtotal={"amount": f"{10 * len(titles)}.00", "currency": "EUR"},
            items=tuple(
                CartItem(title, "", 1, {"amount": "10.00", "currency": "EUR"}, "https://shop.example/p", "")
                for title in titles
            ),
        )
        return cart_id

    def buys(self, email: str = "ana@example.com", *, cart_id: UUID | None = None, told: bool = True) -> UUID:
        """Let somebody pay; the core knows at once, the fact may come later."""
        order_id, known = uuid7(), self.person(email, **self._kept(email))
        self.core.orders[order_id] = (
            email,
            CoreOrderFacts(
                order_id, 1001, "https://shop.example/orders/x", {"amount": "10.00", "currency": "EUR"}
            ),
        )
        self.person(
            email, **self._kept(email) | {"last_paid_at": self.now, "orders_count": known.orders_count + 1}
        )
        if cart_id:
            self.cart(is_open=False, cart_id=cart_id)
        if told:
            self.happens("order.paid", order_id=order_id)
        return order_id

    def _kept(self, email: str) -> dict[str, Any]:
        known = self.core.people.get((self.store.id, email.lower()))
        return {"consent_state": known.consent_state if known else "", "name": known.name if known else ""}

    def work(self) -> None:
        """Do everything that is due at this moment."""
        carts_offer(core=self.core, store=self.store, now=self.now)
        lapsed_offer(core=self.core, store=self.store, now=self.now)
        for _ in range(50):
            done = signals_work(core=self.core, store=self.store, now=self.now)
            done += steps_work(core=self.core, store=self.store, now=self.now)
            done += messages_send(core=self.core, provider=self.provider, store=self.store, now=self.now)
            if not done:
                break
        uncertain_resolve(now=self.now)

    def later(self, step: timedelta) -> None:
        self.now += step
        self.work()

    def flow(self, definition: dict[str, Any], *, is_on: bool = True, name: str = "Series") -> EmailFlow:
        made = flows.flow_create(name=name, definition=definition, now=self.now)
        flows.flow_publish(flow_id=made.pk, user_id=None, now=self.now)
        if is_on:
            flows.flow_switch(flow_id=made.pk, is_on=True, now=self.now)
        return EmailFlow.objects.get(pk=made.pk)

    def template(self, subject: str = "Hello", blocks: list[Any] | None = None, name: str = "T") -> str:
        body = blocks if blocks is not None else [{"type": "text", "html": "<p>Hello</p>"}]
        made = templates.template_create(
            name=name, subject=subject, preheader="", blocks=body, user_id=None, now=self.now
        )
        return str(made.pk)

    def subjects(self, email: str = "ana@example.com") -> list[str]:
        return [mail.subject for mail in self.provider.to(email)]

    def history(self, email: str = "ana@example.com") -> list[tuple[str, str]]:
        rows = EmailEvent.objects.filter(contact__email=email).order_by("at", "pk")
        return [(row.kind, row.reason) for row in rows]


def definition(
    *nodes: dict[str, Any], trigger: dict[str, Any] | str = "consent_given", **settings: Any
) -> dict[str, Any]:
    """A flow that begins with its first node."""
    values = {
        "basis": "consent",
        "reentry_days": 30,
        "exit_on": [],
        "uses_cap": True,
        "uses_quiet_hours": True,
    }
    return {
        "trigger": {"type": trigger} if isinstance(trigger, str) else trigger,
        "settings": values | settings,
        "start": nodes[0]["id"] if nodes else None,
        "nodes": list(nodes),
    }


def send(node: str, template: str, following: str | None = None, **more: Any) -> dict[str, Any]:
    return {"id": node, "type": "send", "template_id": template, "next": following} | more


def delay(node: str, count: int, following: str | None) -> dict[str, Any]:
    return {"id": node, "type": "delay", "minutes": count, "next": following}


def contact(email: str = "ana@example.com") -> Contact:
    return Contact.objects.get(email=email)


def messages() -> list[Message]:
    return list(Message.objects.order_by("created_at", "pk"))


def way(email: str = "ana@example.com") -> Enrolment:
    return Enrolment.objects.get(contact__email=email)
