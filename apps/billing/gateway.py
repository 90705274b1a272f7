"""The door to Stripe for the platform's own subscriptions: the real SDK, bounded in time, errors typed."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import stripe
from django.conf import settings

from apps.billing.types import (
    BillingRefused,
    BillingUnavailable,
    BillingWebhookRefused,
    PreviewLine,
    SubscriptionFacts,
)
from apps.money.types import Money

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 2
READ_SECONDS = 10
TOLERANCE_SECONDS = 300
# Where an open invoice stands with the bank is told by its payment.
EXPAND = ["data.latest_invoice.payments.data.payment.payment_intent"]
INTERVALS = {"MONTH": "month", "YEAR": "year"}


@lru_cache(maxsize=4)
def _client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base} if base else None,
        max_network_retries=1,
        http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, READ_SECONDS)),
    )


def _call[T](call: Callable[[stripe.StripeClient], T]) -> T:
    """Run one call and turn the SDK's errors into ours. Never inside a transaction: it waits for the network."""
    if not settings.STRIPE_SECRET_KEY:
        raise BillingUnavailable("Billing is not connected.", code="billing_not_connected")
    try:
        return call(_client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE.rstrip("/")))
    except (stripe.IdempotencyError, stripe.RateLimitError) as error:
        raise BillingUnavailable(retry_after=2) from error
    except (stripe.CardError, stripe.InvalidRequestError) as error:
        raise BillingRefused(
            error.user_message or str(error), code=error.code or "billing_refused"
        ) from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        logger.error("Stripe does not accept our key: %s", error.code or type(error).__name__)
        raise BillingUnavailable(retry_after=60) from error
    except stripe.StripeError as error:
        logger.warning("Stripe is away: %s %s", type(error).__name__, error.http_status)
        raise BillingUnavailable(retry_after=5) from error


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, tz=UTC) if seconds else None


def customer_create(*, merchant_id: str, name: str, email: str) -> str:
    """Create the customer of a merchant and return its id; once per merchant."""
    params: Any = {"name": name[:200], "metadata": {"merchant_id": merchant_id}}
    if email:
        params["email"] = email
    options: Any = {"idempotency_key": f"billing-customer-{merchant_id}"}
    return _call(lambda api: api.v1.customers.create(params, options)).id


def price_create(*, plan_code: str, plan_name: str, interval: str, price: Money) -> tuple[str, str]:
    """Create (or find) the plan's product and a price of it; returns (price id, product id)."""
    product_id = f"dropwright_{plan_code}"
    try:
        _call(lambda api: api.v1.products.retrieve(product_id))
    except BillingRefused:
        product: Any = {"id": product_id, "name": f"Dropwright {plan_name}", "metadata": {"plan": plan_code}}
        _call(lambda api: api.v1.products.create(product))
    params: Any = {
        "product": product_id,
        "currency": price.currency.lower(),
        "unit_amount": price.amount_minor,
        "recurring": {"interval": INTERVALS[interval]},
        "metadata": {"plan": plan_code},
    }
    key = f"billing-price-{plan_code}-{interval}-{price.amount_minor}-{price.currency}"
    return _call(lambda api: api.v1.prices.create(params, {"idempotency_key": key})).id, product_id


def checkout_create(
    *, customer_id: str, price_id: str, trial_ends_at: datetime | None, success_url: str, cancel_url: str
) -> str:
    """Return the address of Stripe's page that begins a subscription. A card is asked for also during a trial."""
    params: Any = {
        "mode": "subscription",
        "customer": customer_id,
        "line_items": [{"price": price_id, "quantity": 1}],
        "success_url": success_url,
        "cancel_url": cancel_url,
        "payment_method_collection": "always",
        "allow_promotion_codes": True,
        "tax_id_collection": {"enabled": True},
        "customer_update": {"name": "auto", "address": "auto"},
    }
    if trial_ends_at is not None:
        params["subscription_data"] = {
            "trial_end": int(trial_ends_at.timestamp()),
            "trial_settings": {"end_behavior": {"missing_payment_method": "pause"}},
        }
    return _call(lambda api: api.v1.checkout.sessions.create(params)).url or ""


def portal_create(*, customer_id: str, return_url: str) -> str:
    """Return the address of the customer's portal: card, invoices, VAT id, cancellation."""
    params: Any = {"customer": customer_id, "return_url": return_url}
    return _call(lambda api: api.v1.billing_portal.sessions.create(params)).url


