"""`/stripe/v2/core/…`: accounts and onboarding links in the second API's JSON shape."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify, request

from sandbox.database import Json
from sandbox.extension import sandbox
from sandbox.stripe.accounts import LINK_SECONDS, account_body
from sandbox.stripe.api import authenticate
from sandbox.stripe.errors import StripeError, resource_missing
from sandbox.stripe.idempotency import answer_store, fingerprint_of, stored_answer
from sandbox.stripe.inside import inside_call
from sandbox.stripe.objects import Call, new_id, object_find, object_get, object_save

blueprint = Blueprint("stripe_accounts_v2", __name__, url_prefix="/stripe/v2/core")


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _said(error: StripeError) -> tuple[Response, int]:
    return jsonify(error.body), error.status


def _asked() -> Json:
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else {}


def _shape(body: Json, include: list[str]) -> Json:
    """Return an account as the second API shows it; parts that were not asked for are null."""
    status = body["capabilities"]["card_payments"]
    due = body["requirements"]["currently_due"]
    answer: Json = {
        "id": body["id"],
        "object": "v2.core.account",
        "applied_configurations": ["merchant"],
        "closed": False,
        "configuration": None,
        "contact_email": body["email"],
        "created": _moment(body["created"]),
        "dashboard": "full",
        "defaults": None,
        "display_name": body["business_profile"]["name"],
        "identity": None,
        "livemode": False,
        "metadata": body["metadata"],
        "requirements": None,
    }
    if "configuration.merchant" in include:
        details = (
            [] if status == "active" else [{"code": "requirements_past_due", "resolution": "provide_info"}]
        )
        capability = {
            "requested": True,
            "status": "active" if status == "active" else "restricted",
            "status_details": details,
        }
        answer["configuration"] = {
            "customer": None,
            "merchant": {"applied": True, "capabilities": {"card_payments": capability}},
            "recipient": None,
        }
    if "requirements" in include:
        answer["requirements"] = {
            "entries": [
                {
                    "awaiting_action_from": "user",
                    "description": name,
                    "errors": [],
                    "minimum_deadline": {
                        "status": "past_due" if body["requirements"]["disabled_reason"] else "currently_due"
                    },
                }
                for name in due
            ],
            "summary": {"minimum_deadline": {"status": "past_due", "time": None}} if due else None,
        }
    if "identity" in include:
        answer["identity"] = {"country": body["country"].lower(), "entity_type": None}
    return answer


@blueprint.post("/accounts")
def account_create() -> tuple[Response, int] | Response:
    """Create an account with the configurations asked for."""
    try:
        authenticate()
        with sandbox().database.transaction() as connection:
            call, sent = inside_call(sandbox(), connection), _asked()
            return jsonify(_once(call, sent, _account_made))
    except StripeError as error:
        return _said(error)


def _once(call: Call, sent: Json, make: Callable[[Call, Json], Json]) -> Json:
    key = request.headers.get("Idempotency-Key")
    digest = fingerprint_of(request.path, [("body", json.dumps(sent, sort_keys=True))])
    if key:
        known = stored_answer(call.connection, key=key, account="", fingerprint=digest, now=call.now)
        if known:
            return known.body
    answer: Json = make(call, sent)
    if key:
        answer_store(
            call.connection, key=key, account="", fingerprint=digest, status=200, body=answer, now=call.now
        )
    return answer


def _account_made(call: Call, sent: Json) -> Json:
    merchant = (sent.get("configuration") or {}).get("merchant") or {}
    if not ((merchant.get("capabilities") or {}).get("card_payments") or {}).get("requested"):
        raise StripeError(
            400, "Request at least one capability of a configuration.", code="capability_missing"
        )
    country = str((sent.get("identity") or {}).get("country") or "")
    if len(country) != 2:
        raise StripeError(400, "identity.country is required.", code="country_required")
    body = {
        **account_body(call.now),
        "id": new_id("acct", 16),
        "country": country.upper(),
        "email": sent.get("contact_email"),
        "metadata": sent.get("metadata") or {},
        "type": "none",
    }
    body["business_profile"]["name"] = sent.get("display_name")
    object_save(call, body)
    return _shape(body, list(sent.get("include") or []))


@blueprint.get("/accounts/<account_id>")
def account_retrieve(account_id: str) -> tuple[Response, int] | Response:
    """Answer an account with the parts named in `include`."""
    try:
        authenticate()
        with sandbox().database.transaction() as connection:
            body = object_find(inside_call(sandbox(), connection), "account", account_id)
        if body is None:
            raise resource_missing("v2.core.account", account_id)
        include = [value for name, value in request.args.items(multi=True) if name.startswith("include")]
        return jsonify(_shape(body, include))
    except StripeError as error:
        return _said(error)


@blueprint.post("/account_links")
def account_link_create() -> tuple[Response, int] | Response:
    """Return a one-time address of the onboarding page."""
    try:
        authenticate()
        with sandbox().database.transaction() as connection:
            call, sent = inside_call(sandbox(), connection), _asked()
            account = object_get(call, "account", str(sent.get("account", "")), "account")
            use_case = sent.get("use_case") or {}
            wanted = use_case.get(str(use_case.get("type"))) or {}
            if not wanted.get("return_url") or not wanted.get("refresh_url"):
                raise StripeError(400, "return_url and refresh_url are required.", code="parameter_missing")
            link = {
                "id": new_id("alink"),
                "object": "account_link",
                "created": call.now,
                "expires_at": call.now + LINK_SECONDS,
                "~account": account["id"],
                "~return_url": wanted["return_url"],
                "~refresh_url": wanted["refresh_url"],
            }
            object_save(call, link)
        return jsonify(
            {
                "object": "v2.core.account_link",
                "account": account["id"],
                "created": _moment(int(time.time())),
                "expires_at": _moment(int(link["expires_at"])),
                "livemode": False,
                "url": f"{sandbox().base_url()}/stripe/onboarding/{link['id']}",
                "use_case": use_case,
            }
        )
    except StripeError as error:
        return _said(error)
