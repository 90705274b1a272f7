"""Checkout sessions: create, read, list, change, expire."""

from sandbox.database import Json
from sandbox.stripe.catalog import event_about, shipping_read
from sandbox.stripe.errors import StripeError, invalid_param, missing_param, unsupported_param
from sandbox.stripe.objects import (
    Call,
    list_answer,
    new_id,
    object_get,
    object_save,
    page,
)
from sandbox.stripe.params import Params
from sandbox.stripe.plans import recurring_of, subscription_data_read, trial_end_of
from sandbox.stripe.session_items import (
    charge_size_check,
    line_items_read,
    shipping_options_read,
    totals_apply,
)

KIND = "checkout.session"
SOONEST_EXPIRY = 30 * 60
LATEST_EXPIRY = 24 * 3600
CLOCK_SLACK = 30
EMPTY_FIELDS = (
    "after_expiration",
    "allow_promotion_codes",
    "branding_settings",
    "client_secret",
    "collected_information",
    "consent",
    "consent_collection",
    "currency_conversion",
    "customer_account",
    "customer_details",
    "excluded_payment_method_types",
    "integration_identifier",
    "invoice",
    "managed_payments",
    "optional_items",
    "origin_context",
    "payment_intent",
    "payment_link",
    "payment_method_configuration_details",
    "permissions",
    "phone_number_collection",
    "presentment_details",
    "recovered_from",
    "redirect_on_completion",
    "return_url",
    "saved_payment_method_options",
    "setup_intent",
    "shipping_address_collection",
    "submit_type",
    "subscription",
    "wallet_options",
)
INTENT_TEXTS = ("description", "receipt_email", "statement_descriptor_suffix", "transfer_group")


def session_create(call: Call) -> Json:
    """Create a hosted payment session. Raises StripeError as the real API would."""
    params = call.params
    _mode_check(params)
    items = line_items_read(call)
    body = _blank(call, items[0]["currency"])
    body["mode"] = params.required("mode")
    body["line_items"] = {
        "object": "list",
        "data": items,
        "has_more": False,
        "url": f"/v1/checkout/sessions/{body['id']}/line_items",
    }
    body["shipping_options"] = shipping_options_read(call, body["currency"])
    _customer_apply(call, body)
    _addresses_apply(params, body)
    body["~payment_intent_data"] = _intent_data(call)
    _subscription_apply(call, body, items)
    options = body["shipping_options"]
    totals_apply(body, options[0]["shipping_rate"] if options else None)
    charge_size_check(body)
    if body["~subscription_data"] and trial_end_of(call, body["~subscription_data"]):
        body["amount_total"] = body["amount_subtotal"] = 0
    params.finish()
    return object_save(call, body)


def _subscription_apply(call: Call, body: Json, items: list[Json]) -> None:
    """Read what a session of mode `subscription` begins. Raises the 400 for what the modes do not share."""
    body["~subscription_data"] = None
    if body["mode"] != "subscription":
        call.params.unsupported("subscription_data")
        return
    if body["customer"] is None:
        raise missing_param("customer")
    if len(items) != 1:
        raise unsupported_param("line_items[1]")
    recurring_of(items[0]["price"])
    body["~subscription_data"] = subscription_data_read(call.params)
    call.params.unsupported("payment_intent_data")


def _mode_check(params: Params) -> None:
    mode = params.required("mode")
    if mode == "setup":
        raise unsupported_param("mode")
    if mode not in ("payment", "subscription"):
        raise invalid_param("mode", "Invalid mode: must be payment, setup or subscription.")
    if params.choice("ui_mode", ("hosted", "hosted_page", "embedded", "custom")) in (
        "embedded",
        "custom",
    ):
        raise unsupported_param("ui_mode")
    params.unsupported(
        "discounts",
        "custom_fields",
        "optional_items",
        "setup_intent_data",
        "invoice_creation",
    )
    if params.group("automatic_tax").flag("enabled"):
        raise unsupported_param("automatic_tax[enabled]")
    params.accept(
        "adaptive_pricing",
        "allow_promotion_codes",
        "billing_address_collection",
        "consent_collection",
        "currency",
        "custom_text",
        "customer_creation",
        "customer_update",
        "expand",
        "payment_method_configuration",
        "payment_method_collection",
        "payment_method_options",
        "payment_method_types",
        "submit_type",
        "tax_id_collection",
    )