def subscription_newest(*, customer_id: str) -> SubscriptionFacts | None:
    """Return the customer's subscription that counts: the newest that is not over, else the newest, or None."""
    found = [_facts(item) for item in subscriptions_raw(customer_id=customer_id)]
    if not found:
        return None
    return max(found, key=lambda item: (not item.is_over, item.created_at, item.subscription_id))


def subscriptions_raw(*, customer_id: str) -> list[Any]:
    """Return the customer's subscriptions as the SDK's objects, newest first, ended ones too; twenty at most."""
    params: Any = {"customer": customer_id, "status": "all", "limit": 20, "expand": EXPAND}
    return list(_call(lambda api: api.v1.subscriptions.list(params)).data)


def invoices_raw(*, customer_id: str) -> list[Any]:
    """Return the customer's newest invoices as the SDK's objects."""
    params: Any = {"customer": customer_id, "limit": 24}
    return list(_call(lambda api: api.v1.invoices.list(params)).data)


def customer_raw(*, customer_id: str) -> Any:
    """Return the customer as the SDK's object."""
    return _call(lambda api: api.v1.customers.retrieve(customer_id))


def _facts(item: Any) -> SubscriptionFacts:
    line = item["items"].data[0]
    invoice: Any = item.latest_invoice if not isinstance(item.latest_invoice, str) else None
    is_open = invoice is not None and invoice.status == "open"
    return SubscriptionFacts(
        subscription_id=item.id,
        status=item.status,
        price_id=line.price.id,
        item_id=line.id,
        created_at=datetime.fromtimestamp(item.created, tz=UTC),
        period_starts_at=datetime.fromtimestamp(line.current_period_start, tz=UTC),
        period_ends_at=datetime.fromtimestamp(line.current_period_end, tz=UTC),
        trial_ends_at=_moment(item.trial_end),
        cancel_at=_moment(item.cancel_at),
        metadata=dict(item.metadata.to_dict() if item.metadata else {}),
        unpaid_since=_moment(invoice.created) if is_open else None,
        pay_url=(invoice.hosted_invoice_url or "") if is_open else "",
        wants_confirmation=is_open and _wants_confirmation(invoice),
    )


def _wants_confirmation(invoice: Any) -> bool:
    payments = invoice.payments.data if getattr(invoice, "payments", None) else []
    intents = [getattr(item.payment, "payment_intent", None) for item in payments]
    return any(getattr(intent, "status", "") == "requires_action" for intent in intents)


def change_preview(
    *, subscription_id: str, item_id: str, price_id: str
) -> tuple[Money, tuple[PreviewLine, ...]]:
    """Return what changing to a price now would bill, with its lines. Amounts in minor units."""
    params: Any = {
        "subscription": subscription_id,
        "subscription_details": {
            "items": [{"id": item_id, "price": price_id}],
            "proration_behavior": "always_invoice",
        },
    }
    invoice = _call(lambda api: api.v1.invoices.create_preview(params))
    currency = invoice.currency.upper()
    lines = tuple(
        PreviewLine(description=item.description or "", amount=Money(item.amount, currency))
        for item in invoice.lines.data
    )
    return Money(invoice.amount_due, currency), lines


def price_change(
    *, subscription_id: str, item_id: str, price_id: str, is_now: bool, metadata: dict[str, str], key: str
) -> None:
    """Move a subscription to a price: billed now with proration, or from the next period on without any."""
    params: Any = {
        "items": [{"id": item_id, "price": price_id}],
        "proration_behavior": "always_invoice" if is_now else "none",
        "metadata": metadata,
    }
    options: Any = {"idempotency_key": key}
    _call(lambda api: api.v1.subscriptions.update(subscription_id, params, options))


def event_read(*, body: bytes, signature: str) -> Any:
    """Return the event of a signed request, checked by the SDK. Raises BillingWebhookRefused."""
    if not settings.STRIPE_BILLING_WEBHOOK_SECRET:
        raise BillingWebhookRefused("Webhooks are not connected.", code="webhook_not_connected")
    try:
        return stripe.Webhook.construct_event(
            body, signature, settings.STRIPE_BILLING_WEBHOOK_SECRET, tolerance=TOLERANCE_SECONDS
        )
    except (ValueError, TypeError, AttributeError, KeyError, stripe.StripeError) as error:
        raise BillingWebhookRefused from error
