"""Staff look after people: who they are, where they work, which sessions live."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from apps.accounts import services
from apps.accounts.models import (
    AccountToken,
    ApiKey,
    CustomRole,
    Invitation,
    LoginChallenge,
    LoginSession,
    Membership,
    RecoveryCode,
    TeamPolicy,
    TwoFactor,
    User,
)
from tenancy.staff.facts import FactAdmin, FactInline, StaffAdmin


class MembershipInline(FactInline):
    model = Membership
    fields = ["merchant", "role", "custom_role", "created_at"]


@admin.register(User)
class UserAdmin(DjangoUserAdmin, StaffAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["email", "full_name", "email_verified_at", "is_active", "is_staff", "created_at"]
    list_filter = ["is_active", "is_staff", "is_superuser"]
    search_fields = ["email", "full_name", "=id"]
    ordering = ["-created_at"]
    readonly_fields = ["created_at", "last_login", "email_verified_at"]
    fieldsets = [
        (None, {"fields": ["email", "password", "full_name"]}),
        ("Rights on this site", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        ("Dates", {"fields": ["created_at", "email_verified_at", "last_login"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "usable_password", "password1", "password2"]})]
    filter_horizontal = ["groups"]
    inlines = [MembershipInline]
    actions = ["end_sessions", "reset_two_factor"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return what cannot be changed: rights only by who has all of them, or nobody could be held back."""
        rights = [] if request.user.is_superuser else ["is_staff", "is_superuser", "groups"]
        return [*super().get_readonly_fields(request, obj), *rights]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse to let less than a superuser change one: a new password would be all rights."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return bool(super().has_change_permission(request, obj))

    @admin.action(description="End all sessions", permissions=["operate"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        now = timezone.now()
        ended = sum(services.sessions_end(user_id=user.pk, reason="by staff", now=now) for user in queryset)
        self.message_user(request, f"{ended} session(s) ended.", messages.SUCCESS)

    @admin.action(
        description="Take off a lost second factor (prove the person first)", permissions=["operate"]
    )
    def reset_two_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        taken = sum(services.two_factor_reset(user=user) for user in queryset)
        self.message_user(
            request, f"Taken off for {taken} person(s); they were told by mail.", messages.SUCCESS
        )


@admin.register(LoginSession)
class LoginSessionAdmin(FactAdmin):
    list_display = ["user", "client_address", "created_at", "used_at", "revoked_at", "revoked_reason"]
    list_filter = ["revoked_reason"]
    search_fields = ["user__email", "=id"]
    ordering = ["-used_at"]
    list_select_related = ["user"]
    exclude = ["current_jti"]


@admin.register(Invitation)
class InvitationAdmin(FactAdmin):
    list_display = ["email", "merchant", "role", "created_at", "expires_at", "accepted_at", "revoked_at"]
    list_filter = ["role"]
    search_fields = ["email", "merchant__name"]
    ordering = ["-created_at"]
    list_select_related = ["merchant"]
    exclude = ["token_hash"]


@admin.register(CustomRole)
class CustomRoleAdmin(FactAdmin):
    list_display = ["name", "merchant", "created_at"]
    search_fields = ["name", "merchant__name"]
    ordering = ["-created_at"]
    list_select_related = ["merchant"]


@admin.register(TeamPolicy)
class TeamPolicyAdmin(FactAdmin):
    list_display = ["merchant", "is_two_factor_required"]
    list_filter = ["is_two_factor_required"]
    search_fields = ["merchant__name"]
    ordering = ["merchant_id"]
    list_select_related = ["merchant"]


@admin.register(TwoFactor)
class TwoFactorAdmin(FactAdmin):
    list_display = ["user", "created_at", "confirmed_at"]
    search_fields = ["user__email"]
    ordering = ["-created_at"]
    list_select_related = ["user"]
    # Nobody of the platform reads a person's secret.
    fields = ["user", "created_at", "confirmed_at"]


@admin.register(ApiKey)
class ApiKeyAdmin(FactAdmin):
    list_display = ["name", "merchant", "store", "mode", "hint", "last_used_at", "expires_at", "revoked_at"]
    list_filter = ["mode"]
    search_fields = ["name", "merchant__name", "hint", "=id"]
    ordering = ["-created_at"]
    list_select_related = ["merchant", "store"]
    exclude = ["secret_hash", "previous_hash"]
    actions = ["revoke"]

    @admin.action(description="Revoke at once", permissions=["operate"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        rows = queryset.filter(revoked_at__isnull=True)
        for key in rows:
            services.key_revoke(merchant_id=key.merchant_id, key_id=key.pk, now=timezone.now())
        self.message_user(request, "Revoked.", messages.SUCCESS)


@admin.register(Membership)
class MembershipAdmin(FactAdmin):
    list_display = ["user", "merchant", "role", "custom_role", "created_at"]
    list_filter = ["role"]
    search_fields = ["user__email", "merchant__name"]
    ordering = ["-created_at"]


@admin.register(AccountToken)
class AccountTokenAdmin(FactAdmin):
    list_display = ["user", "purpose", "expires_at", "used_at"]
    list_filter = ["purpose"]
    search_fields = ["user__email"]
    ordering = ["-expires_at"]
    secrets = ("token_hash",)


@admin.register(RecoveryCode)
class RecoveryCodeAdmin(FactAdmin):
    list_display = ["user", "used_at"]
    search_fields = ["user__email"]
    ordering = ["-pk"]
    secrets = ("code_hash",)


@admin.register(LoginChallenge)
class LoginChallengeAdmin(FactAdmin):
    list_display = ["user", "tries", "expires_at", "used_at"]
    search_fields = ["user__email"]
    ordering = ["-expires_at"]
    secrets = ("token_hash",)
