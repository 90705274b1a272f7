"""Carts. Prices are never kept in them."""

from django.db import models
from django.db.models import Q

from apps.checkout.totals import MAX_QUANTITY
from apps.checkout.types import CartStatus
from tenancy.ids import uuid7


class Cart(models.Model):
    """A cart, known to its shopper by a signed token, and by `customer_id` once they signed in.

    `email` is known from sign-in or from the checkout; `checkout_at` is when the checkout was
    begun with it, `announced_at` when automation last heard of a change.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    status = models.CharField(max_length=9, choices=CartStatus, default=CartStatus.OPEN)
    order_id = models.UUIDField(null=True, blank=True, editable=False)
    customer_id = models.UUIDField(null=True, blank=True, editable=False)
    email = models.EmailField(max_length=254, blank=True, default="", db_default="")
    discount_code = models.CharField(max_length=40, blank=True, default="", db_default="")
    checkout_at = models.DateTimeField(null=True, blank=True, editable=False)
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=CartStatus.values), name="cart_status_known"),
        ]
        indexes = [
            models.Index(fields=["updated_at"], name="cart_by_update"),
            models.Index(
                fields=["customer_id", "-updated_at"],
                name="cart_by_customer",
                condition=Q(customer_id__isnull=False),
            ),
        ]

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
        indexes = [models.Index(fields=["variant_id"], name="cart_line_of_variant")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"
