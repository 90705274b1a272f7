"""Carts and shipping rates of one store (store schema)."""

from django.db import models
from django.db.models import Q

from apps.checkout.totals import MAX_QUANTITY
from apps.checkout.types import CartStatus
from tenancy.ids import uuid7


class Cart(models.Model):
    """An anonymous cart, known to its shopper by a signed token. Prices are never kept here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    status = models.CharField(max_length=9, choices=CartStatus, default=CartStatus.OPEN)
    order_id = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=CartStatus.values), name="cart_status_known"),
        ]
        indexes = [models.Index(fields=["updated_at"], name="cart_by_update")]

    def __str__(self) -> str:
        return str(self.pk)


class CartLine(models.Model):
    """A variant and a quantity. `seen_price_minor` is the price the shopper last saw, to tell changes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant_id = models.UUIDField()
    # Kept for the day the variant is gone, so that the shopper is told what is.
    title = models.CharField(max_length=255)
    quantity = models.PositiveSmallIntegerField()
    seen_price_minor = models.BigIntegerField()
    added_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant_id"], name="cart_line_variant_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MAX_QUANTITY), name="cart_line_quantity_bounds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"


class ShippingRate(models.Model):
    """A flat price for shipping. No countries means everywhere; `free_over_minor` looks at the subtotal."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80, unique=True)
    price_minor = models.BigIntegerField()
    free_over_minor = models.BigIntegerField(null=True, blank=True)
    countries = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(price_minor__gte=0)
                & (Q(free_over_minor__isnull=True) | Q(free_over_minor__gte=0)),
                name="shipping_rate_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name
