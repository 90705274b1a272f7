"""The staff site's sidebar: the tables of where one is, and the way back to the platform."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

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
}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return one group a module with its tables; inside a store, first the way out."""
    if not request.user.is_authenticated:
        return []
    groups: list[dict[str, Any]] = []
    store = getattr(request, "store", None)
    if store is not None:
        back = {"title": "Back to the platform", "icon": "arrow_back", "link": "/"}
        shop = {"title": "Open the shop", "icon": "open_in_new", "link": store.url}
        groups.append({"title": store.name, "items": [back, shop]})
    for app in admin.site.get_app_list(request):
        icon = ICONS.get(app["app_label"], "table")
        items = [
            {"title": str(model["name"]), "icon": icon, "link": model["admin_url"]} for model in app["models"]
        ]
        groups.append({"title": str(app["name"]), "separator": True, "items": items})
    return groups
