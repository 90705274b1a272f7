"""Placing purchase orders at suppliers and following them."""

from automation.purchasing.services.following import purchases_follow
from automation.purchasing.services.placing import purchase_place, purchases_place

__all__ = ["purchase_place", "purchases_follow", "purchases_place"]
