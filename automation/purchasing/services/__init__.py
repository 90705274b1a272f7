"""Placing purchase orders at suppliers and following them."""

from automation.purchasing.services.following import purchases_follow
from automation.purchasing.services.placing import purchases_place

__all__ = ["purchases_follow", "purchases_place"]
