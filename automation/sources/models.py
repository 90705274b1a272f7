"""What suppliers and pages said of a product, whenever it was something new (store schema)."""

from django.db import models

from tenancy.ids import uuid7


class SourceSnapshot(models.Model):
    """A source's answer with its hash and time. The same answer again only moves `seen_at`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    # As it came, for evidence; {} where the source is a file kept elsewhere.
    raw = models.JSONField(default=dict)
    # What it comes to: title, texts, options, and per variant cost, price and stock.
    facts = models.JSONField()
    fetched_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["reference", "-fetched_at"], name="source_snapshot_newest")]

    def __str__(self) -> str:
        return f"{self.reference} {self.fetched_at}"


class MappedVariant(models.Model):
    """One of our variants at a supplier, and what the supplier last said of it. The core's offers mirror it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    variant_id = models.UUIDField()
    product_id = models.UUIDField()
    provider = models.CharField(max_length=20)
    supplier_product_id = models.CharField(max_length=80)
    sku_id = models.CharField(max_length=80)
    title = models.CharField(max_length=300, blank=True, default="")
    cost = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    stock = models.IntegerField(null=True)
    state = models.CharField(max_length=12, default="OK")
    message = models.CharField(max_length=300, blank=True, default="")
    is_hidden_by_us = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    # It sold lately, so it is checked hourly until then; null for all others.
    hourly_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["variant_id", "provider", "supplier_product_id", "sku_id"], name="source_mapped_once"
            )
        ]
        indexes = [
            models.Index(fields=["provider", "supplier_product_id"], name="source_mapped_product"),
            models.Index(fields=["checked_at"], name="source_mapped_checked"),
            models.Index(fields=["product_id"], name="source_mapped_ours"),
            models.Index(
                fields=["hourly_until"],
                name="source_mapped_hourly",
                condition=models.Q(hourly_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.sku_id}"
