"""Customers, products, prices, shipping rates and webhook endpoints."""

from sandbox.database import Json
from sandbox.stripe.errors import StripeError, invalid_param
from sandbox.stripe.events import event_publish
from sandbox.stripe.objects import Call, list_answer, new_id, object_get, object_save
from sandbox.stripe.params import LARGEST_AMOUNT, Params

ADDRESS_FIELDS = ("city", "country", "line1", "line2", "postal_code", "state")


def address_read(params: Params) -> Json:
    """Return an address with every field present."""
    address: Json = {name: params.text(name) for name in ADDRESS_FIELDS}
    params.finish()
    return address


def shipping_read(params: Params) -> Json:
    """Return a recipient: name, phone, address."""
    shipping: Json = {
        "address": address_read(params.group("address")),
        "carrier": params.text("carrier"),
        "name": params.required("name"),
        "phone": params.text("phone"),
        "tracking_number": params.text("tracking_number"),
    }
    params.finish()
    return shipping


def customer_create(call: Call) -> Json:
    """Create a customer."""
    body: Json = {
        "id": new_id("cus", 14),
        "object": "customer",
        "balance": 0,
        "created": call.now,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "discount": None,
        "invoice_prefix": None,
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "next_invoice_sequence": 1,
        "test_clock": None,
        "livemode": False,
        "metadata": {},
        "preferred_locales": [],
        "tax_exempt": "none",
        **dict.fromkeys(("address", "description", "email", "name", "phone", "shipping")),
    }
    return event_about(call, "customer.created", _customer_apply(call, body))


def customer_update(call: Call, object_id: str) -> Json:
    """Change the fields sent."""
    body = object_get(call, "customer", object_id)
    return event_about(call, "customer.updated", _customer_apply(call, body))


def _customer_apply(call: Call, body: Json) -> Json:
    params = call.params
    for name in ("description", "email", "name", "phone"):
        if name in params:
            body[name] = params.text(name, longest=512)
    if "address" in params:
        body["address"] = address_read(params.group("address"))
    if "shipping" in params:
        body["shipping"] = shipping_read(params.group("shipping"))
    body["metadata"] = params.metadata(over=body["metadata"])
    params.accept("preferred_locales", "tax_exempt", "invoice_settings")
    params.finish()
    return object_save(call, body)


def customer_delete(call: Call, object_id: str) -> Json:
    """Delete the customer."""
    body = object_get(call, "customer", object_id)
    call.connection.execute("DELETE FROM stripe_objects WHERE id = ?", (object_id,))
    event_publish(call, "customer.deleted", body)
    return {"id": object_id, "object": "customer", "deleted": True}


def customer_list(call: Call) -> Json:
    """List customers, by `email` when asked."""
    return list_answer(call, kind="customer", url="/v1/customers", filters=("email",))


def event_about(call: Call, type_: str, body: Json) -> Json:
    """Publish an event and return its object."""
    event_publish(call, type_, body)
    return body


def product_create(call: Call) -> Json:
    """Create a product from the call's parameters."""
    return event_about(call, "product.created", product_from(call, call.params))


def product_from(call: Call, params: Params) -> Json:
    """Store a product (also the anonymous one behind `price_data.product_data`)."""
    body: Json = {
        "id": params.text("id", longest=255) or new_id("prod", 14),
        "object": "product",
        "active": params.choice("active", ("true", "false"), "true") == "true",
        "created": call.now,
        "default_price": None,
        "description": params.text("description"),
        "images": params.texts("images"),
        "livemode": False,
        "marketing_features": [],
        "metadata": params.metadata(),
        "name": params.required("name"),
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": params.text("tax_code"),
        "type": "service",
        "unit_label": None,
        "updated": call.now,
        "url": params.url("url"),
    }
    if len(body["images"]) > 8:
        raise invalid_param(params.path("images"), "At most 8 images are allowed.")
    params.finish()
    return object_save(call, body)


def product_update(call: Call, object_id: str) -> Json:
    """Change the fields sent."""
    body, params = object_get(call, "product", object_id), call.params
    for name in ("name", "description"):
        if name in params:
            body[name] = params.text(name)
    if "active" in params:
        body["active"] = params.flag("active")
    body["metadata"] = params.metadata(over=body["metadata"])
    body["updated"] = call.now
    params.finish()
    return event_about(call, "product.updated", object_save(call, body))


def product_list(call: Call) -> Json:
    """List products."""
    return list_answer(call, kind="product", url="/v1/products")


def price_create(call: Call) -> Json:
    """Create a one-time price of an existing or new product."""
    params = call.params
    if "product_data" in params:
        product = product_from(call, params.group("product_data"))
    else:
        product = object_get(call, "product", params.required("product"), "product")
    body = price_from(call, params, product)
    params.finish()
    return event_about(call, "price.created", body)


