"""Shapes of the suppliers API."""

from rest_framework import serializers

from automation.connections.types import Method, Provider


class SupplierConnectionOutput(serializers.Serializer):
    provider = serializers.ChoiceField(choices=Provider.choices)
    name = serializers.CharField()
    method = serializers.ChoiceField(choices=[one.value for one in Method])
    is_set_up = serializers.BooleanField(help_text="False: this platform has no keys of the supplier.")
    status = serializers.ChoiceField(choices=["NOT_CONNECTED", "CONNECTED", "EXPIRING", "EXPIRED", "REVOKED"])
    account = serializers.CharField()
    access_expires_at = serializers.DateTimeField(allow_null=True)
    refresh_expires_at = serializers.DateTimeField(allow_null=True)
    connected_at = serializers.DateTimeField(allow_null=True)
    last_error = serializers.CharField()
    last_error_at = serializers.DateTimeField(allow_null=True)
    is_held_back = serializers.BooleanField(
        help_text="True: the supplier fails and is left alone for a while."
    )
    held_back_until = serializers.DateTimeField(allow_null=True)


class SupplierConnectOutput(serializers.Serializer):
    authorize_url = serializers.URLField()


class SupplierInput(serializers.Serializer):
    provider = serializers.ChoiceField(choices=Provider.choices)


class SupplierKeyInput(SupplierInput):
    api_key = serializers.CharField(max_length=200, trim_whitespace=True)


class SupplierCallbackInput(SupplierInput):
    code = serializers.CharField(max_length=500)
    state = serializers.CharField(max_length=1000)
