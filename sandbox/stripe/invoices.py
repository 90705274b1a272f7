"""Invoices of subscriptions: made, paid, refused, shown on a page."""

from sandbox.database import Json
from sandbox.stripe.cards import FAILS_LATER, Card, Decline
from sandbox.stripe.charges import Buyer, card_details, charge_create
from sandbox.stripe.errors import StripeError
from sandbox.stripe.events import event_publish
from sandbox.stripe.objects import (
    Call,
    list_answer,
    new_id,
    object_find,
    object_get,
    object_save,
    objects_all,
)
from sandbox.stripe.payments import INTENT_EMPTY
from sandbox.stripe.plans import card_of

INVOICE_EMPTY = (
    "account_country",
    "account_name",
    "account_tax_ids",
    "application",
    "customer_account",
    "customer_address",
    "customer_name",
    "customer_phone",
    "customer_shipping",
    "default_payment_method",
    "default_source",
    "description",
    "due_date",
    "ending_balance",
    "footer",
    "from_invoice",
    "last_finalization_error",
    "latest_revision",
    "next_payment_attempt",
    "on_behalf_of",
    "rendering",
    "shipping_cost",
    "shipping_details",
    "statement_descriptor",
    "test_clock",
    "webhooks_delivered_at",
)


def line(
    description: str, amount: int, *, price: Json, period: tuple[int, int], subscription_id: str
) -> Json:
    """Return one line of an invoice."""
    return {
        "id": new_id("il"),
        "object": "line_item",
        "amount": amount,
        "currency": price["currency"],
        "description": description,
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "livemode": False,
        "metadata": {},
        "parent": {
            "type": "subscription_item_details",
            "invoice_item_details": None,
            "subscription_item_details": {"subscription": subscription_id, "proration": amount < 0},
        },
        "period": {"start": period[0], "end": period[1]},
        "pricing": {
            "type": "price_details",
            "price_details": {"price": price["id"], "product": price["product"]},
            "unit_amount_decimal": str(price["unit_amount"]),
        },
        "quantity": 1,
        "subscription": subscription_id,
        "taxes": [],
    }


