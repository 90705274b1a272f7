"""The mail part of the core in memory: people by address, with carts and orders as tests set them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from automation.core_client.mail import (
    CoreCart,
    CoreInterested,
    CoreOrderFacts,
    CorePerson,
    CoreProductFacts,
    PersonWanted,
)


@dataclass
class FakePeople:
    """Mixed into `FakeCore`."""

    people: dict[tuple[UUID, str], CorePerson] = field(default_factory=dict)
    carts: dict[UUID, CoreCart] = field(default_factory=dict)
    orders: dict[UUID, tuple[str, CoreOrderFacts]] = field(default_factory=dict)
    things: dict[UUID, CoreProductFacts] = field(default_factory=dict)
    interested: dict[tuple[UUID, str], list[CoreInterested]] = field(default_factory=dict)
    left: list[tuple[UUID, str, str]] = field(default_factory=list)
    erased: set[tuple[UUID, str]] = field(default_factory=set)

    def _called(self, name: str) -> None:
        raise NotImplementedError

    def person_set(self, *, store_id: UUID, email: str, **values: object) -> CorePerson:
        """Let the core know somebody, or know more of them."""
        known = self.people.get((store_id, email.lower())) or CorePerson(
            key="",
            email=email,
            unsubscribe_url=f"https://shop.example/unsubscribe/{email}",
            preferences_url=f"https://shop.example/mail-preferences/{email}",
        )
        self.erased.discard((store_id, email.lower()))
        self.people[store_id, email.lower()] = replace(known, **values)  # type: ignore[arg-type]
        return self.people[store_id, email.lower()]

    def person_erase(self, *, store_id: UUID, email: str) -> None:
        """Let the core know somebody no more, also by orders that still name them."""
        self.people.pop((store_id, email.lower()), None)
        self.erased.add((store_id, email.lower()))

    def mail_people(self, *, store_id: UUID, people: Sequence[PersonWanted]) -> list[CorePerson]:
        self._called("mail_people")
        return [self._person(store_id, one) for one in people]

    def _person(self, store_id: UUID, one: PersonWanted) -> CorePerson:
        order = self.orders.get(one.order_id) if one.order_id else None
        email = one.email or (order[0] if order else "") or self._email_of(store_id, one.customer_id)
        if not email or (store_id, email.lower()) in self.erased:
            return CorePerson(key=one.key, email="")
        known = self.people.get((store_id, email.lower())) or CorePerson(
            key="",
            email=email,
            unsubscribe_url=f"https://shop.example/unsubscribe/{email}",
            preferences_url=f"https://shop.example/mail-preferences/{email}",
        )
        cart = self.carts.get(one.cart_id) if one.cart_id else None
        product = self.things.get(one.variant_id) if one.variant_id else None
        return replace(known, key=one.key, order=order[1] if order else None, cart=cart, product=product)

    def _email_of(self, store_id: UUID, customer_id: UUID | None) -> str:
        if customer_id is None:
            return ""
        found = (one for (store, _), one in self.people.items() if store == store_id)
        return next((one.email for one in found if one.customer_id == customer_id), "")

    def mail_interested(self, *, store_id: UUID, variant_id: UUID, fact: str) -> list[CoreInterested]:
        self._called("mail_interested")
        found = self.interested.get((variant_id, fact), [])
        return [one for one in found if (store_id, one.email.lower()) not in self.erased]

    def mail_leave(self, *, store_id: UUID, email: str, source: str, idempotency_key: str) -> None:
        self._called("mail_leave")
        if (store_id, email.lower()) in self.erased:
            return
        self.left.append((store_id, email, source))
        self.person_set(store_id=store_id, email=email, consent_state="UNSUBSCRIBED")
