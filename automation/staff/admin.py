"""Who came in from the core, and when."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from automation.staff.models import Entry, Person
from automation.staff.services import person_put_out
from tenancy.staff.facts import FactAdmin


@admin.register(Person)
class PersonAdmin(FactAdmin):
    """Staff as the core named them last."""

    list_display = ["email", "may_operate", "entered_at"]
    list_filter = ["may_operate"]
    search_fields = ["email", "=id"]
    ordering = ["-entered_at", "pk"]
    actions = ["put_out"]

    @admin.action(description="Put out now", permissions=["operate"])
    def put_out(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """End the chosen people's sessions here."""
        now = timezone.now()
        self.act_on_each(request, queryset, lambda pk: person_put_out(person_id=pk, now=now))


@admin.register(Entry)
class EntryAdmin(FactAdmin):
    """Each hand-over that was used."""

    list_display = ["person", "may_operate", "address", "entered_at", "ends_at"]
    search_fields = ["person__email"]
    ordering = ["-entered_at", "pk"]
