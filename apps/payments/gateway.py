"""The only door to Stripe: the real SDK, bounded in time, its answers as plain data, its errors typed.

The address comes from settings; nothing else differs between Stripe and a stand-in that speaks its format.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import stripe
from django.conf import settings

from apps.money.types import Money
from apps.orders.types import RefundFacts, RefundState
from apps.payments.breaker import Breaker
from apps.payments.types import (
    PaymentRefused,
    PaymentUnavailable,
    SessionFacts,
    SessionRequest,
    WebhookRefused,
)

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 2
READ_SECONDS = 10
TOLERANCE_SECONDS = 300
PAGE = 100
# Said by `PaymentRefused.code` when a connected account took its access away.
ACCOUNT_GONE = "account_gone"
EXPAND = ["payment_intent.latest_charge"]
# Stripe's own list for `locale`; anything else lets it choose by the browser.
LOCALES = frozenset(
    "bg cs da de el en es et fi fil fr hr hu id it ja ko lt lv ms mt nb nl pl pt ro ru sk sl sv th tr vi zh".split()
)
BREAKER = Breaker("stripe")
REFUND_REASONS = {
    "REQUESTED_BY_CUSTOMER": "requested_by_customer",
    "DUPLICATE": "duplicate",
    "FRAUDULENT": "fraudulent",
}
REFUND_STATES = {
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}


def is_live() -> bool:
    """Say whether the configured key moves real money."""
    return settings.STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))


@lru_cache(maxsize=4)
def _client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base} if base else None,
        max_network_retries=1,
        http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, READ_SECONDS)),
    )


def client() -> stripe.StripeClient:
    """Return the SDK's client. Raises PaymentUnavailable when no key is configured."""
    if not settings.STRIPE_SECRET_KEY:
        raise PaymentUnavailable("Payments are not connected.", code="payments_not_connected")
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE.rstrip("/"))


def stripe_call[T](call: Callable[[stripe.StripeClient], T], account_id: str = "") -> T:
    """Run one call; turn the SDK's errors into ours. Never inside a transaction: it waits for the network.

    `account_id` says on which connected account, so that a lost access is told from a bad key of ours. Raises
    PaymentUnavailable and PaymentRefused.
    """
    if BREAKER.is_open():
        raise PaymentUnavailable(retry_after=10)
    try:
        answer = call(client())
    except stripe.IdempotencyError as error:
        # The same request is being answered in another process at this moment.
        raise PaymentUnavailable(retry_after=2) from error
    except (stripe.CardError, stripe.InvalidRequestError) as error:
        BREAKER.succeeded()
        code = error.code or "payment_refused"
        raise PaymentRefused(error.user_message or str(error), code=code) from error
    except stripe.PermissionError as error:
        BREAKER.succeeded()
        if not account_id:
            logger.error("Stripe does not accept our key: %s", error.code or "permission")
            raise PaymentUnavailable(retry_after=60) from error
        raise PaymentRefused("This shop's payment account is not connected.", code=ACCOUNT_GONE) from error
    except stripe.AuthenticationError as error:
        logger.error("Stripe does not accept our key: %s", error.code or type(error).__name__)
        raise PaymentUnavailable(retry_after=60) from error
    except stripe.StripeError as error:
        BREAKER.failed()
        logger.warning("Stripe is away: %s %s", type(error).__name__, error.http_status)
        raise PaymentUnavailable(retry_after=5) from error
    BREAKER.succeeded()
    return answer


def session_create(request: SessionRequest) -> SessionFacts:
    """Create a Checkout Session; the same idempotency key gives the same session for 24 hours.

    A shopper waits for it, so a Stripe that hangs is not asked twice: ten seconds are the most. Raises
    PaymentUnavailable (repeat later with the same request) and PaymentRefused.
    """
    params = _session_params(request)
    options = _on(request.account_id, idempotency_key=request.idempotency_key, max_network_retries=0)
    return _facts(
        stripe_call(lambda api: api.v1.checkout.sessions.create(params, options), request.account_id)
    )


