"""Shapes of discounts, shipping and taxes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.checkout.api.fields import CountryField, PercentField
from apps.checkout.types import (
    MAX_BANDS,
    MAX_RATES,
    Band,
    DiscountInfo,
    DiscountInput,
    DiscountKind,
    DiscountState,
    RateInfo,
    RateInput,
    ShippingRateKind,
    ZoneInput,
)
from apps.money.fields import MoneyField
from apps.money.types import Money

MOST = 2_000_000_000


class DiscountListQuery(serializers.Serializer):
    search = serializers.CharField(required=False, allow_blank=True, max_length=40, default="")
    state = serializers.ChoiceField(choices=DiscountState.choices, required=False)


class DiscountWriteInput(serializers.Serializer):
    code = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField(choices=DiscountKind.choices)
    percentage = PercentField(required=False, allow_null=True)
    amount = MoneyField(required=False, allow_null=True)
    minimum_spend = MoneyField(required=False, allow_null=True)
    usage_limit = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=MOST)
    per_customer_limit = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MOST
    )
    starts_at = serializers.DateTimeField(required=False, allow_null=True)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)
    collection_ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=200)
    product_ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=500)
    is_active = serializers.BooleanField(required=False, default=True)


def discount_input(data: dict[str, Any]) -> DiscountInput:
    """Return what the service takes; keys left out are as if empty."""
    return DiscountInput(
        code=data["code"],
        kind=data["kind"],
        percent_milli=data.get("percentage") or 0,
        amount=data.get("amount"),
        minimum=data.get("minimum_spend"),
        usage_limit=data.get("usage_limit"),
        per_customer_limit=data.get("per_customer_limit"),
        starts_at=data.get("starts_at"),
        ends_at=data.get("ends_at"),
        collection_ids=tuple(data.get("collection_ids", ())),
        product_ids=tuple(data.get("product_ids", ())),
        is_active=data.get("is_active", True),
    )


def discount_patch(known: DiscountInfo, data: dict[str, Any]) -> DiscountInput:
    """Return the code as it is, with the keys that were sent laid over it."""
    names = {"percentage": "percent_milli"}
    keys = [
        *("code", "kind", "percentage", "amount", "minimum_spend", "usage_limit", "per_customer_limit"),
        *("starts_at", "ends_at", "collection_ids", "product_ids", "is_active"),
    ]
    return discount_input({key: getattr(known, names.get(key, key)) for key in keys} | data)


class DiscountOutput(serializers.Serializer):
    id = serializers.UUIDField()
    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=DiscountKind.choices)
    percentage = PercentField(source="percent_milli")
    amount = MoneyField(allow_null=True)
    minimum_spend = MoneyField(allow_null=True)
    usage_limit = serializers.IntegerField(allow_null=True)
    per_customer_limit = serializers.IntegerField(allow_null=True)
    times_used = serializers.IntegerField()
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    collection_ids = serializers.ListField(child=serializers.UUIDField())
    product_ids = serializers.ListField(child=serializers.UUIDField())
    is_active = serializers.BooleanField()
    state = serializers.ChoiceField(choices=DiscountState.choices)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ShippingBandShape(serializers.Serializer):
    """A step: `up_to_grams` for BY_WEIGHT, `up_to` for BY_PRICE, neither for the last one without a limit."""

    up_to_grams = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=MOST)
    up_to = MoneyField(required=False, allow_null=True)
    price = MoneyField()


class ShippingRateInput(serializers.Serializer):
    id = serializers.UUIDField(required=False, allow_null=True)
    name = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(choices=ShippingRateKind.choices)
    price = MoneyField(required=False, allow_null=True)
    bands = ShippingBandShape(many=True, required=False, max_length=MAX_BANDS)  # type: ignore[call-arg]
    free_over = MoneyField(required=False, allow_null=True)
    is_active = serializers.BooleanField(required=False, default=True)


class ShippingZoneInput(serializers.Serializer):
    name = serializers.CharField(max_length=80)
    countries = serializers.ListField(child=CountryField(), required=False, max_length=260)
    is_rest_of_world = serializers.BooleanField(required=False, default=False)
    rates = ShippingRateInput(many=True, required=False, max_length=MAX_RATES)  # type: ignore[call-arg]


def zone_input(data: dict[str, Any], *, currency: str) -> ZoneInput:
    """Return what the service takes. Raises ValidationError for steps in another currency."""
    return ZoneInput(
        name=data["name"],
        countries=tuple(data.get("countries", ())),
        is_rest_of_world=data.get("is_rest_of_world", False),
        rates=tuple(_rate(rate, currency) for rate in data.get("rates", ())),
    )


def _rate(data: dict[str, Any], currency: str) -> RateInput:
    return RateInput(
        id=data.get("id"),
        name=data["name"],
        kind=data["kind"],
        price=data.get("price"),
        bands=tuple(_band(band, data["kind"], currency) for band in data.get("bands", ())),
        free_over=data.get("free_over"),
        is_active=data.get("is_active", True),
    )


def _band(data: dict[str, Any], kind: str, currency: str) -> Band:
    limit: Money | None = data.get("up_to")
    if any(money is not None and money.currency != currency for money in (limit, data["price"])):
        raise serializers.ValidationError({"rates": [f"Amounts of this store are in {currency}."]})
    by_price = limit.amount_minor if limit else None
    up_to = data.get("up_to_grams") if kind == ShippingRateKind.BY_WEIGHT else by_price
    return Band(up_to=up_to, price_minor=data["price"].amount_minor)


class ShippingRateOutput(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=ShippingRateKind.choices)
    price = MoneyField()
    bands = serializers.SerializerMethodField()
    free_over = MoneyField(allow_null=True)
    is_active = serializers.BooleanField()

    @extend_schema_field(ShippingBandShape(many=True))
    def get_bands(self, rate: RateInfo) -> Any:
        currency = rate.price.currency
        by_weight = rate.kind == ShippingRateKind.BY_WEIGHT
        rows = [
            {
                "up_to_grams": band.up_to if by_weight else None,
                "up_to": None if by_weight or band.up_to is None else Money(band.up_to, currency),
                "price": Money(band.price_minor, currency),
            }
            for band in rate.bands
        ]
        return ShippingBandShape(rows, many=True).data


class ShippingZoneOutput(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    countries = serializers.ListField(child=serializers.CharField())
    is_rest_of_world = serializers.BooleanField()
    rates = ShippingRateOutput(many=True)


class TaxSettingsInput(serializers.Serializer):
    is_inclusive = serializers.BooleanField()
    is_shipping_taxed = serializers.BooleanField()


class TaxRateInput(serializers.Serializer):
    country = CountryField()
    name = serializers.CharField(max_length=40)
    percentage = PercentField()


class TaxRateChangeInput(serializers.Serializer):
    name = serializers.CharField(max_length=40)
    percentage = PercentField()


class TaxRateOutput(serializers.Serializer):
    id = serializers.UUIDField()
    country = serializers.CharField()
    name = serializers.CharField()
    percentage = PercentField(source="percent_milli")


class TaxSetupOutput(serializers.Serializer):
    is_inclusive = serializers.BooleanField()
    is_shipping_taxed = serializers.BooleanField()
    rates = TaxRateOutput(many=True)


class GoneOutput(serializers.Serializer):
    """An empty object: it is gone."""
