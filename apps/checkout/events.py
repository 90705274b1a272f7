"""Facts about carts, for automation: published only when the shopper's e-mail is known."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class CheckoutBegun(Event):
    """A shopper gave this e-mail at the checkout; once per cart and address."""

    name: ClassVar[str] = "checkout.started"
    cart_id: UUID
    email: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CartChanged(Event):
    """The content of a cart changed; at most once a minute and cart, so read the cart for what is in it."""

    name: ClassVar[str] = "cart.changed"
    cart_id: UUID
    customer_id: UUID | None
    email: str
