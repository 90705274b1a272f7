"""What the shop's own settings take and give over the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.storefront.types import theme_schema


class ReadinessItemOutput(serializers.Serializer):
    code = serializers.CharField(
        help_text="email, product, shipping, tax, policies, payouts, sender, plan, look or test_order."
    )
    is_done = serializers.BooleanField()
    is_needed = serializers.BooleanField(help_text="The shop cannot sell as it should without it.")
    message = serializers.CharField(help_text="What is missing, when that can be said closer.")
    until = serializers.DateTimeField(allow_null=True, help_text="When it ends by itself, such as a trial.")


class ReadinessOutput(serializers.Serializer):
    items = ReadinessItemOutput(many=True)
    done = serializers.IntegerField()
    is_ready = serializers.BooleanField(help_text="Everything that is needed is there.")
    is_hidden = serializers.BooleanField(help_text="Put away; comes back when something needed is missing.")


class ThemeSettingOutput(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    type = serializers.CharField(help_text="color, choice or text.")
    choices = serializers.ListField(child=serializers.CharField(), required=False)
    max_length = serializers.IntegerField(required=False)
    value = serializers.CharField(help_text="What holds now.")
    default = serializers.CharField(help_text="What the theme itself says.")


class ThemeOutput(serializers.Serializer):
    settings = ThemeSettingOutput(many=True)


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string", "nullable": True}})
class ThemeChanges(serializers.DictField):
    """Values by key; null goes back to the theme's own."""


class ThemeChangeInput(serializers.Serializer):
    settings = ThemeChanges(
        child=serializers.CharField(allow_blank=True, allow_null=True, max_length=2000), allow_empty=True
    )

    def validate_settings(self, value: dict[str, Any]) -> dict[str, Any]:
        if len(value) > 10 * len(theme_schema()):
            raise serializers.ValidationError("Too many settings.")
        return value
