"""Where a store ships to, and for how much."""

from django.db import models
from django.db.models import Q

from apps.checkout.types import ShippingRateKind
from tenancy.ids import uuid7


class ShippingZone(models.Model):
    """Countries that share their rates. One zone may stand for the rest of the world, and names no country."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80, unique=True)
    is_rest_of_world = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_rest_of_world"],
                condition=Q(is_rest_of_world=True),
                name="shipping_zone_one_rest_of_world",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ShippingZoneCountry(models.Model):
    """A country belongs to one zone at most (the constraint)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    zone = models.ForeignKey(ShippingZone, on_delete=models.CASCADE, related_name="country_rows")
    code = models.CharField(max_length=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="shipping_country_in_one_zone")]
        verbose_name_plural = "shipping zone countries"

    def __str__(self) -> str:
        return self.code


class ShippingRate(models.Model):
    """A way to ship to a zone. FLAT uses `price_minor`; the others the first of `bands` that fits.

    A band is `{"up_to": grams or minor units, null = no limit, "price_minor": …}`, ascending. A cart over the
    last band is not shipped this way. From `free_over_minor` of goods on, shipping costs nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    zone = models.ForeignKey(ShippingZone, on_delete=models.CASCADE, related_name="rates")
    name = models.CharField(max_length=80)
    kind = models.CharField(
        max_length=9,
        choices=ShippingRateKind,
        default=ShippingRateKind.FLAT,
        db_default=ShippingRateKind.FLAT,
    )
    price_minor = models.BigIntegerField()
    bands = models.JSONField(default=list, db_default=[], blank=True)
    free_over_minor = models.BigIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "name"], name="shipping_rate_name_once_in_zone"),
            models.CheckConstraint(
                condition=Q(price_minor__gte=0)
                & (Q(free_over_minor__isnull=True) | Q(free_over_minor__gte=0)),
                name="shipping_rate_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name
