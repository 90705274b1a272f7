"""Menus and the merchant's decisions about search engines."""

from __future__ import annotations

from uuid import UUID

from apps.content.models import Menu, SearchSettings
from apps.content.types import MenuDetail, MenuItem, MenuUnknown, SearchSettingsDetail


def menu_list() -> list[MenuDetail]:
    """Return the menus the merchant made; a place without one has the usual links."""
    return [_view(menu) for menu in Menu.objects.order_by("place", "pk")]


def menu_get(*, menu_id: UUID) -> MenuDetail:
    """Return one menu. Raises MenuUnknown."""
    menu = Menu.objects.filter(pk=menu_id).first()
    if menu is None:
        raise MenuUnknown
    return _view(menu)


def _view(menu: Menu) -> MenuDetail:
    items = tuple(MenuItem(title=row["title"], path=row["path"]) for row in menu.items)
    return MenuDetail(id=menu.pk, place=menu.place, items=items, updated_at=menu.updated_at)


def search_settings_get() -> SearchSettingsDetail:
    """Return the current store's decisions, the usual ones when none was made. One statement."""
    row = SearchSettings.objects.filter(pk=1).first() or SearchSettings()
    return SearchSettingsDetail(
        product_title_template=row.product_title_template,
        product_description_template=row.product_description_template,
        robots_disallow=tuple(row.robots_disallow),
        is_open_to_search=row.is_open_to_search,
        is_feed_open=row.is_feed_open,
        feed_brand=row.feed_brand,
    )
