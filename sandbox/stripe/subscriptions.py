"""Subscriptions: begun on the payment page, changed by the API, renewed by the clock or a tester."""

from sandbox.database import Json
from sandbox.stripe.cards import Card
from sandbox.stripe.charges import Buyer
from sandbox.stripe.errors import StripeError, invalid_param
from sandbox.stripe.events import event_publish
from sandbox.stripe.invoices import (
    invoice_body,
    invoice_charge,
    invoice_make,
    invoice_void_check,
    line,
    subscription_id_of,
)
from sandbox.stripe.objects import Call, list_answer, new_id, object_find, object_get, object_save
from sandbox.stripe.params import Params
from sandbox.stripe.plans import method_create, method_of, period_after, prorated, recurring_of, trial_end_of

KIND = "subscription"
SUBSCRIPTION_EMPTY = (
    "application",
    "application_fee_percent",
    "billing_cycle_anchor_config",
    "billing_thresholds",
    "cancel_at",
    "canceled_at",
    "customer_account",
    "days_until_due",
    "default_payment_method",
    "default_source",
    "description",
    "ended_at",
    "latest_invoice",
    "next_pending_invoice_item_invoice",
    "on_behalf_of",
    "pause_collection",
    "pending_invoice_item_interval",
    "pending_setup_intent",
    "pending_update",
    "schedule",
    "test_clock",
    "transfer_data",
    "trial_end",
    "trial_start",
)
OVER = ("canceled", "incomplete_expired")


def session_subscribe(call: Call, session: Json, buyer: Buyer, card: Card | None, *, approved: bool) -> str:
    """Begin the subscription of a session: invoice, charge, events; returns how the first payment went."""
    data, price = session["~subscription_data"], session["line_items"]["data"][0]["price"]
    customer_id = session["customer"]
    if card is not None:
        method_create(call, customer_id, card)
    trial_end = trial_end_of(call, data)
    end = trial_end or period_after(call.now, recurring_of(price))
    body = _blank(call, customer_id, price, period=(call.now, end), metadata=data["metadata"])
    body["trial_settings"] = {"end_behavior": {"missing_payment_method": data["missing_payment_method"]}}
    if trial_end:
        body.update(status="trialing", trial_start=call.now, trial_end=trial_end)
    object_save(call, body)
    amount = 0 if trial_end else price["unit_amount"]
    item = line(_words(call, price), amount, price=price, period=(call.now, end), subscription_id=body["id"])
    invoice = invoice_make(call, body, [item], reason="subscription_create")
    outcome = invoice_charge(call, invoice, method_of(call, body), approved=approved)
    body["latest_invoice"] = invoice["id"]
    body["status"] = ("trialing" if trial_end else "active") if outcome == "paid" else "incomplete"
    object_save(call, body)
    event_publish(call, "customer.subscription.created", body)
    session["subscription"], session["invoice"] = body["id"], invoice["id"]
    session["payment_status"] = "paid" if amount else "no_payment_required"
    return outcome


def _words(call: Call, price: Json) -> str:
    product = object_find(call, "product", price["product"]) or {}
    return f"1 × {product.get('name', 'Subscription')}"


def _blank(call: Call, customer_id: str, price: Json, *, period: tuple[int, int], metadata: Json) -> Json:
    subscription_id = new_id("sub")
    return {
        "id": subscription_id,
        "object": KIND,
        **dict.fromkeys(SUBSCRIPTION_EMPTY),
        "automatic_tax": {"enabled": False, "disabled_reason": None, "liability": None},
        "billing_cycle_anchor": period[1],
        "billing_mode": {"type": "flexible"},
        "cancel_at_period_end": False,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "created": call.now,
        "currency": price["currency"],
        "customer": customer_id,
        "default_tax_rates": [],
        "discounts": [],
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "items": {
            "object": "list",
            "has_more": False,
            "url": f"/v1/subscription_items?subscription={subscription_id}",
            "data": [
                {
                    "id": new_id("si"),
                    "object": "subscription_item",
                    "billing_thresholds": None,
                    "created": call.now,
                    "current_period_start": period[0],
                    "current_period_end": period[1],
                    "discounts": [],
                    "metadata": {},
                    "price": price,
                    "quantity": 1,
                    "subscription": subscription_id,
                    "tax_rates": [],
                }
            ],
        },
        "livemode": False,
        "metadata": metadata,
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "start_date": call.now,
        "status": "active",
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
    }


