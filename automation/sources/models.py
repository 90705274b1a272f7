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
