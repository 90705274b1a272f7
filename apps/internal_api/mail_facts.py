"""What automation must know before it writes to somebody: consent, orders, the cart of today, links."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from apps.catalog.selectors import variants_for_cart
from apps.catalog.types import CartVariant
from apps.checkout.restore_tokens import restore_token
from apps.checkout.selectors import cart_exists, cart_view, carts_with_variant
from apps.checkout.types import CartLineView
from apps.customers.alert_services import stock_alert_emails
from apps.customers.consent_selectors import (
    addresses_gone,
    consents_by_email,
    customers_by_email,
    unsubscribe_path,
)
from apps.customers.consent_types import ConsentInfo
from apps.customers.selectors import customer_get
from apps.money.types import Money
from apps.orders.selectors import order_token
from apps.orders.selectors.purchases import BuyerInfo, Purchases, buyers_of_orders, purchases_by_email
from apps.tenants.types import StoreInfo

NEVER_ASKED = ConsentInfo(email="", channel="EMAIL", state="")
# A cart nobody touched for so long says nothing of what its shopper wants today.
CART_COUNTS = timedelta(days=60)
# The shop's own notice goes out at the same moment: whoever got it still counts.
ASKED_COUNTS = timedelta(days=1)
NOTHING = Purchases(orders_count=0, total_minor=0, last_paid_at=None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody asked about: by address, or by a customer's or an order's id. `key` is the asker's own."""

    key: str
    email: str = ""
    customer_id: UUID | None = None
    order_id: UUID | None = None
    cart_id: UUID | None = None
    variant_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """A thing somebody may want, at today's price. `is_available` says whether one can be bought."""

    variant_id: UUID
    title: str
    variant_title: str
    price: Money
    url: str
    image_url: str
    is_available: bool


@dataclass(frozen=True, slots=True)
class InterestedFacts:
    """Somebody who may want to hear of a thing: `source` is CART (it lies in theirs) or ASKED."""

    email: str
    source: str
    cart_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CartFacts:
    """A cart at today's prices. Items that cannot be bought are left out."""

    id: UUID
    is_open: bool
    restore_url: str
    subtotal: Money
    items: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    id: UUID
    number: int
    url: str
    total: Money


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """One answer. `email` is "" when nobody is known by what was given (erased, never there)."""

    key: str
    email: str
    customer_id: UUID | None = None
    name: str = ""
    locale: str = ""
    time_zone: str = ""
    country: str = ""
    consent_state: str = ""
    orders_count: int = 0
    orders_total: Money | None = None
    last_paid_at: datetime | None = None
    unsubscribe_url: str = ""
    preferences_url: str = ""
    order: OrderFacts | None = None
    cart: CartFacts | None = None
    product: ProductFacts | None = None


def people_facts(*, store: StoreInfo, wanted: list[Wanted]) -> list[PersonFacts]:
    """Return one answer for each, in order. Five queries for all, and at most five for each cart.

    An erased address is nobody, also by the orders that still name it.
    """
    orders = buyers_of_orders(order_ids=[one.order_id for one in wanted if one.order_id])
    emails = {one.key: _email(one, orders) for one in wanted}
    gone = addresses_gone(emails=emails.values(), store_id=store.id)
    emails = {key: "" if email.strip().lower() in gone else email for key, email in emails.items()}
    known = [email for email in emails.values() if email]
    consents, customers = consents_by_email(emails=known), customers_by_email(emails=known)
    bought = purchases_by_email(emails=known)
    variants = variants_for_cart(variant_ids=[one.variant_id for one in wanted if one.variant_id])
    answers = []
    for one in wanted:
        email = emails[one.key]
        if not email:
            answers.append(PersonFacts(key=one.key, email=""))
            continue
        address = email.lower()
        answers.append(
            _person(
                one,
                store=store,
                email=email,
                consent=consents.get(address, NEVER_ASKED),
                customer=customers.get(address),
                purchases=bought.get(address, NOTHING),
                buyer=orders.get(one.order_id) if one.order_id else None,
                variant=variants.get(one.variant_id) if one.variant_id else None,
            )
        )
    return answers


