"""Sales, visits and exports of one store (store schema)."""

from django.db import models
from django.db.models import F, Q

from apps.analytics.types import EntryKind, ExportKind, ExportState, Medium
from tenancy.ids import uuid7


class SaleEntry(models.Model):
    """One line of the sales ledger: an order paid (+) or money given back (−). Written once, never changed.

    Amounts are minor units of `currency` and signed; `net_minor` is what is left without tax. `sequence` numbers the
    entries of an order from 0, its sale; a refund that came back from the bank is booked as a positive REFUND.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=6, choices=EntryKind)
    order_id = models.UUIDField()
    order_number = models.PositiveIntegerField()
    at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    gross_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    shipping_minor = models.BigIntegerField(default=0)
    discount_minor = models.BigIntegerField(default=0)
    net_minor = models.BigIntegerField()
    items_count = models.PositiveIntegerField(default=0)
    sequence = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "sale entries"
        constraints = [
            models.UniqueConstraint(fields=["order_id", "sequence"], name="entry_booked_once"),
            models.CheckConstraint(
                condition=Q(net_minor=F("gross_minor") - F("tax_minor")),
                name="entry_net_is_gross_without_tax",
            ),
        ]
        indexes = [models.Index(fields=["at", "id"], name="entry_time")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.order_number}"


class SaleLine(models.Model):
    """What one sale was made of, as bought: `total_minor` is the line's price without shipping and discount."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(SaleEntry, on_delete=models.CASCADE, related_name="lines")
    product_id = models.UUIDField()
    title = models.CharField(max_length=255)
    quantity = models.PositiveIntegerField()
    total_minor = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["product_id"], name="sale_line_product")]

    def __str__(self) -> str:
        return self.title


class Visit(models.Model):
    """One visitor on one day of the store's calendar.

    `visitor` cannot be led back to a person: it is a keyed digest of address and browser under a key that changes
    each day and is stored nowhere. No cookie is set and no address is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    day = models.DateField()
    visitor = models.CharField(max_length=32)
    source = models.CharField(max_length=80)
    medium = models.CharField(max_length=8, choices=Medium)
    campaign = models.CharField(max_length=80, blank=True, default="")
    landing = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    carted_at = models.DateTimeField(null=True, blank=True)
    checkout_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    order_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "visitor"], name="visit_once_a_day")]
        indexes = [models.Index(fields=["order_id"], name="visit_order", condition=Q(order_id__isnull=False))]

    def __str__(self) -> str:
        return f"{self.day} {self.source}"


class Export(models.Model):
    """A file made in the background; it lives as long as its link.

    `file` is known before it is written, so that half of one is deleted too. `progress` is percent; `failure` the
    sentence of a FAILED one. `pictures` and `pictures_missing` belong to EVERYTHING.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=ExportKind)
    first = models.DateField()
    last = models.DateField()
    state = models.CharField(max_length=8, choices=ExportState, default=ExportState.QUEUED)
    file = models.CharField(max_length=200, blank=True, default="")
    rows = models.PositiveIntegerField(default=0)
    size_bytes = models.BigIntegerField(default=0, db_default=0)
    progress = models.PositiveSmallIntegerField(default=0, db_default=0)
    pictures = models.PositiveIntegerField(default=0, db_default=0)
    pictures_missing = models.PositiveIntegerField(default=0, db_default=0)
    failure = models.CharField(max_length=300, blank=True, default="", db_default="")
    requested_by = models.UUIDField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="export_expiry")]

    def __str__(self) -> str:
        return f"{self.kind} {self.first} – {self.last}"
