"""What the shop's short mails say: parcels, refunds, sign-in links, low stock."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from apps.catalog.selectors import stock_low_list, variants_for_cart
from apps.customers.account_services import sign_in_token_issue
from apps.customers.alert_services import stock_alert_get
from apps.money.types import money_format
from apps.orders.selectors import OrderDetail, fulfillment_get, order_get, order_token, refund_get
from apps.tenants.types import StoreInfo

ORDER_PATH = "/orders/{token}"
SIGN_IN_PATH = "/account/sign-in/{token}"
LOW_PATH = "/stores/{store_id}/products?is_low_stock=true"


def counted(count: int, noun: str) -> str:
    """Return "1 item", "2 items"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


@dataclass(frozen=True, slots=True)
class Note:
    """A short mail. `rows` are label and value, `links` label and address. Without `to` nothing is sent."""

    to: str
    subject: str
    title: str
    sentences: tuple[str, ...]
    rows: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    button_url: str = ""
    button_label: str = ""
    reply_to: str = ""
    locale: str = ""
    order_id: UUID | None = None


def _to_customer(
    order: OrderDetail,
    store: StoreInfo,
    *,
    title: str,
    sentences: tuple[str, ...],
    **more: tuple[tuple[str, str], ...],
) -> Note:
    return Note(
        to=order.email,
        subject=f"{title} (order #{order.number})",
        title=title,
        sentences=sentences,
        button_url=store.url + ORDER_PATH.format(token=order_token(order_id=order.id)),
        button_label="View your order",
        reply_to=store.contact_email,
        locale=order.locale,
        order_id=order.id,
        **more,
    )


def shipped(fulfillment_id: UUID, store: StoreInfo) -> Note:
    """Say what was sent and where it can be followed."""
    parcel = fulfillment_get(fulfillment_id=fulfillment_id)
    order = order_get(order_id=parcel.order_id, store_url=store.url)
    titles = {line.id: (line.title, line.variant_title) for line in order.lines}
    rows = tuple(
        (" – ".join(filter(None, titles[piece.order_line_id])), f"× {piece.quantity}")
        for piece in parcel.lines
    )
    links = tuple(
        (f"Follow {' '.join(filter(None, (item.carrier, item.number)))}", item.url)
        for item in parcel.tracking_numbers
    )
    is_part = order.fulfillment_status == "PARTIAL" or len(order.fulfillments) > 1
    what = "A part of your order" if is_part else "Your order"
    return _to_customer(
        order,
        store,
        title=f"{what} is on its way",
        sentences=("These items have left us:",),
        rows=rows,
        links=links,
    )


def delivered(order_id: UUID, store: StoreInfo) -> Note:
    """Say that everything has arrived."""
    order = order_get(order_id=order_id, store_url=store.url)
    sentence = "The carrier reports that everything of your order has arrived. We hope you like it."
    return _to_customer(order, store, title="Your order has arrived", sentences=(sentence,))


def refunded(refund_id: UUID, store: StoreInfo) -> Note:
    """Say how much goes back and when to expect it."""
    refund = refund_get(refund_id=refund_id)
    order = order_get(order_id=refund.order_id, store_url=store.url)
    amount = money_format(refund.amount, order.locale or store.locale)
    sentence = (
        f"We have sent {amount} back to the card or account you paid with. Banks take a few days to show it."
    )
    return _to_customer(order, store, title=f"{amount} is on its way back to you", sentences=(sentence,))


def sign_in(request_id: UUID, store: StoreInfo) -> Note:
    """Carry a fresh sign-in link; nobody is written to when the request was used meanwhile."""
    issued = sign_in_token_issue(request_id=request_id)
    email, token = issued or ("", "")
    return Note(
        to=email,
        subject=f"Your link to sign in at {store.name}",
        title="Sign in",
        sentences=(
            "This link signs you in. It works once, for half an hour.",
            "You did not ask for it? Then nothing has to be done.",
        ),
        button_url=store.url + SIGN_IN_PATH.format(token=token) if token else "",
        button_label="Sign in",
        reply_to=store.contact_email,
    )


def back_in_stock(alert_id: UUID, store: StoreInfo) -> Note:
    """Tell somebody who asked that the thing is back: the one mail they asked for, and no news besides."""
    alert = stock_alert_get(alert_id=alert_id)
    variant = variants_for_cart(variant_ids=[alert.variant_id]).get(alert.variant_id) if alert else None
    if alert is None or variant is None:
        return Note(to="", subject="", title="", sentences=())
    name = " – ".join(filter(None, (variant.product_title, variant.variant_title)))
    return Note(
        to=alert.email,
        subject=f"{name} is back",
        title=f"{variant.product_title} is back",
        sentences=(
            f"You asked us on {alert.asked_at:%d %B %Y} to tell you. Now it can be ordered again.",
            "This is the only mail about it. If it was not you who asked, nothing has to be done.",
        ),
        rows=((name, money_format(variant.price, alert.locale or store.locale)),),
        button_url=f"{store.url}/products/{variant.product_handle}?variant={variant.id}",
        button_label="Look at it",
        reply_to=store.contact_email,
        locale=alert.locale,
    )


def stock_low(_: UUID, store: StoreInfo) -> Note:
    """List what is low for the merchant; nobody is written to when nothing is."""
    low = stock_low_list()
    rows = tuple(
        (" – ".join(filter(None, (row.title, row.variant_title))), f"{row.left} left") for row in low[:50]
    )
    return Note(
        to=store.contact_email if low else "",
        subject=f"[{store.name}] {counted(len(low), 'item')} running low",
        title="Running low",
        sentences=("These items are at or below your threshold:",),
        rows=rows,
        button_url=settings.DASHBOARD_URL.rstrip("/") + LOW_PATH.format(store_id=store.id),
        button_label="Open the list",
    )
