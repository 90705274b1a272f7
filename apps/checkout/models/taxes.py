"""What a store collects for the state."""

from django.db import models
from django.db.models import Q

from apps.checkout.totals import WHOLE
from tenancy.ids import uuid7


class TaxSettings(models.Model):
    """One row: whether the store's prices contain the tax, and whether shipping is taxed."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    is_inclusive = models.BooleanField(default=True)
    is_shipping_taxed = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="tax_settings_one_row")]
        verbose_name_plural = "tax settings"

    def __str__(self) -> str:
        return "tax included" if self.is_inclusive else "tax added"


class TaxRate(models.Model):
    """The tax of one country; `percent_milli` is thousandths of a percent. No row: no tax there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    country = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=40)
    percent_milli = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(percent_milli__lte=WHOLE), name="tax_rate_at_most_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.name}"