def subscription_list(call: Call) -> Json:
    """List subscriptions; ended ones only when `status` asks for them."""
    status = call.params.text("status")
    return list_answer(
        call,
        kind=KIND,
        url="/v1/subscriptions",
        filters=("customer",),
        where=lambda body: (
            status == "all" or (body["status"] == status if status else body["status"] not in OVER)
        ),
    )


def subscription_update(call: Call, object_id: str) -> Json:
    """Change price, metadata, end or card; a dearer price now invoices its proration when asked to."""
    body, params = object_get(call, KIND, object_id), call.params
    if body["status"] in OVER:
        raise StripeError(400, "A canceled subscription can only update its cancellation_details.")
    if "cancel_at_period_end" in params:
        body["cancel_at_period_end"] = params.flag("cancel_at_period_end")
        body["cancel_at"] = (
            body["items"]["data"][0]["current_period_end"] if body["cancel_at_period_end"] else None
        )
        body["canceled_at"] = call.now if body["cancel_at_period_end"] else None
    if "default_payment_method" in params:
        body["default_payment_method"] = params.text("default_payment_method")
    body["metadata"] = params.metadata(over=body["metadata"])
    behavior = params.choice(
        "proration_behavior", ("always_invoice", "create_prorations", "none"), "create_prorations"
    )
    price = _new_price(call, params, body)
    params.accept("payment_behavior", "proration_date", "expand", "off_session")
    params.finish()
    if price is not None:
        _reprice(call, body, price, behavior=str(behavior))
    object_save(call, body)
    event_publish(call, "customer.subscription.updated", body)
    return body


def _new_price(call: Call, params: Params, body: Json) -> Json | None:
    items = params.groups("items")
    if not items:
        return None
    item_id, price_id = items[0].text("id"), items[0].required("price")
    items[0].accept("quantity")
    items[0].finish()
    if item_id != body["items"]["data"][0]["id"]:
        raise invalid_param("items[0][id]", f"Invalid subscription_item id: {item_id}")
    return object_get(call, "price", price_id, "items[0][price]")


def proration_lines(call: Call, body: Json, price: Json) -> tuple[list[Json], tuple[int, int]]:
    """Return the lines that changing to another price now would bill, and the period after it."""
    item = body["items"]["data"][0]
    start, end = item["current_period_start"], item["current_period_end"]
    old = item["price"]
    if body["status"] == "trialing":
        return [], (start, end)
    unused = prorated(old["unit_amount"], start=start, end=end, now=call.now)
    credit = line(
        f"Unused time on {_words(call, old)[4:]}",
        -unused,
        price=old,
        period=(call.now, end),
        subscription_id=body["id"],
    )
    if recurring_of(old)["interval"] == recurring_of(price)["interval"]:
        rest, period = prorated(price["unit_amount"], start=start, end=end, now=call.now), (start, end)
        words = f"Remaining time on {_words(call, price)[4:]}"
    else:
        rest, period = price["unit_amount"], (call.now, period_after(call.now, recurring_of(price)))
        words = _words(call, price)
    debit = line(words, rest, price=price, period=(call.now, period[1]), subscription_id=body["id"])
    return [credit, debit], period


def _reprice(call: Call, body: Json, price: Json, *, behavior: str) -> None:
    item = body["items"]["data"][0]
    lines, period = proration_lines(call, body, price)
    if behavior == "always_invoice" and lines:
        invoice = invoice_make(call, body, lines, reason="subscription_update")
        body["latest_invoice"] = invoice["id"]
        if invoice_charge(call, invoice, method_of(call, body)) != "paid":
            body["status"] = "past_due"
        period_now = period
    else:
        period_now = (item["current_period_start"], item["current_period_end"])
    item["price"] = price
    item["current_period_start"], item["current_period_end"] = period_now


def subscription_cancel(call: Call, object_id: str) -> Json:
    """End the subscription now."""
    body = object_get(call, KIND, object_id)
    call.params.accept("invoice_now", "prorate", "cancellation_details")
    call.params.finish()
    return subscription_end(call, body)


