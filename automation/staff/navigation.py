"""The sidebar: the tables of where one is, and the ways back."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest

from tenancy.staff.navigation import navigation_groups

ICONS = {
    "registry": "storefront",
    "staff": "badge",
    "django_celery_beat": "schedule",
    "tenancy": "database",
    "rest": "repeat",
    "admin": "edit_note",
    "ai": "psychology",
    "sources": "link",
    "connections": "cable",
    "pricing": "sell",
    "imports": "download",
    "sync": "sync",
    "research": "travel_explore",
    "seo": "search",
    "email": "mail",
}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the ways out, then one group a module with its tables."""
    if not admin.site.has_permission(request):
        return []
    store = getattr(request, "store", None)
    # Another host's pages are never the one that is open here.
    core = {
        "title": "Core's staff site",
        "icon": "arrow_back",
        "link": settings.CORE_STAFF_URL + "/",
        "active": False,
    }
    attention = {"title": "What needs a look", "icon": "flag", "link": "/attention/"}
    if store is None:
        first: dict[str, Any] = {"title": "Automation", "items": [attention, core]}
    else:
        back = {"title": "All stores", "icon": "arrow_back", "link": "/registry/store/"}
        its = {
            "title": "The store in the core",
            "icon": "storefront",
            "link": f"{settings.CORE_STAFF_URL}/store/{store.id}/",
            "active": False,
        }
        first = {"title": store.name, "items": [back, its]}
    return [first, *navigation_groups(request, site=admin.site, icons=ICONS)]