def _on(account_id: str, **options: Any) -> Any:
    """Return the options of a call on a connected account ("" = the platform's own)."""
    return {**options, "stripe_account": account_id} if account_id else options


def _session_params(request: SessionRequest) -> Any:
    return {
        "mode": "payment",
        "client_reference_id": str(request.order_id),
        "customer_email": request.email,
        "line_items": [_line_item(line, request.currency) for line in request.lines],
        "shipping_options": [
            {
                "shipping_rate_data": {
                    "type": "fixed_amount",
                    "display_name": request.shipping_name[:100],
                    "fixed_amount": {
                        "amount": request.shipping_minor,
                        "currency": request.currency.lower(),
                    },
                }
            }
        ],
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "expires_at": int(request.expires_at.timestamp()),
        "locale": _locale(request.locale),
        "metadata": _metadata(request),
        "payment_intent_data": _intent_data(request),
    }


def _intent_data(request: SessionRequest) -> dict[str, Any]:
    data: dict[str, Any] = {"metadata": _metadata(request)}
    if request.application_fee_minor:
        data["application_fee_amount"] = request.application_fee_minor
    return data


def _metadata(request: SessionRequest) -> dict[str, str]:
    """Return labels for people reading Stripe's dashboard. Nothing is ever decided by them."""
    return {
        "order_id": str(request.order_id),
        "order_number": str(request.order_number),
        "store_id": str(request.store_id),
    }


def _line_item(line: Any, currency: str) -> dict[str, Any]:
    product: dict[str, Any] = {"name": line.name}
    if line.description:
        product["description"] = line.description
    if line.image_url.startswith(("http://", "https://")):
        product["images"] = [line.image_url]
    price = {"currency": currency.lower(), "unit_amount": line.unit_price_minor, "product_data": product}
    return {"quantity": line.quantity, "price_data": price}


def _locale(locale: str) -> Any:
    language = locale.partition("-")[0]
    return language if language in LOCALES else "auto"


def session_retrieve(session_id: str, account_id: str = "") -> SessionFacts:
    """Return a session as it is now, with its payment and refunds. Raises PaymentUnavailable, PaymentRefused."""
    params: Any = {"expand": EXPAND}
    options = _on(account_id)
    return _facts(
        stripe_call(lambda api: api.v1.checkout.sessions.retrieve(session_id, params, options), account_id)
    )


def session_expire(session_id: str, account_id: str = "") -> bool:
    """Expire an open session so that nobody can pay it; False when Stripe says it is not open any more.

    Raises PaymentUnavailable.
    """
    try:
        stripe_call(lambda api: api.v1.checkout.sessions.expire(session_id, {}, _on(account_id)), account_id)
    except PaymentRefused:
        return False
    return True


def sessions_closed_since(since: datetime, account_id: str = "") -> Iterator[str]:
    """Yield the ids of sessions made since `since` that are complete or expired. Raises PaymentUnavailable."""
    for status in ("complete", "expired"):
        after = ""
        while True:
            params: Any = {"created": {"gte": int(since.timestamp())}, "status": status, "limit": PAGE}
            if after:
                params["starting_after"] = after
            page = _sessions_page(params, account_id)
            yield from (item.id for item in page.data)
            if not page.has_more or not page.data:
                break
            after = page.data[-1].id


def _sessions_page(params: Any, account_id: str) -> Any:
    return stripe_call(lambda api: api.v1.checkout.sessions.list(params, _on(account_id)), account_id)


def refund_create(
    *, payment_intent_id: str, idempotency_key: str, reason: str, account_id: str, returns_fee: bool
) -> str:
    """Refund a payment in full and return the refund's id; once per idempotency key.

    `returns_fee` gives the platform's fee back with it; a payment without one does not take the word. Raises
    PaymentUnavailable and PaymentRefused (code `charge_already_refunded` when nothing is left).
    """
    params: Any = {"payment_intent": payment_intent_id, "metadata": {"reason": reason}}
    params |= {"refund_application_fee": True} if returns_fee else {}
    options = _on(account_id, idempotency_key=idempotency_key)
    return stripe_call(lambda api: api.v1.refunds.create(params, options), account_id).id


