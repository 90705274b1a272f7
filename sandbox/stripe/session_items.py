"""Line items and shipping options of a checkout session, and their totals."""

from sandbox.database import Json
from sandbox.stripe.catalog import price_from, product_from, shipping_rate_from
from sandbox.stripe.errors import StripeError, invalid_param, missing_param
from sandbox.stripe.objects import Call, new_id, object_get
from sandbox.stripe.params import Params

MOST_ITEMS = 100
MOST_SHIPPING_OPTIONS = 5
SMALLEST_CHARGE = 50


def line_items_read(call: Call) -> list[Json]:
    """Return the line items with amounts. Raises the 400 of the first thing wrong."""
    levels = call.params.groups("line_items")
    if not levels:
        raise missing_param("line_items")
    if len(levels) > MOST_ITEMS:
        raise invalid_param("line_items", f"At most {MOST_ITEMS} line items are allowed.")
    items = [_line_item(call, level) for level in levels]
    currencies = {item["currency"] for item in items}
    if len(currencies) > 1:
        raise invalid_param("line_items", "All line items must have the same currency.")
    return items


def _line_item(call: Call, level: Params) -> Json:
    level.unsupported("tax_rates", "dynamic_tax_rates")
    level.accept("adjustable_quantity")
    price, product = _price(call, level)
    quantity = level.integer("quantity", least=1, most=999_999)
    if quantity is None:
        raise missing_param(level.path("quantity"))
    amount = int(price["unit_amount"]) * quantity
    item: Json = {
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": product["name"],
        "discounts": [],
        "metadata": level.metadata(),
        "price": price,
        "quantity": quantity,
        "taxes": [],
        "~images": product["images"],
        "~details": product["description"],
    }
    level.finish()
    return item


def _price(call: Call, level: Params) -> tuple[Json, Json]:
    price_id = level.text("price")
    if price_id:
        price = object_get(call, "price", price_id, level.path("price"))
        return price, object_get(call, "product", price["product"])
    if "price_data" not in level:
        raise missing_param(level.path("price_data"))
    data = level.group("price_data")
    if "product_data" in data:
        product = product_from(call, data.group("product_data"))
    else:
        product = object_get(call, "product", data.required("product"), data.path("product"))
    price = price_from(call, data, product)
    data.finish()
    return price, product


def shipping_options_read(call: Call, currency: str) -> list[Json]:
    """Return the offered shipping rates; the first is chosen until the shopper chooses."""
    levels = call.params.groups("shipping_options")
    if len(levels) > MOST_SHIPPING_OPTIONS:
        raise invalid_param(
            "shipping_options", f"At most {MOST_SHIPPING_OPTIONS} shipping options are allowed."
        )
    options = []
    for level in levels:
        rate_id = level.text("shipping_rate")
        if rate_id:
            rate = object_get(call, "shipping_rate", rate_id, level.path("shipping_rate"))
        else:
            rate = shipping_rate_from(call, level.group("shipping_rate_data"))
        level.finish()
        if rate["fixed_amount"]["currency"] != currency:
            raise invalid_param(level.path("shipping_rate"), "Shipping currency differs.")
        options.append({"shipping_amount": rate["fixed_amount"]["amount"], "shipping_rate": rate["id"]})
    return options


def totals_apply(session: Json, shipping_rate: str | None) -> Json:
    """Set shipping cost and totals for the chosen rate. Raises StripeError for an unknown one."""
    options = {option["shipping_rate"]: option for option in session["shipping_options"]}
    if shipping_rate is not None and shipping_rate not in options:
        raise invalid_param("shipping_rate", "This shipping rate is not offered.")
    shipping = int(options[shipping_rate]["shipping_amount"]) if shipping_rate else 0
    subtotal = sum(int(item["amount_subtotal"]) for item in session["line_items"]["data"])
    session["amount_subtotal"] = subtotal
    session["amount_total"] = subtotal + shipping
    session["total_details"] = {
        "amount_discount": 0,
        "amount_shipping": shipping,
        "amount_tax": 0,
    }
    session["shipping_cost"] = shipping_rate and {
        "amount_subtotal": shipping,
        "amount_tax": 0,
        "amount_total": shipping,
        "shipping_rate": shipping_rate,
    }
    return session


def charge_size_check(session: Json) -> None:
    """Refuse totals that Stripe refuses: above zero but under the smallest charge."""
    if 0 < session["amount_total"] < SMALLEST_CHARGE:
        raise StripeError(
            400,
            "The Checkout Session's total amount is below the minimum charge amount.",
            code="amount_too_small",
        )
