"""Discount codes and who used them."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.catalog.fields import ListField
from apps.checkout.totals import WHOLE
from apps.checkout.types import DiscountKind
from tenancy.ids import uuid7


class Discount(models.Model):
    """A code. `percent_milli` is thousandths of a percent; `times_used` counts its DiscountUse rows.

    Without `collection_ids` and `product_ids` it applies to everything; with them to lines of either.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=13, choices=DiscountKind)
    percent_milli = models.PositiveIntegerField(default=0)
    amount_minor = models.BigIntegerField(default=0)
    minimum_minor = models.BigIntegerField(null=True, blank=True)
    usage_limit = models.PositiveIntegerField(null=True, blank=True)
    per_customer_limit = models.PositiveIntegerField(null=True, blank=True)
    times_used = models.PositiveIntegerField(default=0, editable=False)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    collection_ids = ListField(models.UUIDField(), default=list, blank=True)
    product_ids = ListField(models.UUIDField(), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=DiscountKind.PERCENTAGE, percent_milli__range=(1, WHOLE), amount_minor=0)
                | Q(kind=DiscountKind.AMOUNT, percent_milli=0, amount_minor__gt=0)
                | Q(kind=DiscountKind.FREE_SHIPPING, percent_milli=0, amount_minor=0),
                name="discount_gives_one_thing",
            ),
            models.CheckConstraint(
                condition=(Q(minimum_minor__isnull=True) | Q(minimum_minor__gte=0))
                & (Q(usage_limit__isnull=True) | Q(usage_limit__gte=1))
                & (Q(per_customer_limit__isnull=True) | Q(per_customer_limit__gte=1)),
                name="discount_limits_sane",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="discount_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "id"], name="discount_newest")]

    def __str__(self) -> str:
        return self.code


class DiscountUse(models.Model):
    """One order that took a code. Written with the order, taken back when the order ends unpaid."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    discount = models.ForeignKey(Discount, on_delete=models.CASCADE, related_name="uses", db_index=False)
    order_id = models.UUIDField(unique=True)
    cart_id = models.UUIDField()
    email_key = models.CharField(max_length=254)
    used_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["discount", "email_key"], name="discount_use_by_person"),
            models.Index(fields=["cart_id"], name="discount_use_by_cart"),
        ]

    def __str__(self) -> str:
        return f"{self.discount_id} {self.order_id}"
