"""Staff look after people: who they are, where they work, which sessions live."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from apps.accounts import services
from apps.accounts.models import (
    ApiKey,
    CustomRole,
    Invitation,
    LoginSession,
    Membership,
    TeamPolicy,
    TwoFactor,
    User,
)


class ReadOnly:
    """Rows are looked at here; what changes them is a service, which counts them and writes the audit log."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MembershipInline(ReadOnly, TabularInline):
    model = Membership
    fields = ["merchant", "role", "custom_role", "created_at"]
    extra = 0


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
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
    list_per_page = 50

    @admin.action(description="End all sessions")
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        now = timezone.now()
        ended = sum(services.sessions_end(user_id=user.pk, reason="by staff", now=now) for user in queryset)
        self.message_user(request, f"{ended} session(s) ended.", messages.SUCCESS)

    @admin.action(description="Take off a lost second factor (prove the person first)")
    def reset_two_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        taken = sum(services.two_factor_reset(user=user) for user in queryset)
        self.message_user(
            request, f"Taken off for {taken} person(s); they were told by mail.", messages.SUCCESS
        )


@admin.register(LoginSession)
class LoginSessionAdmin(ReadOnly, ModelAdmin):
    list_display = ["user", "client_address", "created_at", "used_at", "revoked_at", "revoked_reason"]
    list_filter = ["revoked_reason"]
    search_fields = ["user__email", "=id"]
    ordering = ["-used_at"]
    list_select_related = ["user"]
    list_per_page = 50
    exclude = ["current_jti"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnly, ModelAdmin):
    list_display = ["email", "merchant", "role", "created_at", "expires_at", "accepted_at", "revoked_at"]
    list_filter = ["role"]
    search_fields = ["email", "merchant__name"]
    ordering = ["-created_at"]
    list_select_related = ["merchant"]
    list_per_page = 50
    exclude = ["token_hash"]


@admin.register(CustomRole)
class CustomRoleAdmin(ReadOnly, ModelAdmin):
    list_display = ["name", "merchant", "created_at"]
    search_fields = ["name", "merchant__name"]
    ordering = ["-created_at"]
    list_select_related = ["merchant"]
    list_per_page = 50


@admin.register(TeamPolicy)
class TeamPolicyAdmin(ReadOnly, ModelAdmin):
    list_display = ["merchant", "is_two_factor_required"]
    list_filter = ["is_two_factor_required"]
    search_fields = ["merchant__name"]
    ordering = ["merchant_id"]
    list_select_related = ["merchant"]


@admin.register(TwoFactor)
class TwoFactorAdmin(ReadOnly, ModelAdmin):
    list_display = ["user", "created_at", "confirmed_at"]
    search_fields = ["user__email"]
    ordering = ["-created_at"]
    list_select_related = ["user"]
    # Nobody of the platform reads a person's secret.
    fields = ["user", "created_at", "confirmed_at"]


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnly, ModelAdmin):
    list_display = ["name", "merchant", "store", "mode", "hint", "last_used_at", "expires_at", "revoked_at"]
    list_filter = ["mode"]
    search_fields = ["name", "merchant__name", "hint", "=id"]
    ordering = ["-created_at"]
    list_select_related = ["merchant", "store"]
    list_per_page = 50
    exclude = ["secret_hash", "previous_hash"]
    actions = ["revoke"]

    @admin.action(description="Revoke at once")
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        rows = queryset.filter(revoked_at__isnull=True)
        for key in rows:
            services.key_revoke(merchant_id=key.merchant_id, key_id=key.pk, now=timezone.now())
        self.message_user(request, "Revoked.", messages.SUCCESS)
