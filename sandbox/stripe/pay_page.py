"""The hosted payment page: `/stripe/pay/<session>`; works without JavaScript."""

import time
from datetime import UTC, datetime

from babel.core import Locale
from babel.numbers import format_currency, get_currency_precision
from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from sandbox.database import Connection, Json, switch_take
from sandbox.extension import sandbox
from sandbox.stripe.cards import Card, Decline, card_read
from sandbox.stripe.charges import Buyer
from sandbox.stripe.errors import StripeError
from sandbox.stripe.inside import inside_call, object_anywhere
from sandbox.stripe.objects import Call, object_find, object_get, object_save
from sandbox.stripe.payments import (
    payment_begin_delayed,
    payment_decline,
    payment_succeed,
    session_complete,
)
from sandbox.stripe.session_items import totals_apply
from sandbox.stripe.sessions import KIND, session_close_expired
from sandbox.stripe.subscriptions import session_subscribe

blueprint = Blueprint("stripe_pay", __name__, url_prefix="/stripe/pay")

DECLINE_SWITCH = "stripe.decline"
SETTLE_SECONDS = 4
FIELDS = ("email", "name", "phone", "line1", "line2", "postal_code", "city", "country")
REQUIRED_ADDRESS = ("name", "line1", "postal_code", "city", "country")
Answer = Response | str | tuple[str, int]


def money(amount: int, currency: str) -> str:
    """Write minor units as money, such as `€12.50`."""
    places = get_currency_precision(currency.upper())
    return format_currency(amount / 10**places, currency.upper(), locale="en")


@blueprint.get("/<session_id>")
def show(session_id: str) -> Answer:
    """Show the page, or say that the session is over."""
    with sandbox().database.transaction() as connection:
        call, session = _open(connection, session_id)
        answer = _page(call, session, {})
    sandbox().background.wake()
    return answer


@blueprint.post("/<session_id>")
def pay(session_id: str) -> Answer:
    """Take the form: pay, decline, ask for confirmation, or point out what is missing."""
    with sandbox().database.transaction() as connection:
        call, session = _open(connection, session_id)
        if session["status"] != "open":
            return _over(session)
        answer = _attempt(call, session)
    sandbox().background.wake()
    return answer


@blueprint.post("/<session_id>/confirm")
def confirm(session_id: str) -> Answer:
    """Finish or refuse the bank's extra step."""
    with sandbox().database.transaction() as connection:
        call, session = _open(connection, session_id)
        if session["status"] != "open":
            return _over(session)
        waiting = session.pop("~confirmation", None)
        if waiting is None:
            return _page(call, session, {})
        card, form = Card(**waiting["card"]), waiting["form"]
        if request.form.get("decision") == "approve":
            answer: Answer = _charge(call, session, card, form)
        else:
            refused = Decline(
                "payment_intent_authentication_failure",
                None,
                "Your bank could not confirm this payment. Choose another card or try again.",
            )
            answer = _refuse(call, session, card, refused, form)
    sandbox().background.wake()
    return answer


def _open(connection: Connection, session_id: str) -> tuple[Call, Json]:
    found = object_anywhere(connection, session_id)
    if found is None or found[1]["object"] != KIND:
        abort(404)
    account, session = found
    call = inside_call(sandbox(), connection, account=account)
    if session["status"] == "open" and session["expires_at"] <= time.time():
        session_close_expired(call, session)
    return call, session


def _attempt(call: Call, session: Json) -> Answer:
    form = {name: request.form.get(name, "").strip() for name in FIELDS}
    form["method"] = request.form.get("method", "card")
    problems = _apply_choices(session, form)
    card: Card | str = Card("0000000000000000")
    if form["method"] == "card" and _wants_card(session):
        today = datetime.now(UTC)
        card = card_read(
            request.form.get("number", ""), request.form.get("expiry", ""), today.year, today.month
        )
        if not request.form.get("cvc", "").strip().isdigit():
            problems["card"] = "Your card's security code is incomplete."
    if isinstance(card, str):
        problems["card"] = card
    object_save(call, session)
    if problems or isinstance(card, str) or request.form.get("action") == "update":
        shown = {} if request.form.get("action") == "update" else problems
        return _page(call, session, form, shown, 422 if shown else 200)
    return _process(call, session, card, form)


def _wants_card(session: Json) -> bool:
    """A subscription saves a card even where its trial costs nothing yet."""
    return session["amount_total"] > 0 or session["mode"] == "subscription"


