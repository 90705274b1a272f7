"""Shapes of members, invitations, roles and the audit log on the wire."""

from rest_framework import serializers

from apps.accounts.api.serializers import MerchantOutput, PasswordField, PlainCharField, TokenPairOutput
from apps.accounts.types import MANAGE, Role
from apps.audit.types import ActorKind


class GrantInput(serializers.Serializer):
    role = serializers.ChoiceField(choices=Role.choices)
    custom_role_id = serializers.UUIDField(required=False, allow_null=True, default=None)


class InvitationCreateInput(GrantInput):
    email = serializers.EmailField(max_length=254)


class MemberOutput(serializers.Serializer):
    id = serializers.UUIDField()
    user_id = serializers.UUIDField()
    email = serializers.EmailField()
    full_name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    custom_role_id = serializers.UUIDField(allow_null=True)
    role_name = serializers.CharField()
    is_two_factor_on = serializers.BooleanField()
    joined_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField(allow_null=True)


class InvitationOutput(serializers.Serializer):
    id = serializers.UUIDField()
    email = serializers.EmailField()
    role = serializers.ChoiceField(choices=Role.choices)
    custom_role_id = serializers.UUIDField(allow_null=True)
    role_name = serializers.CharField()
    invited_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    is_expired = serializers.BooleanField()


class InvitationOfferOutput(serializers.Serializer):
    email = serializers.EmailField()
    merchant_name = serializers.CharField()
    role_name = serializers.CharField()
    invited_by = serializers.CharField()
    has_account = serializers.BooleanField()
    expires_at = serializers.DateTimeField()


class InvitationAcceptedOutput(TokenPairOutput):
    """The session goes on at the merchant just joined."""

    merchant = MerchantOutput()


class InvitationRegisterInput(serializers.Serializer):
    token = serializers.CharField(max_length=200)
    password = PasswordField()
    full_name = PlainCharField(max_length=120, required=False, allow_blank=True, default="")


class OwnershipTransferInput(serializers.Serializer):
    member_id = serializers.UUIDField()
    password = PasswordField()


class TeamPolicyInput(serializers.Serializer):
    is_two_factor_required = serializers.BooleanField()


class TeamPolicyOutput(serializers.Serializer):
    is_two_factor_required = serializers.BooleanField()


class RoleInput(serializers.Serializer):
    name = PlainCharField(max_length=60)
    permissions = serializers.ListField(
        child=serializers.CharField(max_length=40), min_length=1, max_length=len(MANAGE)
    )


class RoleOutput(serializers.Serializer):
    """Built-in roles have no id and cannot be changed."""

    id = serializers.UUIDField(allow_null=True)
    role = serializers.ChoiceField(choices=Role.choices)
    name = serializers.CharField()
    permissions = serializers.ListField(child=serializers.CharField())
    members_count = serializers.IntegerField()


class AuditFilterInput(serializers.Serializer):
    """`verb` may be whole (`member.removed`) or a noun (`member`); `since` counts, `until` does not."""

    actor = serializers.CharField(required=False, max_length=254)
    actor_kind = serializers.ChoiceField(choices=ActorKind.choices, required=False)
    verb = serializers.CharField(required=False, max_length=80)
    object_type = serializers.CharField(required=False, max_length=40)
    object_id = serializers.CharField(required=False, max_length=64)
    store_id = serializers.UUIDField(required=False)
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)


class AuditEntryOutput(serializers.Serializer):
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    actor_kind = serializers.ChoiceField(choices=ActorKind.choices)
    actor_id = serializers.UUIDField(allow_null=True)
    actor_label = serializers.CharField()
    address = serializers.CharField()
    request_id = serializers.CharField()
    verb = serializers.CharField()
    object_type = serializers.CharField()
    object_id = serializers.CharField()
    object_label = serializers.CharField()
    store_id = serializers.UUIDField(allow_null=True)
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)
