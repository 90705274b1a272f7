"""Refunds of charges: whole, partial, never more than was paid."""

from sandbox.database import Json
from sandbox.stripe.errors import StripeError, missing_param
from sandbox.stripe.events import event_publish
from sandbox.stripe.fees import fee_reduce
from sandbox.stripe.objects import Call, list_answer, new_id, object_get, object_save

REASONS = ("duplicate", "fraudulent", "requested_by_customer")


def refund_create(call: Call) -> Json:
    """Refund a charge or the charge of a payment intent."""
    params = call.params
    charge = _charge(call)
    reason = params.choice("reason", REASONS)
    amount = _amount(call, charge)
    metadata = params.metadata()
    returns_fee = params.flag("refund_application_fee")
    params.accept("instructions_email", "expand")
    params.unsupported("reverse_transfer", "origin")
    params.finish()
    refund: Json = {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": call.now,
        "currency": charge["currency"],
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "pending_reason": None,
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
    if returns_fee:
        fee_reduce(call, charge, amount)
    object_save(call, refund)
    _charge_reduce(call, charge, refund)
    event_publish(call, "refund.created", refund)
    event_publish(call, "charge.refunded", charge)
    return refund


def _charge(call: Call) -> Json:
    charge_id, intent_id = call.params.text("charge"), call.params.text("payment_intent")
    if charge_id:
        return object_get(call, "charge", charge_id, "charge")
    if not intent_id:
        raise missing_param("payment_intent")
    intent = object_get(call, "payment_intent", intent_id, "payment_intent")
    if intent["status"] != "succeeded":
        raise StripeError(
            400,
            "This PaymentIntent does not have a successful charge to refund.",
            code="payment_intent_unexpected_state",
        )
    return object_get(call, "charge", intent["latest_charge"])


def _amount(call: Call, charge: Json) -> int:
    left = charge["amount_captured"] - charge["amount_refunded"]
    if not charge["paid"]:
        raise StripeError(400, "This charge did not succeed.", code="charge_not_refundable")
    if left == 0:
        raise StripeError(
            400,
            f"Charge {charge['id']} has already been refunded.",
            code="charge_already_refunded",
        )
    amount = call.params.integer("amount", least=1) or left
    if amount > left:
        raise StripeError(
            400,
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
            code="amount_too_large",
            param="amount",
        )
    return amount


def _charge_reduce(call: Call, charge: Json, refund: Json) -> None:
    charge["amount_refunded"] += refund["amount"]
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    charge["refunds"]["data"].insert(0, refund)
    object_save(call, charge)


def refund_update(call: Call, object_id: str) -> Json:
    """Change the metadata."""
    refund = object_get(call, "refund", object_id)
    refund["metadata"] = call.params.metadata(over=refund["metadata"])
    call.params.finish()
    object_save(call, refund)
    event_publish(call, "refund.updated", refund)
    return refund


def refund_list(call: Call) -> Json:
    """List refunds, by charge or payment intent when asked."""
    return list_answer(call, kind="refund", url="/v1/refunds", filters=("charge", "payment_intent"))