def invoice_body(call: Call, subscription: Json, lines: list[Json], *, reason: str) -> Json:
    """Return an invoice that is finalised and not paid yet; nothing is stored."""
    total = sum(item["amount"] for item in lines)
    number = len(objects_all(call, "invoice")) + 1
    customer = object_find(call, "customer", subscription["customer"]) or {}
    invoice_id = new_id("in")
    return {
        "id": invoice_id,
        "object": "invoice",
        **dict.fromkeys(INVOICE_EMPTY),
        "amount_due": max(0, total),
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": max(0, total),
        "amount_shipping": 0,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {
            "enabled": False,
            "disabled_reason": None,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "automatically_finalizes_at": None,
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "created": call.now,
        "currency": subscription["currency"],
        "custom_fields": None,
        "customer": subscription["customer"],
        "customer_email": customer.get("email"),
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_tax_rates": [],
        "discounts": [],
        "effective_at": call.now,
        "hosted_invoice_url": f"{call.base_url}/stripe/invoice/{invoice_id}",
        "invoice_pdf": f"{call.base_url}/stripe/invoice/{invoice_id}?print=1",
        "issuer": {"type": "self"},
        "lines": {
            "object": "list",
            "data": lines,
            "has_more": False,
            "url": f"/v1/invoices/{invoice_id}/lines",
        },
        "livemode": False,
        "metadata": {},
        "number": f"SANDBOX-{number:04}",
        "parent": {
            "type": "subscription_details",
            "quote_details": None,
            "subscription_details": {
                "metadata": subscription["metadata"],
                "subscription": subscription["id"],
            },
        },
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "payments": {"object": "list", "data": [], "has_more": False, "url": "/v1/invoice_payments"},
        "period_end": max((item["period"]["end"] for item in lines), default=call.now),
        "period_start": min((item["period"]["start"] for item in lines), default=call.now),
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": None,
        "starting_balance": 0,
        "status": "open",
        "status_transitions": {
            "finalized_at": call.now,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
        "subtotal": total,
        "subtotal_excluding_tax": total,
        "total": total,
        "total_discount_amounts": [],
        "total_excluding_tax": total,
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
    }


def invoice_make(call: Call, subscription: Json, lines: list[Json], *, reason: str) -> Json:
    """Store a finalised invoice and say so by its events."""
    invoice = object_save(call, invoice_body(call, subscription, lines, reason=reason))
    event_publish(call, "invoice.created", invoice)
    event_publish(call, "invoice.finalized", invoice)
    return invoice


def invoice_charge(call: Call, invoice: Json, method: Json | None, *, approved: bool = False) -> str:
    """Try to pay an open invoice; returns `paid`, `failed` or `requires_action`, with Stripe's events of each."""
    if invoice["amount_due"] == 0:
        return _paid(call, invoice, None)
    intent = _intent(call, invoice)
    card = card_of(method) if method else None
    invoice["attempted"], invoice["attempt_count"] = True, invoice["attempt_count"] + 1
    if card and card.asks_confirmation and not approved:
        intent["status"], intent["payment_method"] = "requires_action", method and method["id"]
        object_save(call, intent)
        object_save(call, invoice)
        event_publish(call, "invoice.payment_action_required", invoice)
        return "requires_action"
    decline = _decline(card)
    if card is None or decline:
        _refused(call, invoice, intent, card, decline)
        return "failed"
    charge = charge_create(call, intent, card_details(card), buyer=_buyer(invoice))
    intent.update(status="succeeded", amount_received=intent["amount"], latest_charge=charge["id"])
    object_save(call, intent)
    event_publish(call, "charge.succeeded", charge)
    event_publish(call, "payment_intent.succeeded", intent)
    return _paid(call, invoice, intent)


def _decline(card: Card | None) -> Decline | None:
    if card is not None and card.number in FAILS_LATER:
        return Decline("card_declined", "insufficient_funds", "Your card was declined.")
    return card.decline if card else None


def _buyer(invoice: Json) -> Buyer:
    return Buyer(email=invoice["customer_email"] or "merchant@example.com")


def _intent(call: Call, invoice: Json) -> Json:
    if invoice["payments"]["data"]:
        return object_get(call, "payment_intent", invoice["payments"]["data"][0]["payment"]["payment_intent"])
    intent_id = new_id("pi")
    intent: Json = {
        "id": intent_id,
        "object": "payment_intent",
        **dict.fromkeys(INTENT_EMPTY),
        "amount": invoice["amount_due"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application_fee_amount": None,
        "capture_method": "automatic",
        "client_secret": new_id(f"{intent_id}_secret"),
        "confirmation_method": "automatic",
        "created": call.now,
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "description": "Subscription",
        "livemode": False,
        "metadata": {},
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "receipt_email": None,
        "shipping": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_group": None,
    }
    invoice["payments"]["data"] = [
        {
            "id": new_id("inpay"),
            "object": "invoice_payment",
            "amount_paid": None,
            "amount_requested": invoice["amount_due"],
            "created": call.now,
            "currency": invoice["currency"],
            "invoice": invoice["id"],
            "is_default": True,
            "livemode": False,
            "payment": {"type": "payment_intent", "payment_intent": intent_id},
            "status": "open",
            "status_transitions": {"canceled_at": None, "paid_at": None},
        }
    ]
    object_save(call, invoice)
    return object_save(call, intent)


def _refused(call: Call, invoice: Json, intent: Json, card: Card | None, decline: Decline | None) -> None:
    if card is not None and decline is not None:
        charge = charge_create(call, intent, card_details(card), decline=decline)
        intent["latest_charge"] = charge["id"]
        intent["last_payment_error"] = {
            "code": decline.code,
            "decline_code": decline.decline_code,
            "message": decline.message,
            "type": "card_error",
        }
    intent["status"] = "requires_payment_method"
    invoice["next_payment_attempt"] = call.now + 3 * 86400
    object_save(call, intent)
    object_save(call, invoice)
    event_publish(call, "invoice.payment_failed", invoice)


def _paid(call: Call, invoice: Json, intent: Json | None) -> str:
    invoice["status"] = "paid"
    invoice["amount_paid"], invoice["amount_remaining"] = invoice["amount_due"], 0
    invoice["next_payment_attempt"] = None
    invoice["status_transitions"]["paid_at"] = call.now
    for payment in invoice["payments"]["data"]:
        payment["status"], payment["amount_paid"] = "paid", invoice["amount_due"]
    object_save(call, invoice)
    event_publish(call, "invoice.paid", invoice)
    if intent is not None:
        event_publish(call, "invoice.payment_succeeded", invoice)
    return "paid"


def invoice_list(call: Call) -> Json:
    """List invoices, by customer, status or subscription."""
    wanted = call.params.text("subscription")
    return list_answer(
        call,
        kind="invoice",
        url="/v1/invoices",
        filters=("customer", "status", "collection_method"),
        where=lambda body: wanted is None or subscription_id_of(body) == wanted,
    )


def subscription_id_of(invoice: Json) -> str:
    """Return the id of the subscription an invoice is for."""
    return str(invoice["parent"]["subscription_details"]["subscription"])


def invoice_void_check(invoice: Json) -> None:
    """Refuse to pay what is not open."""
    if invoice["status"] != "open":
        raise StripeError(400, f"Invoice is already {invoice['status']}.", code="invoice_not_open")
