"""What subscriptions are made of: payment methods and the arithmetic of periods and prorations."""

from calendar import monthrange
from datetime import UTC, datetime
from typing import Any

from sandbox.database import Json
from sandbox.stripe.cards import Card
from sandbox.stripe.errors import StripeError, invalid_param
from sandbox.stripe.objects import Call, new_id, object_find, object_save
from sandbox.stripe.params import Params


def period_after(start: int, recurring: Json) -> int:
    """Return when a period that begins at `start` ends: calendar months or years, clipped to the month's length."""
    moment = datetime.fromtimestamp(start, tz=UTC)
    count = int(recurring["interval_count"])
    if recurring["interval"] in ("day", "week"):
        return start + count * 86400 * (7 if recurring["interval"] == "week" else 1)
    months = count * (12 if recurring["interval"] == "year" else 1)
    month0 = moment.month - 1 + months
    year, month = moment.year + month0 // 12, month0 % 12 + 1
    day = min(moment.day, monthrange(year, month)[1])
    return int(moment.replace(year=year, month=month, day=day).timestamp())


def method_create(call: Call, customer_id: str, card: Card) -> Json:
    """Save a card at a customer and make it the one that invoices are paid with."""
    method: Json = {
        "id": new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "always",
        "billing_details": {"address": None, "email": None, "name": None, "phone": None, "tax_id": None},
        "card": {
            "brand": card.brand,
            "country": "US",
            "exp_month": card.exp_month,
            "exp_year": card.exp_year,
            "fingerprint": new_id("fp", 16),
            "funding": "credit",
            "last4": card.last4,
        },
        "created": call.now,
        "customer": customer_id,
        "livemode": False,
        "metadata": {},
        "type": "card",
        "~number": card.number,
    }
    object_save(call, method)
    customer = object_find(call, "customer", customer_id)
    if customer is not None:
        customer["invoice_settings"] = {
            **(customer.get("invoice_settings") or {}),
            "default_payment_method": method["id"],
        }
        object_save(call, customer)
    return method


def method_of(call: Call, subscription: Json) -> Json | None:
    """Return the saved card a subscription is charged with, or None."""
    customer = object_find(call, "customer", subscription["customer"]) or {}
    chosen = (customer.get("invoice_settings") or {}).get("default_payment_method")
    wanted = subscription["default_payment_method"] or chosen
    return object_find(call, "payment_method", wanted) if wanted else None


def card_of(method: Json) -> Card:
    """Return the card behind a saved method."""
    card = method["card"]
    return Card(number=method["~number"], exp_month=card["exp_month"], exp_year=card["exp_year"])


def prorated(amount: int, *, start: int, end: int, now: int) -> int:
    """Return the part of an amount that belongs to what is left of a period, rounded half up."""
    left = max(0, end - max(now, start))
    whole = max(1, end - start)
    return (amount * left * 2 + whole) // (whole * 2)


def recurring_of(price: Json) -> Json:
    """Return a price's recurrence. Raises the 400 of a one-time price."""
    found: Any = price["recurring"]
    if not found:
        raise StripeError(400, "The price is not recurring.", param="items[0][price]")
    return dict(found)


def subscription_data_read(params: Params) -> Json:
    """Return what a checkout session says about the subscription it begins."""
    data = params.group("subscription_data")
    settings = data.group("trial_settings").group("end_behavior")
    answer: Json = {
        "trial_end": data.integer("trial_end", most=10**11),
        "trial_period_days": data.integer("trial_period_days", least=1, most=730),
        "metadata": data.metadata(),
        "missing_payment_method": settings.text("missing_payment_method") or "create_invoice",
        "description": data.text("description"),
    }
    data.accept("proration_behavior", "billing_cycle_anchor", "trial_settings")
    data.finish()
    return answer


def trial_end_of(call: Call, data: Json) -> int | None:
    """Return when the trial ends. Raises the 400 for an end that is too near."""
    if data["trial_period_days"]:
        return call.now + int(data["trial_period_days"]) * 86400
    if data["trial_end"] is not None and data["trial_end"] < call.now + 48 * 3600 - 60:
        raise invalid_param(
            "subscription_data[trial_end]", "The `trial_end` date has to be at least 2 days in the future."
        )
    return int(data["trial_end"]) if data["trial_end"] else None
