"""Money on the wire: `{"amount": "19.90", "currency": "EUR"}`."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.money.types import Money, MoneyInvalid, is_currency


@extend_schema_field(
    {
        "type": "object",
        "required": ["amount", "currency"],
        "properties": {
            "amount": {"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "example": "19.90"},
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "example": "EUR"},
        },
    }
)
class MoneyField(serializers.Field):
    """Reads and writes `Money`. `negative=False` (the default) refuses amounts below zero."""

    default_error_messages = {
        "shape": 'Give {{"amount": "19.90", "currency": "EUR"}}, the amount as text.',
        "currency": "Not a currency code.",
        "negative": "Not below zero.",
    }

    def __init__(self, *, negative: bool = False, **kwargs: Any) -> None:
        self.negative = negative
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Money:
        if not isinstance(data, dict) or set(data) != {"amount", "currency"}:
            self.fail("shape")
        amount, currency = data["amount"], data["currency"]
        if not isinstance(amount, str) or not isinstance(currency, str) or len(amount) > 32:
            self.fail("shape")
        if not is_currency(currency):
            self.fail("currency")
        try:
            money = Money.parse(amount, currency)
        except MoneyInvalid as error:
            raise serializers.ValidationError([str(error)]) from error
        if money.amount_minor < 0 and not self.negative:
            self.fail("negative")
        return money

    def to_representation(self, value: Money) -> dict[str, str]:
        return value.to_wire()
