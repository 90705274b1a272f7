"""Charges: what was taken from the shopper's card, or refused by it."""

from dataclasses import dataclass, field

from sandbox.database import Json
from sandbox.stripe.cards import Card, Decline
from sandbox.stripe.fees import fee_create
from sandbox.stripe.objects import Call, new_id, object_save

CHARGE_EMPTY = (
    "application",
    "application_fee",
    "authorization_code",
    "balance_transaction",
    "customer",
    "description",
    "failure_balance_transaction",
    "failure_code",
    "failure_message",
    "level3",
    "on_behalf_of",
    "presentment_details",
    "radar_options",
    "receipt_number",
    "receipt_url",
    "review",
    "source",
    "source_transfer",
    "statement_descriptor",
    "transfer",
    "transfer_data",
)


@dataclass(frozen=True)
class Buyer:
    """What the shopper typed on the payment page."""

    email: str
    name: str | None = None
    phone: str | None = None
    shipping: Json | None = None
    billing: Json = field(default_factory=dict)


def charge_create(
    call: Call,
    intent: Json,
    details: Json,
    *,
    buyer: Buyer | None = None,
    decline: Decline | None = None,
) -> Json:
    """Store a charge of the intent's amount, paid or failed."""
    amount, paid = intent["amount"], decline is None
    charge: Json = {
        "id": new_id("ch"),
        "object": "charge",
        **dict.fromkeys(CHARGE_EMPTY),
        "amount": amount,
        "amount_captured": amount if paid else 0,
        "amount_refunded": 0,
        "application_fee_amount": intent["application_fee_amount"],
        "billing_details": _billing(buyer),
        "calculated_statement_descriptor": "SANDBOX",
        "captured": paid,
        "created": call.now,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "disputed": False,
        "failure_code": decline and decline.code,
        "failure_message": decline and decline.message,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "outcome": _outcome(decline),
        "paid": paid,
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"] or new_id("pm"),
        "payment_method_details": details,
        "receipt_email": intent["receipt_email"],
        "refunded": False,
        "refunds": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": "/v1/refunds",
        },
        "shipping": intent["shipping"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "succeeded" if paid else "failed",
        "transfer_group": intent["transfer_group"],
    }
    charge["application_fee"] = fee_create(call, charge)
    return object_save(call, charge)


def _billing(buyer: Buyer | None) -> Json:
    address = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return {
        "address": {**address, **(buyer.billing if buyer else {})},
        "email": buyer and buyer.email,
        "name": buyer and buyer.name,
        "phone": buyer and buyer.phone,
        "tax_id": None,
    }


def _outcome(decline: Decline | None) -> Json:
    return {
        "network_status": "declined_by_network" if decline else "approved_by_network",
        "reason": decline and (decline.decline_code or decline.code),
        "risk_level": "normal",
        "seller_message": "Payment complete." if decline is None else "The bank refused.",
        "type": "issuer_declined" if decline else "authorized",
    }


def card_details(card: Card) -> Json:
    """Return `payment_method_details` for a card."""
    return {
        "type": "card",
        "card": {
            "brand": card.brand,
            "country": "US",
            "exp_month": card.exp_month,
            "exp_year": card.exp_year,
            "funding": "credit",
            "last4": card.last4,
            "network": card.brand,
            "three_d_secure": {"result": "authenticated"} if card.asks_confirmation else None,
            "wallet": None,
        },
    }