def _apply_choices(session: Json, form: Json) -> Json:
    problems: Json = {}
    rate = request.form.get("shipping_rate")
    if rate and session["shipping_options"]:
        try:
            totals_apply(session, rate)
        except StripeError:
            problems["shipping_rate"] = "Choose one of the offered shipping methods."
    form["email"] = session["customer_email"] or form["email"]
    if session["mode"] == "subscription":
        return problems
    if "@" not in form["email"]:
        problems["email"] = "Enter your e-mail address."
    if session["phone_number_collection"]["enabled"] and not form["phone"]:
        problems["phone"] = "This field is required."
    return {**problems, **_address_problems(session, form)}


def _address_problems(session: Json, form: Json) -> Json:
    if not session["shipping_address_collection"]:
        return {}
    problems = {name: "This field is required." for name in REQUIRED_ADDRESS if not form[name]}
    if form["country"] not in session["shipping_address_collection"]["allowed_countries"]:
        problems["country"] = "We do not ship to this country."
    return problems


def _process(call: Call, session: Json, card: Card, form: Json) -> Answer:
    decline = _forced_decline(call)
    if decline:
        return _refuse(call, session, card, decline, form)
    if form["method"] == "transfer" and session["amount_total"] > 0 and session["mode"] == "payment":
        payment_begin_delayed(call, session, _buyer(session, form), time.time() + SETTLE_SECONDS)
        return _to_success(session)
    if session["amount_total"] > 0 and card.asks_confirmation:
        session["~confirmation"] = {"card": vars(card), "form": form}
        object_save(call, session)
        return render_template("stripe/confirm.html", **_context(call, session, form, {}))
    if _wants_card(session) and card.decline and card.number != "0000000000000000":
        return _refuse(call, session, card, card.decline, form)
    return _charge(call, session, card, form)


def _forced_decline(call: Call) -> Decline | None:
    switch = switch_take(call.connection, DECLINE_SWITCH)
    if switch is None:
        return None
    return Decline(
        str(switch.get("code", "card_declined")),
        str(switch.get("decline_code", "generic_decline")),
        "Your card was declined.",
    )


def _charge(call: Call, session: Json, card: Card, form: Json) -> Answer:
    if session["mode"] == "subscription":
        buyer = _buyer(session, form)
        session_subscribe(call, session, buyer, card, approved=True)
        session_complete(call, session, buyer)
        return _to_success(session)
    payment_succeed(call, session, _buyer(session, form), card)
    return _to_success(session)


def _refuse(call: Call, session: Json, card: Card, decline: Decline, form: Json) -> Answer:
    if session["mode"] == "payment":
        payment_decline(call, session, card, decline)
    object_save(call, session)
    return _page(call, session, form, {"card": decline.message}, 402)


def _buyer(session: Json, form: Json) -> Buyer:
    shipping = None
    if session["shipping_address_collection"]:
        address = {name: form[name] or None for name in ("line1", "line2", "postal_code", "city")}
        shipping = {
            "address": {**address, "country": form["country"], "state": None},
            "carrier": None,
            "name": form["name"],
            "phone": form["phone"] or None,
            "tracking_number": None,
        }
    return Buyer(
        email=form["email"],
        name=form["name"] or None,
        phone=form["phone"] or None,
        shipping=shipping,
        billing=shipping["address"] if shipping else {},
    )


def _to_success(session: Json) -> Answer:
    target = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
    return redirect(target, code=303)


def _over(session: Json) -> Answer:
    if session["status"] == "complete":
        return _to_success(session)
    return render_template("stripe/over.html", session=session), 410


def _page(call: Call, session: Json, form: Json, problems: Json | None = None, status: int = 200) -> Answer:
    if session["status"] != "open":
        status = 200 if session["status"] == "complete" else 410
        return render_template("stripe/over.html", session=session), status
    context = _context(call, session, form, problems or {})
    return render_template("stripe/pay.html", **context), status


def _context(call: Call, session: Json, form: Json, problems: Json) -> Json:
    countries = (session["shipping_address_collection"] or {}).get("allowed_countries", [])
    names = Locale("en").territories
    rates = [
        (option, object_get(call, "shipping_rate", option["shipping_rate"]))
        for option in session["shipping_options"]
    ]
    return {
        "session": session,
        "form": {"email": session["customer_email"] or "", **form},
        "problems": problems,
        "money": money,
        "seller": _seller(call, session),
        "countries": sorted((names.get(code, code), code) for code in countries),
        "rates": rates,
    }


def _seller(call: Call, session: Json) -> str:
    if session["branding_settings"]["display_name"]:
        return str(session["branding_settings"]["display_name"])
    platform = inside_call(sandbox(), call.connection)
    account = object_find(platform, "account", call.account) if call.account else None
    return str((account or {}).get("business_profile", {}).get("name") or "Sandbox shop")