def price_from(call: Call, params: Params, product: Json) -> Json:
    """Store a price from `currency` and `unit_amount` (or a whole `unit_amount_decimal`)."""
    params.unsupported("tiers", "custom_unit_amount", "transform_quantity")
    amount, recurring = unit_amount(params), _recurring(params)
    body: Json = {
        "id": new_id("price"),
        "object": "price",
        "active": True,
        "billing_scheme": "per_unit",
        "created": call.now,
        "currency": params.currency(),
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": params.text("lookup_key"),
        "metadata": params.metadata(),
        "nickname": params.text("nickname"),
        "product": product["id"],
        "recurring": recurring,
        "tax_behavior": params.text("tax_behavior") or "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if recurring else "one_time",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
    }
    return object_save(call, body)


def _recurring(params: Params) -> Json | None:
    if "recurring" not in params:
        return None
    level = params.group("recurring")
    answer: Json = {
        "interval": level.choice("interval", ("day", "week", "month", "year")),
        "interval_count": level.integer("interval_count", least=1, most=36) or 1,
        "meter": None,
        "trial_period_days": None,
        "usage_type": level.choice("usage_type", ("licensed",), "licensed"),
    }
    if answer["interval"] is None:
        raise invalid_param(level.path("interval"), "An interval is required.", "parameter_missing")
    level.finish()
    return answer


def unit_amount(params: Params) -> int:
    """Return the amount in minor units. Raises the 400 when absent, negative or fractional."""
    decimal = params.text("unit_amount_decimal")
    amount = params.integer("unit_amount", least=0, most=LARGEST_AMOUNT)
    if amount is not None:
        return amount
    if decimal is None:
        raise StripeError(
            400,
            "You must specify either `unit_amount` or `unit_amount_decimal`.",
            code="parameter_missing",
            param=params.path("unit_amount"),
        )
    whole, _, fraction = decimal.partition(".")
    if not whole.isdigit() or fraction.strip("0"):
        raise invalid_param(params.path("unit_amount_decimal"), "The sandbox takes whole minor units only.")
    return int(whole)


def price_list(call: Call) -> Json:
    """List prices, by product, currency or lookup keys when asked."""
    keys = call.params.texts("lookup_keys")
    call.params.accept("active")
    return list_answer(
        call,
        kind="price",
        url="/v1/prices",
        filters=("product", "currency", "type"),
        where=lambda body: not keys or body["lookup_key"] in keys,
    )


def shipping_rate_from(call: Call, params: Params) -> Json:
    """Store a fixed-amount shipping rate from `shipping_rate_data`."""
    fixed = params.group("fixed_amount")
    amount = fixed.integer("amount", least=0)
    if amount is None:
        raise invalid_param(fixed.path("amount"), "A fixed amount is required.")
    body: Json = {
        "id": new_id("shr"),
        "object": "shipping_rate",
        "active": True,
        "created": call.now,
        "delivery_estimate": _estimate(params),
        "display_name": params.required("display_name", longest=100),
        "fixed_amount": {"amount": amount, "currency": fixed.currency()},
        "livemode": False,
        "metadata": params.metadata(),
        "tax_behavior": params.text("tax_behavior") or "unspecified",
        "tax_code": params.text("tax_code"),
        "type": params.choice("type", ("fixed_amount",), "fixed_amount"),
    }
    fixed.finish()
    params.finish()
    return object_save(call, body)


def _estimate(params: Params) -> Json | None:
    if "delivery_estimate" not in params:
        return None
    estimate = params.group("delivery_estimate")
    answer: Json = {}
    for bound in ("minimum", "maximum"):
        level = estimate.group(bound)
        unit = level.choice("unit", ("hour", "day", "business_day", "week", "month"))
        answer[bound] = {"unit": unit, "value": level.integer("value", least=1)} if unit else None
    return answer


def webhook_endpoint_create(call: Call) -> Json:
    """Register an endpoint; its secret is shown in this answer only."""
    params = call.params
    url = params.url("url")
    if url is None:
        raise invalid_param("url", "A URL is required.", "parameter_missing")
    body: Json = {
        "id": new_id("we"),
        "object": "webhook_endpoint",
        "api_version": params.text("api_version"),
        "application": None,
        "created": call.now,
        "description": params.text("description"),
        "enabled_events": params.texts("enabled_events") or ["*"],
        "livemode": False,
        "metadata": params.metadata(),
        "secret": new_id("whsec", 32),
        "status": "enabled",
        "url": url,
    }
    params.accept("connect")
    params.finish()
    return object_save(call, body)


def webhook_endpoint_delete(call: Call, object_id: str) -> Json:
    """Remove the endpoint."""
    object_get(call, "webhook_endpoint", object_id)
    call.connection.execute("DELETE FROM stripe_objects WHERE id = ?", (object_id,))
    return {"id": object_id, "object": "webhook_endpoint", "deleted": True}


def webhook_endpoint_list(call: Call) -> Json:
    """List registered endpoints."""
    return list_answer(call, kind="webhook_endpoint", url="/v1/webhook_endpoints")