def _email(one: Wanted, orders: dict[UUID, BuyerInfo]) -> str:
    if one.email:
        return one.email
    if one.order_id:
        return orders[one.order_id].email if one.order_id in orders else ""
    customer = customer_get(customer_id=one.customer_id) if one.customer_id else None
    return customer.email if customer else ""


def _person(
    one: Wanted,
    *,
    store: StoreInfo,
    email: str,
    consent: ConsentInfo,
    customer: tuple[UUID, str] | None,
    purchases: Purchases,
    buyer: BuyerInfo | None,
    variant: CartVariant | None,
) -> PersonFacts:
    leave, choose = unsubscribe_path(email=email)
    return PersonFacts(
        key=one.key,
        email=email,
        customer_id=customer[0] if customer else None,
        name=(customer[1] if customer else "") or consent.name or (buyer.name if buyer else ""),
        locale=consent.locale or (buyer.locale if buyer else "") or store.locale,
        time_zone=consent.time_zone,
        country=buyer.country if buyer else "",
        consent_state=consent.state,
        orders_count=purchases.orders_count,
        orders_total=Money(purchases.total_minor, store.currency),
        last_paid_at=purchases.last_paid_at,
        unsubscribe_url=store.url + leave,
        preferences_url=store.url + choose,
        order=_order(buyer, store) if buyer else None,
        cart=_cart(one.cart_id, store) if one.cart_id else None,
        product=_product(variant, store) if variant else None,
    )


def interested_facts(*, variant_id: UUID, fact: str, store_id: UUID, now: datetime) -> list[InterestedFacts]:
    """Return whom a fact about a variant may concern, by address: whose open cart holds it, and who asked for it.

    Those who asked count only when it is back (`fact` RESTOCKED): of prices they asked nothing. Three queries.
    """
    carts = carts_with_variant(variant_id=variant_id, changed_since=now - CART_COUNTS)
    found = {email: InterestedFacts(email, "CART", cart_id) for email, cart_id in carts.items()}
    if fact == "RESTOCKED":
        asked = stock_alert_emails(variant_id=variant_id, told_since=now - ASKED_COUNTS)
        found |= {email: InterestedFacts(email, "ASKED", carts.get(email)) for email in asked}
    gone = addresses_gone(emails=found, store_id=store_id)
    return [found[email] for email in sorted(found) if email not in gone]


def _product(variant: CartVariant, store: StoreInfo) -> ProductFacts:
    picture = variant.image_url or ""
    return ProductFacts(
        variant_id=variant.id,
        title=variant.product_title,
        variant_title=variant.variant_title,
        price=variant.price,
        url=f"{store.url}/products/{variant.product_handle}?variant={variant.id}",
        image_url=store.url + picture if picture.startswith("/") else picture,
        is_available=variant.is_available,
    )


def _order(buyer: BuyerInfo, store: StoreInfo) -> OrderFacts:
    return OrderFacts(
        id=buyer.order_id,
        number=buyer.number,
        url=f"{store.url}/orders/{order_token(order_id=buyer.order_id)}",
        total=Money(buyer.total_minor, buyer.currency),
    )


def _cart(cart_id: UUID, store: StoreInfo) -> CartFacts:
    is_open = cart_exists(cart_id=cart_id)
    view = cart_view(cart_id=cart_id, currency=store.currency)
    lines = [line for line in view.lines if line.is_orderable] if is_open else []
    return CartFacts(
        id=cart_id,
        is_open=is_open,
        restore_url=f"{store.url}/cart/restore/{restore_token(cart_id=cart_id)}",
        subtotal=view.subtotal,
        items=[_item(line, store) for line in lines],
    )


def _item(line: CartLineView, store: StoreInfo) -> dict[str, Any]:
    picture = line.image_url
    return {
        "title": line.title,
        "variant_title": line.variant_title,
        "quantity": line.quantity,
        "price": line.line_total,
        "url": f"{store.url}/products/{line.handle}" if line.handle else store.url,
        "image_url": store.url + picture if picture.startswith("/") else picture,
    }
