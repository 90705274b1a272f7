"""From an order to a mail: MJML by Django's templates, and a text part of its own."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from mjml import mjml2html

from apps.checkout.addresses import country_names
from apps.money.types import money_format
from apps.notifications import connections, notes, purchases
from apps.notifications.types import Mail, MessageKind
from apps.orders.selectors import OrderDetail, order_get, order_token
from apps.orders.types import HoldReason
from apps.tenants.types import StoreInfo

ORDER_PATH = "/orders/{token}"
DASHBOARD_ORDER_PATH = "/stores/{store_id}/orders/{order_id}"
HOLD_SENTENCES = {
    HoldReason.AMOUNT_MISMATCH: "The paid amount is not the order's total.",
    HoldReason.CURRENCY_MISMATCH: "It was paid in another currency.",
    HoldReason.OUT_OF_STOCK: (
        "It was paid after its time was over, and the items were sold to somebody else by then. The money goes"
        " back to the shopper by itself."
    ),
    HoldReason.PAID_AFTER_CANCEL: (
        "It was paid although it had been cancelled. The money goes back to the shopper by itself."
    ),
}


def one_line(text: str) -> str:
    """Return text that is safe in a mail header: no line breaks, no control characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def mail_render(*, kind: str, subject_id: UUID, store: StoreInfo) -> Mail:
    """Return the mail of `kind` about an order of the current store. `to` is "" when nobody can be asked.

    Links lead to the store's primary domain and the dashboard from settings, never to a host a request named.
    Raises NotFound when what it is about is gone.
    """
    other = {
        MessageKind.ORDER_SHIPPED: notes.shipped,
        MessageKind.ORDER_REFUNDED: notes.refunded,
        MessageKind.ORDER_DELIVERED: notes.delivered,
        MessageKind.CUSTOMER_SIGN_IN: notes.sign_in,
        MessageKind.STOCK_LOW_MERCHANT: notes.stock_low,
        MessageKind.BACK_IN_STOCK: notes.back_in_stock,
        MessageKind.PURCHASE_EXCEPTION: purchases.purchase_exception,
        MessageKind.CONNECTION_ENDING: connections.connection_ending,
    }.get(MessageKind(kind))
    if other is not None:
        return note_render(other(subject_id, store), store=store)
    order = order_get(order_id=subject_id, store_url=store.url)
    render = {
        MessageKind.ORDER_CONFIRMATION: _confirmation,
        MessageKind.ORDER_PAID_MERCHANT: _paid_merchant,
        MessageKind.ORDER_HELD_MERCHANT: _held_merchant,
    }[MessageKind(kind)]
    return replace(render(order, store), order_id=order.id)


def note_render(note: notes.Note, *, store: StoreInfo) -> Mail:
    """Return a short mail of the shop: sentences, rows, links, a button."""
    context = {
        "brand_name": store.name,
        "brand_url": store.url,
        "language": (note.locale or store.locale).partition("-")[0],
        "footer": f"{store.name} · {store.domain}",
        "title": note.title,
        "preheader": note.sentences[0] if note.sentences else note.title,
        "note": note,
        "button": {"url": note.button_url, "label": note.button_label} if note.button_url else None,
    }
    mail = _mail(
        template="shop_note", context=context, to=note.to, subject=note.subject, reply_to=note.reply_to
    )
    return replace(mail, order_id=note.order_id)


def _confirmation(order: OrderDetail, store: StoreInfo) -> Mail:
    context = _context(order, store) | {
        "title": f"Thank you for your order, {order.customer_name}",
        "preheader": f"Order #{order.number} is paid. We are getting it ready.",
        "button": {
            "url": store.url + ORDER_PATH.format(token=order_token(order_id=order.id)),
            "label": "View your order",
        },
    }
    return _mail(
        template="order_confirmation",
        context=context,
        to=order.email,
        subject=f"Order #{order.number} confirmed",
        reply_to=store.contact_email,
    )


def _paid_merchant(order: OrderDetail, store: StoreInfo) -> Mail:
    total = money_format(order.total, store.locale)
    context = _context(order, store) | {
        "title": f"New order #{order.number}: {total}",
        "preheader": f"{order.customer_name} bought {notes.counted(order.items_count, 'item')}.",
        "button": _dashboard_button(order, store),
    }
    return _mail(
        template="order_paid_merchant",
        context=context,
        to=store.contact_email,
        subject=f"[{store.name}] New order #{order.number}: {total}",
        reply_to=order.email,
    )


def _held_merchant(order: OrderDetail, store: StoreInfo) -> Mail:
    context = _context(order, store) | {
        "title": f"Order #{order.number} needs your attention",
        "preheader": "A payment arrived, but the order is on hold.",
        "reason": HOLD_SENTENCES.get(HoldReason(order.hold_reason), "") if order.hold_reason else "",
        "paid_text": money_format(order.paid_total, store.locale),
        "button": _dashboard_button(order, store),
    }
    return _mail(
        template="order_held_merchant",
        context=context,
        to=store.contact_email,
        subject=f"[{store.name}] Order #{order.number} is on hold",
        reply_to="",
    )


def _dashboard_button(order: OrderDetail, store: StoreInfo) -> dict[str, str]:
    path = DASHBOARD_ORDER_PATH.format(store_id=store.id, order_id=order.id)
    return {"url": settings.DASHBOARD_URL.rstrip("/") + path, "label": "Open the order"}


def _context(order: OrderDetail, store: StoreInfo) -> dict[str, Any]:
    locale = order.locale or store.locale
    return {
        "brand_name": store.name,
        "brand_url": store.url,
        "language": locale.partition("-")[0],
        "order": order,
        "lines": [{"line": line, "total": money_format(line.line_total, locale)} for line in order.lines],
        "sums": [
            (label, money_format(amount, locale))
            for label, amount in (
                ("Subtotal", order.subtotal),
                (f"Discount {order.discount_code}".strip(), order.discount_total * -1),
                (f"Shipping ({order.shipping_method})", order.shipping_total),
                (_tax_label(order), order.tax_total),
            )
            if amount.amount_minor or label == "Subtotal" or label.startswith("Shipping")
        ],
        "total_text": money_format(order.total, locale),
        "address_lines": _address_lines(order),
        "footer": f"{store.name} · {store.domain}",
    }


def _tax_label(order: OrderDetail) -> str:
    label = f"{order.tax_name} {order.tax_percent} %" if order.tax_name else "Tax"
    return f"Contained: {label}" if order.is_tax_inclusive else label


def _address_lines(order: OrderDetail) -> list[str]:
    address = order.shipping_address
    town = " ".join(part for part in (address.postal_code, address.city, address.state) if part)
    country = country_names().get(address.country, address.country)
    lines = (address.name, address.company, address.line1, address.line2, town, country)
    return [line for line in lines if line]


def _mail(*, template: str, context: dict[str, Any], to: str, subject: str, reply_to: str) -> Mail:
    html = mjml2html(render_to_string(f"mail/{template}.mjml", context))
    text = render_to_string(f"mail/{template}.txt", context)
    return Mail(
        to=to, subject=one_line(subject)[:200], text=text.strip() + "\n", html=html, reply_to=reply_to
    )
