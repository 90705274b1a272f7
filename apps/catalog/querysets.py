"""Chainable filters of the catalog."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models

from apps.catalog.types.statuses import ProductStatus


class ProductQuerySet(models.QuerySet[Any]):
    def for_sale(self) -> ProductQuerySet:
        """Products shoppers can see."""
        return self.filter(status=ProductStatus.ACTIVE)

    def locked(self) -> ProductQuerySet:
        """Lock the rows against other writers, while children may still be inserted."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class VariantQuerySet(models.QuerySet[Any]):
    def of(self, *, product_id: UUID) -> VariantQuerySet:
        """A product's variants in the merchant's order."""
        return self.filter(product_id=product_id).order_by("position", "pk")

    def locked(self) -> VariantQuerySet:
        """Lock the rows in the order in which stock is reserved, so that the two never wait for each other."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")