def subscription_end(call: Call, body: Json) -> Json:
    """Mark the subscription as ended and say so."""
    body["status"], body["ended_at"] = "canceled", call.now
    body["canceled_at"] = body["canceled_at"] or call.now
    object_save(call, body)
    event_publish(call, "customer.subscription.deleted", body)
    return body


def subscription_renew(call: Call, body: Json) -> str:
    """Do what Stripe does when the period or the trial ends; returns how its payment went."""
    item = body["items"]["data"][0]
    if body["cancel_at_period_end"]:
        subscription_end(call, body)
        return "canceled"
    was_trial = body["status"] == "trialing"
    method = method_of(call, body)
    pauses = body["trial_settings"]["end_behavior"]["missing_payment_method"]
    if was_trial and method is None and pauses in ("pause", "cancel"):
        if pauses == "cancel":
            subscription_end(call, body)
            return "canceled"
        body["status"] = "paused"
        object_save(call, body)
        event_publish(call, "customer.subscription.paused", body)
        return "paused"
    start = call.now
    item["current_period_start"] = start
    item["current_period_end"] = period_after(start, recurring_of(item["price"]))
    if was_trial:
        body["trial_end"] = min(body["trial_end"], call.now)
    period = (start, item["current_period_end"])
    lines = [
        line(
            _words(call, item["price"]),
            item["price"]["unit_amount"],
            price=item["price"],
            period=period,
            subscription_id=body["id"],
        )
    ]
    invoice = invoice_make(call, body, lines, reason="subscription_cycle")
    outcome = invoice_charge(call, invoice, method)
    body["latest_invoice"] = invoice["id"]
    body["status"] = "active" if outcome == "paid" else "past_due"
    object_save(call, body)
    event_publish(call, "customer.subscription.updated", body)
    return outcome


def invoice_pay(call: Call, object_id: str) -> Json:
    """Try to pay an open invoice with the saved card. Raises the 402 of a declined one."""
    invoice = object_get(call, "invoice", object_id)
    call.params.accept("expand", "off_session", "payment_method")
    call.params.finish()
    invoice_void_check(invoice)
    subscription = object_get(call, KIND, subscription_id_of(invoice))
    outcome = invoice_settle(call, invoice, subscription)
    if outcome != "paid":
        raise StripeError(402, "Your card was declined.", type_="card_error", code="card_declined")
    return invoice


def invoice_settle(call: Call, invoice: Json, subscription: Json, *, approved: bool = False) -> str:
    """Charge an open invoice and bring its subscription along."""
    outcome = invoice_charge(call, invoice, method_of(call, subscription), approved=approved)
    if outcome == "paid" and subscription["status"] in ("past_due", "unpaid", "incomplete"):
        subscription["status"] = "active"
        object_save(call, subscription)
        event_publish(call, "customer.subscription.updated", subscription)
    return outcome


def invoice_preview(call: Call) -> Json:
    """Answer what a change would bill now, or what comes next; nothing is stored."""
    params = call.params
    subscription = object_get(call, KIND, params.required("subscription"), "subscription")
    params.accept("customer", "expand")
    details = params.group("subscription_details")
    price = _new_price(call, details, subscription)
    details.accept("proration_behavior", "proration_date", "cancel_at_period_end")
    details.finish()
    params.finish()
    item = subscription["items"]["data"][0]
    if price is not None:
        lines, _ = proration_lines(call, subscription, price)
    elif subscription["cancel_at_period_end"]:
        raise StripeError(404, "No upcoming invoices for customer.", code="invoice_upcoming_none")
    else:
        start = item["current_period_end"]
        period = (start, period_after(start, recurring_of(item["price"])))
        amount = item["price"]["unit_amount"]
        lines = [
            line(
                _words(call, item["price"]),
                amount,
                price=item["price"],
                period=period,
                subscription_id=subscription["id"],
            )
        ]
    body = invoice_body(call, subscription, lines, reason="upcoming")
    body["id"] = f"upcoming_{body['id']}"
    body["status"], body["number"] = "draft", None
    body["next_payment_attempt"] = item["current_period_end"]
    return body
