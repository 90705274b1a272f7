"""Fields that refuse what is merely similar: numbers as text, endless lists."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.catalog.types import OptionValueInput


class TextField(serializers.CharField):
    """Text, and nothing that could be made into text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"allow_blank": True} | kwargs))

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class BoundedList(serializers.ListField):
    """A list whose length is looked at before its items."""

    def to_internal_value(self, data: Any) -> list[Any]:
        if isinstance(data, list) and self.max_length is not None and len(data) > self.max_length:
            raise serializers.ValidationError([f"At most {self.max_length}."])
        return list(super().to_internal_value(data))


class OptionValueNamed(serializers.Serializer):
    id = serializers.UUIDField(required=False, allow_null=True)
    name = TextField(max_length=1000)


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "maxLength": 255},
            {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "id": {"type": "string", "format": "uuid"},
                    "name": {"type": "string", "maxLength": 255},
                },
            },
        ]
    }
)
class OptionValueField(serializers.Field):
    """`"M"`, or `{"id", "name"}` to rename the value with this id."""

    def to_internal_value(self, data: Any) -> OptionValueInput:
        named = OptionValueNamed(data={"name": data} if not isinstance(data, dict) else data)
        if not named.is_valid():
            errors = named.errors
            raise serializers.ValidationError(errors if isinstance(data, dict) else errors["name"])
        return OptionValueInput(name=named.validated_data["name"], id=named.validated_data.get("id"))

    def to_representation(self, value: OptionValueInput) -> str:
        return value.name
