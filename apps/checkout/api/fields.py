"""Percentages and countries on the wire."""

from decimal import Decimal, InvalidOperation
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.checkout.types import percent_text


@extend_schema_field({"type": "string", "pattern": r"^\d{1,3}(\.\d{1,3})?$", "example": "19"})
class PercentField(serializers.Field):
    """A percentage as text, "19" or "8.375"; thousandths of a percent inside."""

    default_error_messages = {"invalid": "A percentage from 0 to 100 as text, with at most three decimals."}

    def to_internal_value(self, data: Any) -> int:
        if (
            not isinstance(data, str)
            or len(data) > 8
            or not data.replace(".", "", 1).isdigit()
            or not data.isascii()
        ):
            self.fail("invalid")
        try:
            milli = Decimal(data) * 1000
        except InvalidOperation:
            self.fail("invalid")
        if milli != milli.to_integral_value() or not 0 <= milli <= 100_000:
            self.fail("invalid")
        return int(milli)

    def to_representation(self, value: int) -> str:
        return percent_text(value)


@extend_schema_field(OpenApiTypes.STR)
class CountryField(serializers.CharField):
    """ISO 3166-1 alpha-2."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=2, max_length=2, **kwargs)
