"""The staff site's sidebar: the tables of where one is, and the way back to the platform."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.ops.staff_site import automation_url
from tenancy.staff.navigation import navigation_groups

ICONS = {
    "accounts": "group",
    "audit": "history",
    "auth": "lock",
    "outbox": "bolt",
    "tenants": "storefront",
    "payments": "payments",
    "django_celery_beat": "schedule",
    "catalog": "inventory_2",
    "content": "article",
    "orders": "receipt_long",
    "customers": "person",
    "checkout": "shopping_cart",
    "notifications": "mail",
    "tenancy": "database",
    "rest": "repeat",
    "admin": "edit_note",
    "billing": "credit_card",
    "djstripe": "sync",
    "entitlements": "workspace_premium",
    "suppliers": "local_shipping",
    "analytics": "monitoring",
    "storefront": "palette",
}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return one group a module with its tables; inside a store, first the way out."""
    if not request.user.is_authenticated:
        return []
    groups: list[dict[str, Any]] = []
    store = getattr(request, "store", None)
    automation = {"title": "Automation", "icon": "bolt", "link": automation_url(request), "active": False}
    if store is not None:
        back = {"title": "Back to the platform", "icon": "arrow_back", "link": "/"}
        shop = {"title": "Open the shop", "icon": "open_in_new", "link": store.url}
        groups.append({"title": store.name, "items": [back, shop, automation]})
    else:
        groups.append({"title": "Platform", "items": [automation]})
    return [*groups, *navigation_groups(request, site=admin.site, icons=ICONS)]
