"""Application fees: the platform's part of a connected account's charge, kept on the platform's own account."""

from dataclasses import replace

from sandbox.database import Json
from sandbox.stripe.errors import StripeError
from sandbox.stripe.objects import Call, list_answer, new_id, object_get, object_save


def fee_create(call: Call, charge: Json) -> str | None:
    """Store the fee of a paid charge of a connected account; returns its id."""
    amount = charge["application_fee_amount"]
    if not amount or not call.account or not charge["paid"]:
        return None
    fee: Json = {
        "id": new_id("fee"),
        "object": "application_fee",
        "account": call.account,
        "amount": amount,
        "amount_refunded": 0,
        "application": "ca_sandbox",
        "balance_transaction": None,
        "charge": charge["id"],
        "created": call.now,
        "currency": charge["currency"],
        "fee_source": {"charge": charge["id"], "type": "charge"},
        "livemode": False,
        "originating_transaction": None,
        "refunded": False,
        "refunds": {"object": "list", "data": [], "has_more": False, "url": "/v1/application_fees/refunds"},
    }
    return str(object_save(replace(call, account=""), fee)["id"])


def fee_reduce(call: Call, charge: Json, refunded: int) -> None:
    """Give the share of the fee back that `refunded` is of the charge; the last refund takes what is left."""
    if charge["application_fee"] is None:
        raise StripeError(
            400,
            f"Charge {charge['id']} has no application fee to refund.",
            param="refund_application_fee",
        )
    platform = replace(call, account="")
    fee = object_get(platform, "application_fee", charge["application_fee"])
    so_far = charge["amount_refunded"] + refunded
    is_whole = so_far == charge["amount_captured"]
    share = fee["amount"] if is_whole else fee["amount"] * refunded // charge["amount_captured"]
    fee["amount_refunded"] = fee["amount"] if is_whole else fee["amount_refunded"] + share
    fee["refunded"] = fee["amount_refunded"] == fee["amount"]
    object_save(platform, fee)


def fee_list(call: Call) -> Json:
    """List the platform's fees, of one charge when asked."""
    return list_answer(call, kind="application_fee", url="/v1/application_fees", filters=("charge",))
