"""The sidebar of a staff site: the tables of where one is, a group for each module."""

from collections.abc import Mapping
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest


def navigation_groups(
    request: HttpRequest, *, site: AdminSite, icons: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return one group for each module with its tables; the group one is in stands open, the others closed."""
    groups = []
    for app in site.get_app_list(request):
        icon = icons.get(app["app_label"], "table")
        items = [
            {"title": str(model["name"]), "icon": icon, "link": model["admin_url"]} for model in app["models"]
        ]
        groups.append(
            {"title": str(app["name"]), "separator": True, "collapsible": len(items) > 1, "items": items}
        )
    return groups
