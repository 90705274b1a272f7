"""Staff look after people: who they are, where they work, which sessions live."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from apps.accounts import services
from apps.accounts.models import LoginSession, Membership, User


class MembershipInline(TabularInline):
    model = Membership
    fields = ["merchant", "role"]
    autocomplete_fields = ["merchant"]
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
    actions = ["end_sessions"]
    list_per_page = 50

    @admin.action(description="End all sessions")
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        now = timezone.now()
        ended = sum(services.sessions_end(user_id=user.pk, reason="by staff", now=now) for user in queryset)
        self.message_user(request, f"{ended} session(s) ended.", messages.SUCCESS)


@admin.register(LoginSession)
class LoginSessionAdmin(ModelAdmin):
    list_display = ["user", "client_address", "created_at", "used_at", "revoked_at", "revoked_reason"]
    list_filter = ["revoked_reason"]
    search_fields = ["user__email", "=id"]
    ordering = ["-used_at"]
    list_select_related = ["user"]
    list_per_page = 50
    exclude = ["current_jti"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: LoginSession | None = None) -> bool:
        return False
