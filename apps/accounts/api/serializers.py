"""Shapes of accounts and stores on the wire."""

from typing import Any
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.types import Role
from apps.money.types import is_currency
from apps.tenants.types import StoreStatus

COUNTRIES = frozenset(
    code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()
) - {
    "EU",
    "EZ",
    "UN",
    "QO",
    "XA",
    "XB",
    "ZZ",
}
_ZONES = frozenset(available_timezones())


class PlainCharField(serializers.CharField):
    """One line of text: no control characters, so no header or log can be broken with it."""

    default_error_messages = {"control": "Line breaks and control characters are not possible here."}

    def to_internal_value(self, data: Any) -> str:
        value: str = super().to_internal_value(data)
        if not value.isprintable():
            self.fail("control")
        return value


class PasswordField(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(write_only=True, trim_whitespace=False, max_length=256, **kwargs)


class RegisterInput(serializers.Serializer):
    email = serializers.EmailField(max_length=254)
    password = PasswordField()
    store_name = PlainCharField(max_length=120)
    subdomain = PlainCharField(max_length=63, required=False, allow_null=True, allow_blank=True)
    full_name = PlainCharField(max_length=120, required=False, allow_blank=True, default="")


class LoginInput(serializers.Serializer):
    email = serializers.CharField(max_length=254)
    password = PasswordField()


class RefreshInput(serializers.Serializer):
    refresh = serializers.CharField(max_length=4096)


class TokenInput(serializers.Serializer):
    token = serializers.CharField(max_length=200)


class EmailInput(serializers.Serializer):
    email = serializers.EmailField(max_length=254)


class PasswordResetInput(serializers.Serializer):
    token = serializers.CharField(max_length=200)
    password = PasswordField()


class PasswordChangeInput(serializers.Serializer):
    current_password = PasswordField()
    new_password = PasswordField()


class MerchantSwitchInput(serializers.Serializer):
    merchant_id = serializers.UUIDField()


class UserOutput(serializers.Serializer):
    id = serializers.UUIDField()
    email = serializers.EmailField()
    full_name = serializers.CharField()
    is_email_verified = serializers.BooleanField()


class MerchantOutput(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    role_name = serializers.CharField()


class StoreOutput(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=StoreStatus.choices)
    domain = serializers.CharField()
    url = serializers.CharField()
    currency = serializers.CharField()
    country = serializers.CharField()
    locale = serializers.CharField()
    time_zone = serializers.CharField()
    contact_email = serializers.CharField()
    merchant_id = serializers.UUIDField()


class TokenPairOutput(serializers.Serializer):
    access = serializers.CharField()
    refresh = serializers.CharField()


class RegisteredOutput(TokenPairOutput):
    user = UserOutput()
    merchant = MerchantOutput()
    store = StoreOutput()


class LoginOutput(TokenPairOutput):
    user = UserOutput()
    merchant = MerchantOutput(allow_null=True)
    merchants = MerchantOutput(many=True)


class TwoFactorNeededOutput(serializers.Serializer):
    """The password was right; answer `challenge` with a code at `/auth/login/two-factor`."""

    two_factor_required = serializers.BooleanField()
    challenge = serializers.CharField()
    expires_in = serializers.IntegerField()


class TwoFactorLoginInput(serializers.Serializer):
    challenge = serializers.CharField(max_length=100)
    code = serializers.CharField(max_length=20)


class MerchantSwitchedOutput(TokenPairOutput):
    merchant = MerchantOutput()


class TwoFactorStateOutput(serializers.Serializer):
    is_enabled = serializers.BooleanField()
    is_required = serializers.BooleanField()
    recovery_codes_left = serializers.IntegerField()


class MeOutput(serializers.Serializer):
    """`permissions` are those at the current merchant; `must_enrol`: it asks for a second factor first."""

    user = UserOutput()
    merchant = MerchantOutput(allow_null=True)
    merchants = MerchantOutput(many=True)
    stores = StoreOutput(many=True)
    permissions = serializers.ListField(child=serializers.CharField())
    must_enrol = serializers.BooleanField()
    two_factor = TwoFactorStateOutput()


@extend_schema_field({"type": "object"})
class NothingOutput(serializers.Serializer):
    """An empty object."""


class StoreSettingsInput(serializers.Serializer):
    """Settings of a store; all optional when changing."""

    name = PlainCharField(max_length=120)
    currency = serializers.CharField(max_length=3, required=False)
    country = serializers.CharField(max_length=2, required=False)
    locale = serializers.CharField(max_length=10, required=False)
    time_zone = serializers.CharField(max_length=50, required=False)
    contact_email = serializers.EmailField(max_length=254, required=False, allow_blank=True)

    def validate_currency(self, value: str) -> str:
        if not is_currency(value):
            raise serializers.ValidationError("Not a currency code such as EUR.")
        return value

    def validate_country(self, value: str) -> str:
        if value not in COUNTRIES:
            raise serializers.ValidationError("Not a country code such as DE.")
        return value

    def validate_locale(self, value: str) -> str:
        try:
            Locale.parse(value, sep="-")
        except (UnknownLocaleError, ValueError) as error:
            raise serializers.ValidationError("Not a language such as en or de-CH.") from error
        return value

    def validate_time_zone(self, value: str) -> str:
        if value not in _ZONES:
            raise serializers.ValidationError("Not a time zone such as Europe/Berlin.")
        return value


class StoreCreateInput(StoreSettingsInput):
    subdomain = PlainCharField(max_length=63, required=False, allow_null=True, allow_blank=True)
