"""The core's mail endpoints: what it says of people before anything is sent to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID, uuid4


@dataclass(frozen=True, slots=True)
class PersonWanted:
    """Somebody asked about: by address, or by a customer's or an order's id. `key` is the asker's own."""

    key: str
    email: str = ""
    customer_id: UUID | None = None
    order_id: UUID | None = None
    cart_id: UUID | None = None
    variant_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CartItem:
    """A thing in a cart that can be bought at this price now; `price` is the line's, as on the wire."""

    title: str
    variant_title: str
    quantity: int
    price: Mapping[str, str]
    url: str
    image_url: str


@dataclass(frozen=True, slots=True)
class CoreCart:
    """A cart of today. `is_open` is False once it was ordered and paid, or is gone."""

    id: UUID
    is_open: bool
    restore_url: str
    subtotal: Mapping[str, str]
    items: tuple[CartItem, ...] = ()


@dataclass(frozen=True, slots=True)
class CoreOrderFacts:
    id: UUID
    number: int
    url: str
    total: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CoreProductFacts:
    """A thing somebody may want, at today's price."""

    variant_id: UUID
    title: str
    variant_title: str
    price: Mapping[str, str]
    url: str
    image_url: str
    is_available: bool


@dataclass(frozen=True, slots=True)
class CoreInterested:
    """Somebody a fact about a thing may concern: `source` is CART or ASKED."""

    email: str
    source: str
    cart_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CorePerson:
    """What the core knows of somebody now. `email` is "" when nobody is known by what was given."""

    key: str
    email: str
    customer_id: UUID | None = None
    name: str = ""
    locale: str = ""
    time_zone: str = ""
    country: str = ""
    consent_state: str = ""
    orders_count: int = 0
    last_paid_at: datetime | None = None
    unsubscribe_url: str = ""
    preferences_url: str = ""
    order: CoreOrderFacts | None = None
    cart: CoreCart | None = None
    product: CoreProductFacts | None = None


class MailCore(Protocol):
    """The part of the core that mail automation uses."""

    def mail_people(self, *, store_id: UUID, people: Sequence[PersonWanted]) -> list[CorePerson]: ...
    def mail_interested(self, *, store_id: UUID, variant_id: UUID, fact: str) -> list[CoreInterested]: ...
    def mail_leave(self, *, store_id: UUID, email: str, source: str, idempotency_key: str) -> None: ...


class MailClient:
    """Mixed into `CoreClient`, whose `_write` it uses."""

    def _write(self, path: str, key: str, *, json_body: Mapping[str, Any]) -> tuple[int, Any]:
        raise NotImplementedError

    def mail_people(self, *, store_id: UUID, people: Sequence[PersonWanted]) -> list[CorePerson]:
        """Return what the core knows of each (at most 200), in order. Nothing is changed by asking."""
        body = {"people": [_wanted(one) for one in people]}
        _, rows = self._write(f"/internal/v1/stores/{store_id}/mail/people", uuid4().hex, json_body=body)
        return [_person(row) for row in rows]

    def mail_interested(self, *, store_id: UUID, variant_id: UUID, fact: str) -> list[CoreInterested]:
        """Return whom a fact about a variant (PRICE_DROPPED, RESTOCKED) may concern, each address once."""
        path = f"/internal/v1/stores/{store_id}/mail/interested"
        body = {"variant_id": str(variant_id), "fact": fact}
        _, rows = self._write(path, uuid4().hex, json_body=body)
        return [
            CoreInterested(row["email"], row["source"], UUID(row["cart_id"]) if row["cart_id"] else None)
            for row in rows
        ]

    def mail_leave(self, *, store_id: UUID, email: str, source: str, idempotency_key: str) -> None:
        """Take an address off the shop's list: COMPLAINT, PROVIDER or MERCHANT. Safe to repeat."""
        self._write(
            f"/internal/v1/stores/{store_id}/mail/consents",
            idempotency_key,
            json_body={"email": email, "source": source},
        )


def _wanted(one: PersonWanted) -> dict[str, Any]:
    names = ("customer_id", "order_id", "cart_id", "variant_id")
    ids = {name: getattr(one, name) for name in names}
    return {"key": one.key, "email": one.email} | {
        name: str(value) for name, value in ids.items() if value is not None
    }


def _person(row: Mapping[str, Any]) -> CorePerson:
    names = ("key", "email", "name", "locale", "time_zone", "country", "consent_state", "orders_count")
    return CorePerson(
        **{name: row[name] for name in names},
        customer_id=UUID(row["customer_id"]) if row["customer_id"] else None,
        last_paid_at=datetime.fromisoformat(row["last_paid_at"]) if row["last_paid_at"] else None,
        unsubscribe_url=row["unsubscribe_url"],
        preferences_url=row["preferences_url"],
        order=_order(row["order"]) if row["order"] else None,
        cart=_cart(row["cart"]) if row["cart"] else None,
        # A core that is a version behind does not know of it yet.
        product=_product(row["product"]) if row.get("product") else None,
    )


def _product(row: Mapping[str, Any]) -> CoreProductFacts:
    return CoreProductFacts(**{**row, "variant_id": UUID(row["variant_id"])})


def _order(row: Mapping[str, Any]) -> CoreOrderFacts:
    return CoreOrderFacts(id=UUID(row["id"]), number=row["number"], url=row["url"], total=row["total"])


def _cart(row: Mapping[str, Any]) -> CoreCart:
    return CoreCart(
        id=UUID(row["id"]),
        is_open=row["is_open"],
        restore_url=row["restore_url"],
        subtotal=row["subtotal"],
        items=tuple(CartItem(**item) for item in row["items"]),
    )
