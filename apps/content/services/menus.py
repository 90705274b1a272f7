"""Menus of the theme, and what the merchant decided about search engines."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.content import rules
from apps.content.models import Menu, SearchSettings
from apps.content.selectors.menus import menu_get, search_settings_get
from apps.content.types import (
    MenuDetail,
    MenuItem,
    MenuTaken,
    MenuUnknown,
    SearchSettingsDetail,
    SearchSettingsInput,
)
from apps.tenants.selectors import store_current
from apps.tenants.services import store_version_bump
from tenancy.ids import uuid7


def _rows(items: tuple[MenuItem, ...]) -> list[dict[str, str]]:
    return rules.menu_items_checked([(item.title, item.path) for item in items])


def menu_create(*, place: str, items: tuple[MenuItem, ...]) -> MenuDetail:
    """Give a place of the theme its own links instead of the usual ones. Raises Invalid, MenuTaken."""
    rows, menu_id = _rows(items), uuid7()
    try:
        with transaction.atomic(durable=True):
            Menu.objects.create(id=menu_id, place=place, items=rows)
            store_version_bump(store_id=store_current().id)
    except IntegrityError as error:
        raise MenuTaken from error
    return menu_get(menu_id=menu_id)


@transaction.atomic(durable=True)
def _saved(*, menu_id: UUID, rows: list[dict[str, str]], now: datetime) -> None:
    if not Menu.objects.filter(pk=menu_id).update(items=rows, updated_at=now):
        raise MenuUnknown
    store_version_bump(store_id=store_current().id)


def menu_update(*, menu_id: UUID, items: tuple[MenuItem, ...], now: datetime) -> MenuDetail:
    """Replace a menu's links. Raises MenuUnknown, Invalid."""
    _saved(menu_id=menu_id, rows=_rows(items), now=now)
    return menu_get(menu_id=menu_id)


@transaction.atomic(durable=True)
def menu_delete(*, menu_id: UUID) -> None:
    """Go back to the usual links of the place. Raises MenuUnknown."""
    deleted, _ = Menu.objects.filter(pk=menu_id).delete()
    if not deleted:
        raise MenuUnknown
    store_version_bump(store_id=store_current().id)


def search_settings_save(*, data: SearchSettingsInput, now: datetime) -> SearchSettingsDetail:
    """Keep what is said; shoppers and search engines see it at once. Raises Invalid with every fault."""
    values = rules.said(rules.search_settings_cleaned(data=data))
    if "robots_disallow" in values:
        values["robots_disallow"] = list(values["robots_disallow"])
    with transaction.atomic(durable=True):
        SearchSettings.objects.update_or_create(pk=1, defaults={**values, "updated_at": now})
        store_version_bump(store_id=store_current().id)
    return search_settings_get()
