"""dj-stripe's mirrors, for staff to read. Its own pages write to Stripe and show keys; ours do neither."""

import json
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html

from tenancy.staff.facts import FactAdmin

# Never stored by dj-stripe: made in memory from Stripe's preview of the next invoice.
NOT_STORED = {"UpcomingInvoice"}
KEYS = {"APIKey": ("secret",), "WebhookEndpoint": ("secret",), "WebhookEventTrigger": ("headers", "body")}
SHOWN = ("id", "type", "status", "livemode", "created", "djstripe_created")
HIDDEN_PARTS = ("secret", "token", "password", "fingerprint")


class MirrorAdmin(FactAdmin):
    """A row as Stripe described it, without what could be used: client secrets and tokens inside it."""

    def get_list_display(self, request: HttpRequest) -> list[str]:
        known = {field.name for field in self.opts.concrete_fields}
        shown = [name for name in SHOWN if name in known]
        return shown if "id" in shown else ["pk", *shown]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["=id"] if self._has("id") else ["=pk"]

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["-created", "-pk"] if self._has("created") else ["-pk"]

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        keys = KEYS.get(self.opts.object_name or "", ())
        return [*super().get_exclude(request, obj), *keys, "stripe_data"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["as_stripe_says"] if self._has("stripe_data") else []

    @admin.display(description="as Stripe says")
    def as_stripe_says(self, row: Any) -> str:
        text = json.dumps(without_secrets(row.stripe_data), indent=2, ensure_ascii=False)
        return format_html('<pre class="whitespace-pre-wrap">{}</pre>', text)

    def _has(self, name: str) -> bool:
        return any(field.name == name for field in self.opts.concrete_fields)


def without_secrets(value: Any) -> Any:
    """Return `value` with "•••" in place of whatever a key calls a secret, at any depth."""
    if isinstance(value, dict):
        return {
            key: "•••"
            if item and any(part in key.lower() for part in HIDDEN_PARTS)
            else without_secrets(item)
            for key, item in value.items()
        }
    return [without_secrets(item) for item in value] if isinstance(value, list) else value


def mirrors_register(site: admin.AdminSite) -> None:
    """Put our page in the place of dj-stripe's for every model of its that has rows."""
    models: list[type[Model]] = list(apps.get_app_config("djstripe").get_models())
    for model in models:
        if site.is_registered(model):
            site.unregister(model)
        if model.__name__ not in NOT_STORED:
            site.register(model, MirrorAdmin)
