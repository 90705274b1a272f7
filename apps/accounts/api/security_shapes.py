"""Shapes of second factors, sessions and API keys on the wire."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from apps.accounts.api.serializers import PasswordField, PlainCharField
from apps.accounts.types import KEY_SCOPES, KeyMode


class TwoFactorBegunOutput(serializers.Serializer):
    secret = serializers.CharField()
    uri = serializers.CharField()
    qr_svg = serializers.CharField(help_text="An inline SVG image of `uri`.")


class TwoFactorConfirmInput(serializers.Serializer):
    code = serializers.CharField(max_length=10)


class TwoFactorProofInput(serializers.Serializer):
    password = PasswordField()
    code = serializers.CharField(max_length=20)


class RecoveryCodesOutput(serializers.Serializer):
    recovery_codes = serializers.ListField(child=serializers.CharField())


class SessionOutput(serializers.Serializer):
    id = serializers.UUIDField()
    client_address = serializers.CharField()
    client_agent = serializers.CharField()
    created_at = serializers.DateTimeField()
    used_at = serializers.DateTimeField()
    is_current = serializers.BooleanField()


class SessionEndInput(serializers.Serializer):
    session_id = serializers.UUIDField()


class SessionsEndedOutput(serializers.Serializer):
    ended = serializers.IntegerField()


class ApiKeyCreateInput(serializers.Serializer):
    """`store_id` left out: the key reaches every store of the merchant."""

    name = PlainCharField(max_length=80)
    mode = serializers.ChoiceField(choices=KeyMode.choices, default=KeyMode.LIVE)
    scopes = serializers.ListField(
        child=serializers.CharField(max_length=40), min_length=1, max_length=len(KEY_SCOPES)
    )
    store_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)

    def validate_expires_at(self, value: Any) -> Any:
        if value is not None and value <= timezone.now():
            raise serializers.ValidationError("This lies in the past.")
        return value


class ApiKeyRotateInput(serializers.Serializer):
    overlap_hours = serializers.IntegerField(min_value=0, max_value=168, default=24)


class ApiKeyOutput(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    mode = serializers.ChoiceField(choices=KeyMode.choices)
    scopes = serializers.ListField(child=serializers.CharField())
    store_id = serializers.UUIDField(allow_null=True)
    store_name = serializers.CharField()
    hint = serializers.CharField(help_text="How the secret begins.")
    created_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    is_expired = serializers.BooleanField()
    last_used_at = serializers.DateTimeField(allow_null=True)
    last_used_address = serializers.CharField()
    overlap_until = serializers.DateTimeField(allow_null=True)


class ApiKeySecretOutput(ApiKeyOutput):
    secret = serializers.CharField(help_text="Shown this once.")
