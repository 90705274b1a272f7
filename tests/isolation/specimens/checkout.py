"""Codes, zones, taxes."""

from typing import Any

from tests.isolation.scope import Bodies, Ids

AFTER = ("catalog",)


def make(store: Any, ids: Ids) -> Ids:
    from apps.checkout import services
    from tests.apps.checkout.settings import code_make, zone_make

    tax = services.tax_rate_create(country="FR", name="TVA", percent_milli=20_000, store=store)
    return {
        "discount_id": str(code_make(store, "SAME").id),
        "zone_id": str(zone_make(store, "Same", "DE").id),
        "tax_rate_id": str(tax.id),
    }


RATE = {"name": "Post", "kind": "FLAT", "price": {"amount": "1.00", "currency": "EUR"}}
BODIES: Bodies = {
    "discountListPost": lambda _: {"code": "INTRUDER", "kind": "FREE_SHIPPING"},
    "discountDetailPatch": lambda _: {"is_active": False},
    "shippingZoneListPost": lambda _: {"name": "Intruder", "countries": ["AT"], "rates": [RATE]},
    "shippingZoneDetailPatch": lambda _: {"name": "Taken over", "countries": ["DE"], "rates": [RATE]},
    "taxSetupPatch": lambda _: {"is_inclusive": False, "is_shipping_taxed": False},
    "taxRateListPost": lambda _: {"country": "AT", "name": "USt", "percentage": "20"},
    "taxRateDetailPatch": lambda _: {"name": "Taken over", "percentage": "1"},
}
