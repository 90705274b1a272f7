"""Connected accounts, onboarding links and the balance."""

from dataclasses import replace

from sandbox.database import Json
from sandbox.stripe.catalog import event_about
from sandbox.stripe.errors import invalid_param, missing_param
from sandbox.stripe.objects import Call, list_answer, new_id, object_get, object_save, objects_all

LINK_SECONDS = 300
PLATFORM_ID = "acct_1SandboxPlatform0"


def account_create(call: Call) -> Json:
    """Create a connected account that still has to be onboarded."""
    params = call.params
    profile = params.group("business_profile")
    body: Json = {
        **account_body(call.now),
        "id": new_id("acct", 16),
        "country": params.text("country") or "DE",
        "email": params.text("email"),
        "metadata": params.metadata(),
        "type": params.text("type") or "none",
    }
    for name in ("name", "url", "support_email"):
        body["business_profile"][name] = profile.text(name)
    params.accept("capabilities", "controller", "business_type", "company", "settings")
    params.accept("default_currency", "individual", "tos_acceptance")
    params.finish()
    return object_save(call, body)


def account_body(now: int) -> Json:
    """Return an account nobody has filled in yet."""
    return {
        "object": "account",
        "business_profile": {"name": None, "support_email": None, "url": None},
        "business_type": None,
        "capabilities": {"card_payments": "inactive", "transfers": "inactive"},
        "charges_enabled": False,
        "controller": {"is_controller": True, "type": "application"},
        "created": now,
        "default_currency": "eur",
        "details_submitted": False,
        "payouts_enabled": False,
        "requirements": {
            "currently_due": ["business_profile.url", "external_account"],
            "disabled_reason": "requirements.past_due",
            "eventually_due": [],
            "past_due": [],
        },
        "settings": {"payments": {"statement_descriptor": "SANDBOX"}},
    }


def account_current(call: Call) -> Json:
    """Answer `/v1/account`: the account of the key, or of the Stripe-Account header."""
    if call.account:
        platform = replace(call, account="")
        return object_get(platform, "account", call.account)
    return {
        **account_body(0),
        "id": PLATFORM_ID,
        "business_profile": {"name": "Sandbox platform", "support_email": None, "url": None},
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "country": "DE",
        "details_submitted": True,
        "email": "platform@example.com",
        "metadata": {},
        "payouts_enabled": True,
        "type": "standard",
    }


def account_list(call: Call) -> Json:
    """List connected accounts."""
    return list_answer(call, kind="account", url="/v1/accounts")


def account_onboard(call: Call, object_id: str) -> Json:
    """Do what finishing the onboarding page does: enable charges and payouts."""
    body = object_get(call, "account", object_id)
    body["charges_enabled"] = body["payouts_enabled"] = body["details_submitted"] = True
    body["capabilities"] = {"card_payments": "active", "transfers": "active"}
    body["requirements"] = {
        "currently_due": [],
        "disabled_reason": None,
        "eventually_due": [],
        "past_due": [],
    }
    object_save(call, body)
    return event_about(replace(call, account=object_id), "account.updated", body)


def account_link_create(call: Call) -> Json:
    """Return a one-time address of the onboarding page."""
    params = call.params
    account = object_get(call, "account", params.required("account"), "account")
    return_url, refresh_url = params.url("return_url"), params.url("refresh_url")
    if return_url is None or refresh_url is None:
        raise missing_param("return_url" if return_url is None else "refresh_url")
    params.choice("type", ("account_onboarding", "account_update"))
    params.accept("collect", "collection_options")
    params.finish()
    link = {
        "id": new_id("alink"),
        "object": "account_link",
        "created": call.now,
        "expires_at": call.now + LINK_SECONDS,
        "~account": account["id"],
        "~return_url": return_url,
        "~refresh_url": refresh_url,
    }
    object_save(call, link)
    answer = {key: value for key, value in link.items() if key != "id"}
    return {**answer, "url": f"{call.base_url}/stripe/onboarding/{link['id']}"}


def balance_retrieve(call: Call) -> Json:
    """Return what was paid less what was refunded, per currency, as available."""
    sums: dict[str, int] = {}
    for charge in objects_all(call, "charge"):
        kept = charge["amount_captured"] - charge["amount_refunded"]
        sums[charge["currency"]] = sums.get(charge["currency"], 0) + kept
    amounts = [
        {"amount": amount, "currency": currency, "source_types": {"card": amount}}
        for currency, amount in sorted(sums.items())
    ]
    return {"object": "balance", "available": amounts, "livemode": False, "pending": []}


def account_known(call: Call) -> bool:
    """Tell whether the Stripe-Account of the call names an account of this platform."""
    if not call.account or call.account == PLATFORM_ID:
        return True
    platform = replace(call, account="")
    return any(body["id"] == call.account for body in objects_all(platform, "account"))


def account_require_id(account: str) -> None:
    """Refuse a Stripe-Account header that cannot be an account."""
    if account and not account.startswith("acct_"):
        raise invalid_param("Stripe-Account", "Invalid Stripe-Account header.")
