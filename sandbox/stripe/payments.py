"""Paying a checkout session: payment intents, charges, delayed methods."""

from sandbox.database import Json
from sandbox.stripe.cards import Card, Decline
from sandbox.stripe.charges import Buyer, card_details, charge_create
from sandbox.stripe.events import event_publish
from sandbox.stripe.objects import Call, new_id, object_get, object_save
from sandbox.stripe.sessions import KIND

INTENT_EMPTY = (
    "application",
    "automatic_payment_methods",
    "canceled_at",
    "cancellation_reason",
    "customer",
    "customer_account",
    "description",
    "excluded_payment_method_types",
    "hooks",
    "last_payment_error",
    "latest_charge",
    "next_action",
    "on_behalf_of",
    "payment_details",
    "payment_method",
    "payment_method_configuration_details",
    "presentment_details",
    "processing",
    "review",
    "setup_future_usage",
    "shipping",
    "source",
    "statement_descriptor",
    "transfer_data",
)


def intent_ensure(call: Call, session: Json) -> Json:
    """Return the session's payment intent, creating it at the first attempt."""
    if session["payment_intent"]:
        return object_get(call, "payment_intent", session["payment_intent"])
    data = session["~payment_intent_data"]
    intent_id = new_id("pi")
    intent: Json = {
        "id": intent_id,
        "object": "payment_intent",
        **dict.fromkeys(INTENT_EMPTY),
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application_fee_amount": data["application_fee_amount"],
        "capture_method": "automatic_async",
        "client_secret": new_id(f"{intent_id}_secret"),
        "confirmation_method": "automatic",
        "created": call.now,
        "currency": session["currency"],
        "customer": session["customer"],
        "description": data["description"],
        "livemode": False,
        "metadata": data["metadata"],
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "receipt_email": data["receipt_email"],
        "shipping": data["shipping"],
        "statement_descriptor_suffix": data["statement_descriptor_suffix"],
        "status": "requires_payment_method",
        "transfer_group": data["transfer_group"],
    }
    session["payment_intent"] = intent_id
    object_save(call, session)
    object_save(call, intent)
    event_publish(call, "payment_intent.created", intent)
    return intent


def payment_decline(call: Call, session: Json, card: Card, decline: Decline) -> None:
    """Record a refused attempt; the session stays open for another."""
    intent = intent_ensure(call, session)
    charge = charge_create(call, intent, card_details(card), decline=decline)
    intent["amount"] = session["amount_total"]
    intent["latest_charge"] = charge["id"]
    intent["status"] = "requires_payment_method"
    intent["last_payment_error"] = {
        "charge": charge["id"],
        "code": decline.code,
        "decline_code": decline.decline_code,
        "message": decline.message,
        "type": "card_error",
    }
    object_save(call, intent)
    event_publish(call, "payment_intent.payment_failed", intent)
    event_publish(call, "charge.failed", charge)


def payment_succeed(call: Call, session: Json, buyer: Buyer, card: Card) -> Json:
    """Charge the card and complete the session; returns the session."""
    details = card_details(card)
    if session["amount_total"] == 0:
        session["payment_status"] = "no_payment_required"
    else:
        intent = intent_ensure(call, session)
        intent["shipping"] = intent["shipping"] or buyer.shipping
        intent_pay(call, intent, session, buyer, details)
        session["payment_status"] = "paid"
    return session_complete(call, session, buyer)


def payment_begin_delayed(call: Call, session: Json, buyer: Buyer, settles_at: float) -> Json:
    """Complete the session with a method that pays later (a bank transfer)."""
    intent = intent_ensure(call, session)
    intent["status"] = "processing"
    intent["amount"] = session["amount_total"]
    intent["shipping"] = intent["shipping"] or buyer.shipping
    object_save(call, intent)
    session["~settles_at"] = settles_at
    session["~buyer_email"] = buyer.email
    event_publish(call, "payment_intent.processing", intent)
    return session_complete(call, session, buyer)


def payment_settle(call: Call, session: Json, *, succeeded: bool) -> Json:
    """Finish a delayed payment and say so by the async events."""
    intent = object_get(call, "payment_intent", session["payment_intent"])
    session.pop("~settles_at", None)
    details: Json = {"type": "customer_balance", "customer_balance": {}}
    if succeeded:
        intent_pay(call, intent, session, Buyer(email=session["~buyer_email"]), details)
        session["payment_status"] = "paid"
        type_ = "checkout.session.async_payment_succeeded"
    else:
        intent["status"] = "requires_payment_method"
        object_save(call, intent)
        event_publish(call, "payment_intent.payment_failed", intent)
        type_ = "checkout.session.async_payment_failed"
    object_save(call, session)
    event_publish(call, type_, session)
    return session


def intent_pay(call: Call, intent: Json, session: Json, buyer: Buyer, details: Json) -> None:
    """Make the charge that pays the intent in full."""
    intent["amount"] = intent["amount_received"] = session["amount_total"]
    intent["status"] = "succeeded"
    intent["last_payment_error"] = None
    intent["payment_method"] = new_id("pm")
    charge = charge_create(call, intent, details, buyer=buyer)
    intent["latest_charge"] = charge["id"]
    object_save(call, intent)
    event_publish(call, "charge.succeeded", charge)
    event_publish(call, "payment_intent.succeeded", intent)


def session_complete(call: Call, session: Json, buyer: Buyer) -> Json:
    """Close the session as complete and publish `checkout.session.completed`."""
    address = (buyer.shipping or {}).get("address") or buyer.billing or None
    session["status"] = "complete"
    session["url"] = None
    session["customer_details"] = {
        "address": address,
        "business_name": None,
        "email": buyer.email,
        "individual_name": None,
        "name": buyer.name,
        "phone": buyer.phone,
        "tax_exempt": "none",
        "tax_ids": [],
    }
    session["collected_information"] = {
        "business_name": None,
        "individual_name": None,
        "shipping_details": _shipping_details(session, buyer),
    }
    session["~completed_at"] = call.now
    object_save(call, session)
    event_publish(call, f"{KIND}.completed", session)
    return session


def _shipping_details(session: Json, buyer: Buyer) -> Json | None:
    if session["shipping_address_collection"] is None or buyer.shipping is None:
        return None
    return {"address": buyer.shipping["address"], "name": buyer.shipping["name"]}
