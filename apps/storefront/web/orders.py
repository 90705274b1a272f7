"""An order's page: its address is the secret, and where Stripe sends the shopper back to."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.http import HttpResponse
from django.utils import timezone

from apps.checkout.addresses import country_names
from apps.checkout.selectors import cart_items_count
from apps.orders.selectors import OrderDetail
from apps.orders.selectors import order_status as order_by_token
from apps.orders.types import DeliveryStatus, FulfillmentState, FulfillmentStatus, PaymentStatus
from apps.storefront.web import errors
from apps.storefront.web.answers import private_page
from apps.storefront.web.cookies import cart_id_of, count_remember
from apps.storefront.web.frame import Seo, page_render, shop_frame
from apps.storefront.web.requests import ShopRequest

SOON, LATER = 4, 20
IMPATIENT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class OrderState:
    """What the page says about an order. `css` colours the mark, `link` is where to go from here."""

    icon: str
    title: str
    text: str
    css: str = ""
    link: str = ""
    link_text: str = ""
    spins: bool = False


STATES = {
    PaymentStatus.PENDING: OrderState(
        "refresh",
        "We are confirming your payment",
        "This takes a few seconds. The page looks again by itself.",
        spins=True,
    ),
    PaymentStatus.PAID: OrderState(
        "check",
        "Thank you for your order",
        "It is paid. The confirmation goes to {email}.",
        css="is-paid",
    ),
    PaymentStatus.EXPIRED: OrderState(
        "clock",
        "The time to pay is over",
        "Nothing was charged, and the items are back on the shelf. Your cart is still there if you want to try again.",
        css="is-caution",
        link="/cart",
        link_text="To your cart",
    ),
    PaymentStatus.CANCELLED: OrderState(
        "alert",
        "This order was cancelled",
        "You were not charged. Your cart is still there if you change your mind.",
        css="is-caution",
        link="/cart",
        link_text="To your cart",
    ),
    PaymentStatus.ON_HOLD: OrderState(
        "clock",
        "We are looking at your order",
        "Your payment has reached us, but something needs a closer look before we can send the order. We will write to"
        " {email}, and you do not have to do anything.",
        css="is-caution",
    ),
    PaymentStatus.REFUNDED: OrderState(
        "check", "This order was refunded", "The money is on its way back to you; banks take a few days."
    ),
    PaymentStatus.PARTIALLY_REFUNDED: OrderState(
        "check", "A part of this order was refunded", "The rest of your order is not affected.", css="is-paid"
    ),
}
STILL_PENDING = OrderState(
    "refresh",
    "We are waiting for your payment",
    "Our payment provider has not told us of it yet; the page keeps looking by itself. If you have not paid, you can"
    " go back to the checkout: your items are held for you.",
    link="/checkout",
    link_text="Back to the checkout",
    spins=True,
)
PARCELS = {
    FulfillmentStatus.UNFULFILLED: "Being prepared",
    FulfillmentStatus.PARTIAL: "A part is on its way",
    FulfillmentStatus.FULFILLED: "On its way",
}


@private_page("GET", "HEAD")
def order_status(request: ShopRequest, token: str) -> HttpResponse:
    """Show an order and its state. Only a verified event makes it paid, never a visit here."""
    order = order_by_token(token=token, store_url=request.store.url)
    if order is None:
        return errors.not_found(request)
    frame, count = shop_frame(request), cart_items_count(cart_id=cart_id_of(request))
    seo = Seo(title=f"Order {order.number} – {frame.name}", canonical=frame.url, is_indexed=False)
    placed_at = order.placed_at.astimezone(ZoneInfo(request.store.time_zone))
    seconds = _refresh_seconds(order)
    state = STILL_PENDING if seconds == LATER else STATES[PaymentStatus(order.payment_status)]
    context = {
        "order": order,
        "state": state,
        "state_text": state.text.format(email=order.email),
        "placed_on": format_date(placed_at, format="long", locale=request.store.locale.replace("-", "_")),
        "parcel": _parcel_state(order),
        "parcels": [parcel for parcel in order.fulfillments if parcel.state != FulfillmentState.CANCELLED],
        "country": country_names("en").get(order.shipping_address.country, order.shipping_address.country),
        "refresh_seconds": seconds,
        "cart_count": count,
    }
    response = page_render(request, name="order", seo=seo, context=context, frame=frame)
    count_remember(request, response, count=count)
    return response


def _parcel_state(order: OrderDetail) -> str:
    """Return where the order's goods are; a refund changes nothing about what was sent."""
    if order.delivery_status == DeliveryStatus.DELIVERED:
        return "Delivered"
    is_sent = order.fulfillment_status != FulfillmentStatus.UNFULFILLED
    return PARCELS[FulfillmentStatus(order.fulfillment_status)] if is_sent or _is_paid(order) else ""


def _is_paid(order: OrderDetail) -> bool:
    return order.payment_status in {PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED}


def _refresh_seconds(order: OrderDetail) -> int:
    """Return after how long the page looks again: 0 for orders that wait for nothing."""
    if order.payment_status != PaymentStatus.PENDING:
        return 0
    return SOON if timezone.now() - order.placed_at < IMPATIENT else LATER