def refund_begin(
    *,
    payment_intent_id: str,
    amount: Money,
    refund_id: UUID,
    reason: str,
    account_id: str,
    returns_fee: bool,
) -> RefundFacts:
    """Refund a part of a payment, once per `refund_id`, on the account that was charged ("" = the platform's).

    `returns_fee` gives the same share of the platform's fee back. Raises PaymentUnavailable (repeat later: the same
    refund_id gives the same refund) and PaymentRefused (ACCOUNT_GONE when the account is not ours to ask any more).
    """
    params: Any = {
        "payment_intent": payment_intent_id,
        "amount": amount.amount_minor,
        "metadata": {"refund_id": str(refund_id)},
    }
    if reason in REFUND_REASONS:
        params["reason"] = REFUND_REASONS[reason]
    params |= {"refund_application_fee": True} if returns_fee else {}
    options = _on(account_id, idempotency_key=f"order-refund-{refund_id}")
    return _refund_facts(stripe_call(lambda api: api.v1.refunds.create(params, options), account_id))


def refunds_of(*, payment_intent_id: str, account_id: str) -> tuple[RefundFacts, ...]:
    """Return the refunds of a payment as they are now, at most 100. Raises PaymentUnavailable, PaymentRefused."""
    params: Any = {"payment_intent": payment_intent_id, "limit": PAGE}
    options = _on(account_id)
    page = stripe_call(lambda api: api.v1.refunds.list(params, options), account_id)
    return tuple(_refund_facts(item) for item in page.data)


def fee_returned_minor(*, charge_id: str) -> int:
    """Return how much of the platform's fee on a charge went back, in minor units of the charge.

    The fee is the platform's own, whatever account was charged. Raises PaymentUnavailable, PaymentRefused.
    """
    params: Any = {"charge": charge_id, "limit": 1}
    page = stripe_call(lambda api: api.v1.application_fees.list(params))
    return sum(fee.amount_refunded for fee in page.data)


def _refund_facts(refund: Any) -> RefundFacts:
    labels = refund.metadata.to_dict() if refund.metadata else {}
    try:
        refund_id = UUID(labels.get("refund_id", ""))
    except ValueError:
        refund_id = None
    return RefundFacts(
        reference=refund.id,
        state=REFUND_STATES.get(refund.status or "", RefundState.PENDING),
        amount=Money(refund.amount, refund.currency.upper()),
        created_at=datetime.fromtimestamp(refund.created, tz=UTC),
        refund_id=refund_id,
        is_automatic="reason" in labels,
        failure=str(getattr(refund, "failure_reason", None) or ""),
    )


def event_read(*, body: bytes, signature: str, secret: str) -> Any:
    """Return the event of a signed request, checked by the SDK. Raises WebhookRefused.

    The signature is an HMAC-SHA256 over time and raw body; older than 300 seconds is refused.
    """
    if not secret:
        raise WebhookRefused("Webhooks are not connected.", code="webhook_not_connected")
    try:
        return stripe.Webhook.construct_event(body, signature, secret, tolerance=TOLERANCE_SECONDS)
    except (ValueError, TypeError, AttributeError, KeyError, stripe.StripeError) as error:
        raise WebhookRefused from error


def _facts(session: Any) -> SessionFacts:
    intent = session.payment_intent
    intent_id = intent if isinstance(intent, str) else getattr(intent, "id", None) or ""
    charge = getattr(intent, "latest_charge", None)
    charge = None if charge is None or isinstance(charge, str) else charge
    return SessionFacts(
        session_id=session.id,
        url=session.url or "",
        status=session.status or "",
        payment_status=session.payment_status,
        amount=Money(session.amount_total or 0, (session.currency or "").upper()),
        payment_intent_id=intent_id,
        is_payment_failed=getattr(intent, "status", "") in {"requires_payment_method", "canceled"},
        paid_at=datetime.fromtimestamp(charge.created, tz=UTC) if charge else None,
        refunded_minor=charge.amount_refunded if charge else 0,
        charge_id=charge.id if charge else "",
    )
