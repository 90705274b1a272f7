"""Pages of rows that services write: staff look at them, and act only through actions that call a service."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from tenancy.encryption import EncryptedTextField
from tenancy.errors import Refused

# What a list does not show is not fetched for it either: a row of these may weigh as much as all others.
HEAVY = (models.JSONField, models.TextField, models.BinaryField)


class ReadOnly:
    """Rows are looked at here; what changes them is a service."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


class FactInline(ReadOnly, TabularInline):
    """The rows below a row."""

    extra = 0
    per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return all that is shown: Django builds a form for the rest, which dates written by code break."""
        return list(dict.fromkeys([*super().get_readonly_fields(request, obj), *(self.fields or ())]))

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """Return the class's order; pages of rows need one."""
        return list(self.ordering or ["pk"])


class StaffAdmin(ModelAdmin):
    """Bounded for tables that grow: no count of all rows, every relation in one query, no encrypted field at all."""

    show_full_result_count = False
    list_per_page = 50
    list_fullwidth = True
    # Secrets kept in the clear or as a hash; encrypted fields are left out without being named.
    secrets: tuple[str, ...] = ()

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields no page shows: those of the class, its secrets, and whatever is encrypted."""
        encrypted = [
            field.name for field in self.opts.concrete_fields if isinstance(field, EncryptedTextField)
        ]
        return [*(super().get_exclude(request, obj) or ()), *self.secrets, *encrypted]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return rows with what they point at; in a list without the heavy columns it does not show."""
        rows = super().get_queryset(request)
        fields = self.opts.concrete_fields
        if relations := [field.name for field in fields if field.many_to_one or field.one_to_one]:
            rows = rows.select_related(*relations)
        shown = {str(name) for name in self.get_list_display(request)}
        if not _is_list(request):
            return rows
        return rows.defer(
            *[field.name for field in fields if isinstance(field, HEAVY) and field.name not in shown]
        )

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Say whether this person may act on rows: `permissions=["operate"]` of an action."""
        return bool(request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}"))

    def act_on_each(
        self, request: HttpRequest, queryset: QuerySet[Any], act: Callable[[Any], object]
    ) -> None:
        """Call `act` with each chosen row's key; say what was refused, and write the rest into the site's log."""
        done = 0
        for row in queryset:
            try:
                act(row.pk)
            except Refused as refused:
                self.message_user(request, f"{row}: {refused.message}", messages.WARNING)
                continue
            self.log_change(request, row, request.POST.get("action", ""))
            done += 1
        self.message_user(request, f"Done for {done}.", messages.SUCCESS)


class FactAdmin(ReadOnly, StaffAdmin):
    """A table that staff only read."""


def _is_list(request: HttpRequest) -> bool:
    match = request.resolver_match
    return bool(match and match.url_name and match.url_name.endswith("_changelist"))
