"""What a shop needs before it sells, read from facts: nothing here is ticked by hand (TEN-09)."""

from datetime import datetime

from apps.accounts.selectors import owner_is_verified
from apps.catalog.selectors import shelf_facts
from apps.checkout.selectors import shipping_is_set, tax_is_decided
from apps.content.selectors import policies_open
from apps.content.types import PageKind, PolicyGap
from apps.entitlements.selectors import entitlement_get
from apps.entitlements.types import PlanState
from apps.orders.selectors import orders_exist
from apps.payments.selectors import payout_get
from apps.payments.types import PayoutState
from apps.storefront.selectors import opening_hidden_at, theme_given
from apps.storefront.types import Readiness, ReadinessItem
from apps.tenants.types import StoreInfo

POLICIES = (PageKind.SHIPPING, PageKind.RETURNS, PageKind.PRIVACY, PageKind.TERMS)
# Where the law asks every shop to say who runs it.
IMPRINT_COUNTRIES = frozenset({"DE", "AT", "CH"})
STOPPED = {
    PlanState.LIMITED: "An invoice is not paid, so nothing new can be made.",
    PlanState.PAUSED: "The trial is over. Choose a plan to go on; nothing is lost.",
    PlanState.CANCELLED: "The subscription has ended. Choose a plan to go on; nothing is lost.",
}


def readiness_get(*, store: StoreInfo, now: datetime) -> Readiness:
    """Return what the current store has and lacks. Thirteen queries at most, however much is in the shop."""
    items = (
        _email(store),
        _product(),
        ReadinessItem(code="shipping", is_done=shipping_is_set(), is_needed=True),
        ReadinessItem(code="tax", is_done=tax_is_decided(), is_needed=True),
        _policies(store),
        _payouts(store),
        ReadinessItem(code="sender", is_done=bool(store.contact_email), is_needed=True),
        _plan(store, now),
        ReadinessItem(code="look", is_done=bool(theme_given()), is_needed=False),
        ReadinessItem(code="test_order", is_done=orders_exist(), is_needed=False),
    )
    found = Readiness(items=items, is_hidden=False)
    is_hidden = found.is_ready and opening_hidden_at() is not None
    return Readiness(items=items, is_hidden=is_hidden)


def _email(store: StoreInfo) -> ReadinessItem:
    return ReadinessItem(
        code="email", is_done=owner_is_verified(merchant_id=store.merchant_id), is_needed=True
    )


def _product() -> ReadinessItem:
    facts = shelf_facts()
    message = ""
    if facts.has_published and not facts.can_sell:
        message = "What is published is sold out or has no price."
    elif facts.has_products and not facts.has_published:
        message = "Everything is a draft so far."
    return ReadinessItem(code="product", is_done=facts.can_sell, is_needed=True, message=message)


def _policies(store: StoreInfo) -> ReadinessItem:
    kinds = (*POLICIES, PageKind.IMPRINT) if store.country in IMPRINT_COUNTRIES else POLICIES
    gaps = policies_open(kinds=kinds)
    return ReadinessItem(code="policies", is_done=not gaps, is_needed=True, message=_gap_words(gaps))


def _gap_words(gaps: tuple[PolicyGap, ...]) -> str:
    missing = ", ".join(PageKind(gap.kind).label for gap in gaps if not gap.is_published)
    unfilled = ", ".join(PageKind(gap.kind).label for gap in gaps if gap.is_published)
    words = [f"Not published: {missing}."] if missing else []
    return " ".join([*words, f"Still with [gaps]: {unfilled}."] if unfilled else words)


def _payouts(store: StoreInfo) -> ReadinessItem:
    found = payout_get(store_id=store.id)
    message = ""
    if found.state == PayoutState.RESTRICTED:
        message = "Stripe asks for something before it pays out."
    elif found.state == PayoutState.ONBOARDING:
        message = "Begun, and not finished at Stripe."
    return ReadinessItem(
        code="payouts", is_done=found.state == PayoutState.READY, is_needed=True, message=message
    )


def _plan(store: StoreInfo, now: datetime) -> ReadinessItem:
    found = entitlement_get(merchant_id=store.merchant_id, now=now)
    state = PlanState(found.state)
    return ReadinessItem(
        code="plan",
        is_done=state in {PlanState.ACTIVE, PlanState.PAST_DUE},
        is_needed=state in STOPPED,
        message=STOPPED.get(state, ""),
        until=found.trial_ends_at if state == PlanState.TRIAL else None,
    )
