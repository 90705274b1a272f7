"""From a cart to Stripe's payment page.

Each try is one short transaction that holds the cart (and so keeps tabs and double clicks apart), then, outside of
it, one call to Stripe. What a killed process leaves behind is picked up by the next click or by the expiry job.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.catalog.types import OutOfStock
from apps.checkout.services.carts import cart_complete, cart_lock, cart_prices_seen
from apps.checkout.services.claims import REFUSED_CLAIMS, discount_claim
from apps.checkout.services.codes import cart_discount_remove
from apps.checkout.services.contacts import checkout_noted
from apps.checkout.services.snapshots import Wish, contact_check, snapshot_make, stock_problems
from apps.checkout.types import CheckoutBusy, CheckoutRefused, CheckoutStarted, Problem, ProblemCode
from apps.orders import services as orders
from apps.orders.selectors import order_for_cart, order_token, orders_pending_of_cart
from apps.orders.types import OrderPlaced, PaymentStatus
from apps.payments import services as payments
from apps.payments.types import PaymentRefused, SessionPlan, SessionSuperseded
from apps.tenants.selectors import store_current
from apps.tenants.types import StoreInfo

ORDER_PATH = "/orders/{token}"
CANCEL_PATH = "/checkout"
TRIES = 4


@dataclass(frozen=True, slots=True)
class _Ready:
    """The order and its stock are secured; open or reuse this session."""

    order: OrderPlaced
    plan: SessionPlan


@dataclass(frozen=True, slots=True)
class _Settled:
    """The cart is already an order with money on it."""

    order_id: UUID


@dataclass(frozen=True, slots=True)
class _MustClose:
    """The order differs from the cart while its old session can still be paid: close that first."""

    order_id: UUID


def checkout_start(
    *,
    cart_id: UUID,
    email: str,
    shipping_address: Mapping[str, object],
    shipping_method: str,
    now: datetime,
    billing_address: Mapping[str, object] | None = None,
    expected_total_minor: int | None = None,
    note: str = "",
) -> CheckoutStarted:
    """Turn the cart into a PENDING order that holds its stock, and return where to pay.

    The same cart again (double click, browser back) gives the same order and the same session. A changed cart
    changes the order: its old session is expired at Stripe first, then the reservation moves by the difference.
    An order already paid leads to its own page. `shipping_method` is a ShippingOption's id;
    `expected_total_minor` is the total the shopper was shown.

    Raises AddressInvalid (fields), CheckoutRefused (problems with machine codes per line; prices count as seen
    afterwards), CartUnknown, PaymentUnavailable (the order is kept, try again) and CheckoutBusy.
    Call outside a transaction.
    """
    store = store_current()
    wish = Wish(
        cart_id=cart_id,
        shipping_method=shipping_method,
        expected_total_minor=expected_total_minor,
        note=" ".join(note.split())[:1000],
        **contact_check(email=email, shipping=shipping_address, billing=billing_address, locale=store.locale),
    )
    for _ in range(TRIES):
        step = _secure(wish=wish, store=store, now=now)
        if isinstance(step, _Settled):
            return _at_order(step.order_id, store)
        if isinstance(step, _MustClose):
            payments.sessions_close(order_id=step.order_id, now=now)
            continue
        try:
            return _open(step, store=store, now=now)
        except SessionSuperseded:
            continue
    raise CheckoutBusy(retry_after=1)


def _secure(*, wish: Wish, store: StoreInfo, now: datetime) -> _Ready | _Settled | _MustClose:
    """Bring order, stock and payment row in line with the cart; on a refusal the prices count as seen."""
    try:
        with transaction.atomic():
            return _secure_locked(wish=wish, store=store, now=now)
    except OutOfStock as error:
        problems = stock_problems(cart_id=wish.cart_id, short=error.variant_ids, currency=store.currency)
        raise CheckoutRefused(problems) from error
    except CheckoutRefused as refusal:
        codes = {problem.code for problem in refusal.problems}
        if ProblemCode.PRICE_CHANGED in codes:
            cart_prices_seen(cart_id=wish.cart_id, now=now)
        if codes & REFUSED_CLAIMS:
            # The shopper has been told; the next try goes without the code.
            cart_discount_remove(cart_id=wish.cart_id, now=now)
        raise


def _secure_locked(*, wish: Wish, store: StoreInfo, now: datetime) -> _Ready | _Settled | _MustClose:
    cart = cart_lock(wish.cart_id)
    order = order_for_cart(cart_id=cart.pk, lock=True)
    if cart.order_id is not None:
        return _Settled(cart.order_id)
    if order is not None and order.payment_status != PaymentStatus.PENDING:
        return _Settled(order.id)
    snapshot = snapshot_make(wish=wish, store=store)
    live = payments.session_live(order_id=order.id, now=now) if order else None
    if order is not None and live is not None:
        if live.is_processing:
            return _Settled(order.id)
        same = order.fingerprint == snapshot.fingerprint and live.expires_at > now
        return _Ready(order, live) if same else _MustClose(order.id)
    expires_at = payments.session_expiry(now=now)
    if order is None:
        order = orders.order_place(snapshot=snapshot, expires_at=expires_at, store_id=store.id, now=now)
    elif order.fingerprint == snapshot.fingerprint:
        orders.order_keep_until(order_id=order.id, expires_at=expires_at)
    else:
        order = orders.order_change(order_id=order.id, snapshot=snapshot, expires_at=expires_at, now=now)
    discount_claim(
        discount_id=snapshot.discount_id, order_id=order.id, cart_id=cart.pk, email=snapshot.email, now=now
    )
    checkout_noted(cart=cart, email=snapshot.email, now=now)
    plan = payments.session_prepare(store_id=store.id, order=order, expires_at=expires_at, now=now)
    return _Ready(order, plan)


def _open(step: _Ready, *, store: StoreInfo, now: datetime) -> CheckoutStarted:
    token = order_token(order_id=step.order.id)
    try:
        url = payments.session_open(
            plan=step.plan,
            order=step.order,
            success_url=store.url + ORDER_PATH.format(token=token),
            cancel_url=store.url + CANCEL_PATH,
            now=now,
        )
    except PaymentRefused as refusal:
        _undo(step, store=store, now=now)
        problem = Problem(ProblemCode.PAYMENT_REFUSED, f"The payment could not be started: {refusal.message}")
        raise CheckoutRefused((problem,)) from refusal
    return CheckoutStarted(order_id=step.order.id, order_token=token, redirect_url=url)


def _undo(step: _Ready, *, store: StoreInfo, now: datetime) -> None:
    """Give back number's order and stock at once: Stripe will never take this payment."""
    orders.order_cancel(
        order_id=step.order.id, reason="The payment could not be started.", store_id=store.id, now=now
    )


def _at_order(order_id: UUID, store: StoreInfo) -> CheckoutStarted:
    token = order_token(order_id=order_id)
    return CheckoutStarted(
        order_id=order_id, order_token=token, redirect_url=store.url + ORDER_PATH.format(token=token)
    )


def cart_close_for_order(*, cart_id: UUID, order_id: UUID, store_id: UUID, now: datetime) -> None:
    """Complete the cart of a paid order and cancel what else was begun with it. Repeats change nothing.

    Runs in the caller's transaction.
    """
    cart_complete(cart_id=cart_id, order_id=order_id, now=now)
    for other in orders_pending_of_cart(cart_id=cart_id):
        orders.order_cancel(
            order_id=other, reason="Another order of this cart was paid.", store_id=store_id, now=now
        )
