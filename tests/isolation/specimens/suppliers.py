"""Offers and purchase orders."""

from typing import Any
from uuid import UUID

from tests.isolation.scope import Bodies, Ids

AFTER = ("catalog",)


def make(store: Any, ids: Ids) -> Ids:
    from apps.catalog.selectors import product_get
    from tests.apps.suppliers.making import planned

    row = planned(store, product_get(product_id=UUID(ids["product_id"])))
    line = row.lines.get()
    return {
        "purchase_order_id": str(row.pk),
        "purchase_line_id": str(line.pk),
        "offer_id": str(line.offer_id),
    }


BODIES: Bodies = {
    "offerDetailPatch": lambda _: {"priority": 7},
    "purchaseSettingsPatch": lambda _: {"hold_minutes": 1},
    "purchaseBuyNowPost": lambda _: None,
    "purchaseBuyAnywayPost": lambda _: None,
    "purchaseKeepPost": lambda _: None,
    "purchaseRetryPost": lambda _: None,
    "purchaseAddressPost": lambda _: {"city": "Elsewhere"},
    "purchaseOfferPost": lambda ids: {"line_id": ids["purchase_line_id"], "offer_id": ids["offer_id"]},
    "purchaseBoughtPost": lambda _: {"supplier_order_id": "INTRUDER-1"},
    "purchaseCancelPost": lambda _: None,
}
# Nothing has failed yet, and its hold window has not ended.
REFUSED = {"purchaseRetryPost", "purchaseBuyAnywayPost", "purchaseKeepPost"}
