"""Connected accounts at Stripe, by its second API: made, onboarded on Stripe's page, read."""

from datetime import datetime
from typing import Any

from apps.payments.gateway import stripe_call
from apps.payments.types import AccountFacts

INCLUDE = ["configuration.merchant", "requirements", "identity"]


def account_create(*, email: str, name: str, country: str, store_id: str, idempotency_key: str) -> str:
    """Create an account that may take cards once its owner has told Stripe all; returns its id.

    The owner has Stripe's full dashboard; Stripe collects its own fees from the owner and carries losses. Raises
    PaymentUnavailable and PaymentRefused.
    """
    params: Any = {
        "display_name": name[:100],
        "identity": {"country": country.lower()},
        "configuration": {"merchant": {"capabilities": {"card_payments": {"requested": True}}}},
        "defaults": {"responsibilities": {"fees_collector": "stripe", "losses_collector": "stripe"}},
        "dashboard": "full",
        "metadata": {"store_id": store_id},
        "include": INCLUDE,
    }
    if email:
        params["contact_email"] = email
    options: Any = {"idempotency_key": idempotency_key}
    return str(stripe_call(lambda api: api.v2.core.accounts.create(params, options)).id)


def onboarding_link(*, account_id: str, return_url: str, refresh_url: str) -> str:
    """Return a one-time address of the onboarding page. Raises PaymentUnavailable and PaymentRefused."""
    params: Any = {
        "account": account_id,
        "use_case": {
            "type": "account_onboarding",
            "account_onboarding": {
                "configurations": ["merchant"],
                "return_url": return_url,
                "refresh_url": refresh_url,
            },
        },
    }
    return str(stripe_call(lambda api: api.v2.core.account_links.create(params)).url)


def account_read(*, account_id: str) -> AccountFacts:
    """Return an account as it is now. Raises PaymentUnavailable; PaymentRefused when it is not ours any more."""
    params: Any = {"include": INCLUDE}
    account = stripe_call(lambda api: api.v2.core.accounts.retrieve(account_id, params), account_id)
    merchant = getattr(account.configuration, "merchant", None)
    capability = getattr(getattr(merchant, "capabilities", None), "card_payments", None)
    entries = list(getattr(account.requirements, "entries", None) or [])
    return AccountFacts(
        account_id=account.id,
        may_take_cards=getattr(capability, "status", "") == "active",
        requirements=tuple(str(item.description) for item in entries),
        deadline_at=_deadline(account),
    )


def _deadline(account: Any) -> datetime | None:
    summary = getattr(account.requirements, "summary", None)
    moment = getattr(getattr(summary, "minimum_deadline", None), "time", None)
    return datetime.fromisoformat(str(moment)) if moment else None
