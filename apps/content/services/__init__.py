"""Writes of content. All run in the current store."""

from apps.content.services.menus import menu_create, menu_delete, menu_update, search_settings_save
from apps.content.services.missing import log_entry_dismiss, missing_answer
from apps.content.services.pages import (
    page_create,
    page_delete,
    page_from_template,
    page_restore,
    page_text_replace,
    page_update,
)
from apps.content.services.posts import (
    post_create,
    post_delete,
    post_hand_over,
    post_import,
    post_publish,
    post_restore,
    post_schedule,
    post_text_replace,
    post_unpublish,
    post_update,
    posts_publish_due,
)
from apps.content.services.redirects import (
    redirect_create,
    redirect_delete,
    redirect_update,
    redirects_gone,
)

__all__ = [
    "log_entry_dismiss",
    "menu_create",
    "menu_delete",
    "menu_update",
    "missing_answer",
    "page_create",
    "page_delete",
    "page_from_template",
    "page_restore",
    "page_text_replace",
    "page_update",
    "post_create",
    "post_delete",
    "post_hand_over",
    "post_import",
    "post_publish",
    "post_restore",
    "post_schedule",
    "post_text_replace",
    "post_unpublish",
    "post_update",
    "posts_publish_due",
    "redirect_create",
    "redirect_delete",
    "redirect_update",
    "redirects_gone",
    "search_settings_save",
]
