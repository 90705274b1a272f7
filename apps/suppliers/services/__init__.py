"""Writes of suppliers, offers and purchase orders. The only writer of a purchase order's status."""

from apps.suppliers.services.connections import connection_report
from apps.suppliers.services.fitting import purchases_fit
from apps.suppliers.services.fixing import (
    purchase_address_change,
    purchase_buy_anyway,
    purchase_buy_now,
    purchase_cancel,
    purchase_keep,
    purchase_mark_bought,
    purchase_offer_choose,
    purchase_retry,
    purchase_settings_change,
)
from apps.suppliers.services.following import PurchaseFacts, purchase_follow
from apps.suppliers.services.offers import offer_update, offers_upsert
from apps.suppliers.services.placing import (
    PlacedFacts,
    purchase_claim,
    purchase_failed,
    purchase_placed,
    purchase_postpone,
)
from apps.suppliers.services.planning import purchases_plan
from apps.suppliers.services.quoting import purchase_quoted

__all__ = [
    "PlacedFacts",
    "PurchaseFacts",
    "connection_report",
    "offer_update",
    "offers_upsert",
    "purchase_address_change",
    "purchase_buy_anyway",
    "purchase_buy_now",
    "purchase_cancel",
    "purchase_claim",
    "purchase_failed",
    "purchase_follow",
    "purchase_keep",
    "purchase_mark_bought",
    "purchase_offer_choose",
    "purchase_placed",
    "purchase_postpone",
    "purchase_quoted",
    "purchase_retry",
    "purchase_settings_change",
    "purchases_fit",
    "purchases_plan",
]