def _blank(call: Call, currency: str) -> Json:
    params = call.params
    session_id = "cs_test_" + new_id("x", 58)[2:]
    success_url = params.url("success_url")
    if success_url is None:
        raise missing_param("success_url")
    return {
        "id": session_id,
        "object": KIND,
        **dict.fromkeys(EMPTY_FIELDS),
        "adaptive_pricing": {"enabled": False},
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": params.text("billing_address_collection"),
        "cancel_url": params.url("cancel_url"),
        "client_reference_id": params.text("client_reference_id", longest=200),
        "created": call.now,
        "currency": currency,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": None,
        "customer_creation": "if_required",
        "customer_email": None,
        "discounts": [],
        "expires_at": _expires_at(call),
        "invoice_creation": {"enabled": False},
        "livemode": False,
        "locale": params.text("locale"),
        "metadata": params.metadata(),
        "mode": "payment",
        "payment_method_collection": "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "status": "open",
        "submit_type": params.text("submit_type"),
        "success_url": success_url,
        "tax_id_collection": {"enabled": False, "required": "never"},
        "ui_mode": "hosted_page",
        "url": f"{call.base_url}/stripe/pay/{session_id}",
    }


def _expires_at(call: Call) -> int:
    expires_at = call.params.integer("expires_at", most=10**11)
    if expires_at is None:
        return call.now + LATEST_EXPIRY
    left = expires_at - call.now
    if not SOONEST_EXPIRY - CLOCK_SLACK <= left <= LATEST_EXPIRY + CLOCK_SLACK:
        raise invalid_param("expires_at", "`expires_at` must be between 30 minutes and 24 hours from now.")
    return expires_at


def _customer_apply(call: Call, body: Json) -> None:
    params = call.params
    email = params.text("customer_email", longest=512)
    customer = params.text("customer")
    if email and customer:
        raise invalid_param("customer", "Use either `customer` or `customer_email`, not both.")
    if email and ("@" not in email or " " in email):
        raise invalid_param("customer_email", f"Invalid email address: {email}", "email_invalid")
    body["customer_email"] = email
    if customer:
        body["customer"] = object_get(call, "customer", customer, "customer")["id"]


def _addresses_apply(params: Params, body: Json) -> None:
    if "shipping_address_collection" in params:
        level = params.group("shipping_address_collection")
        countries = level.texts("allowed_countries")
        if not countries or any(len(country) != 2 for country in countries):
            raise invalid_param(level.path("allowed_countries"), "Two-letter codes are required.")
        body["shipping_address_collection"] = {"allowed_countries": countries}
    phone = params.group("phone_number_collection").flag("enabled")
    body["phone_number_collection"] = {"enabled": phone}
    branding = params.group("branding_settings")
    body["branding_settings"] = {
        "display_name": branding.text("display_name"),
        "button_color": branding.text("button_color"),
        "background_color": branding.text("background_color"),
    }


def _intent_data(call: Call) -> Json:
    data = call.params.group("payment_intent_data")
    data.unsupported("transfer_data", "on_behalf_of")
    if data.choice("capture_method", ("automatic", "automatic_async", "manual")) == "manual":
        raise unsupported_param(data.path("capture_method"))
    fee = data.integer("application_fee_amount", least=0)
    if fee and not call.account:
        raise invalid_param(
            data.path("application_fee_amount"),
            "An application fee needs a connected account (Stripe-Account header).",
        )
    answer: Json = {name: data.text(name) for name in INTENT_TEXTS}
    answer["application_fee_amount"] = fee
    answer["metadata"] = data.metadata()
    answer["shipping"] = shipping_read(data.group("shipping")) if "shipping" in data else None
    data.accept("setup_future_usage", "statement_descriptor")
    data.finish()
    return answer


def session_list(call: Call) -> Json:
    """List sessions by created, payment_intent, status, customer, customer_details[email]."""
    params = call.params
    email = params.group("customer_details").text("email")
    params.accept("payment_link")
    return list_answer(
        call,
        kind=KIND,
        url="/v1/checkout/sessions",
        filters=("payment_intent", "status", "customer", "subscription"),
        where=lambda body: email is None or (body["customer_details"] or {}).get("email") == email,
    )


def session_line_items(call: Call, object_id: str) -> Json:
    """List a session's line items, a page at a time."""
    items = object_get(call, KIND, object_id)["line_items"]
    return page(call, items["data"], url=items["url"])


def session_update(call: Call, object_id: str) -> Json:
    """Change the metadata."""
    body = object_get(call, KIND, object_id)
    body["metadata"] = call.params.metadata(over=body["metadata"])
    call.params.finish()
    return object_save(call, body)


def session_expire(call: Call, object_id: str) -> Json:
    """Expire an open session. Raises the 400 for one that is not open."""
    body = object_get(call, KIND, object_id)
    if body["status"] != "open":
        raise StripeError(
            400,
            f"Only Checkout Sessions with a status of open can be expired; this one is {body['status']}.",
        )
    return session_close_expired(call, body)


def session_close_expired(call: Call, body: Json) -> Json:
    """Mark the session expired and say so by an event."""
    body["status"] = "expired"
    body["url"] = None
    object_save(call, body)
    return event_about(call, "checkout.session.expired", body)
