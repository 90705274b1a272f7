"""Reads of content. All run in the current store; what they return is plain frozen data."""

from apps.content.selectors.audit import audit_pages
from apps.content.selectors.feed import feed_items, feeds_overview
from apps.content.selectors.menus import menu_get, menu_list, search_settings_get
from apps.content.selectors.pages import page_get, page_list, pages_view, policies_open
from apps.content.selectors.posts import post_get, post_list, posts_view
from apps.content.selectors.redirects import log_list, log_view, redirect_get, redirect_list, redirect_view
from apps.content.selectors.revisions import revision_get, revision_list, revisions_view
from apps.content.selectors.shop import (
    shop_links,
    shop_newest_posts,
    shop_page,
    shop_post,
    shop_posts,
    shop_tags,
)
from apps.content.selectors.sitemaps import sitemap_children, sitemap_entries

__all__ = [
    "audit_pages",
    "feed_items",
    "feeds_overview",
    "log_list",
    "log_view",
    "menu_get",
    "menu_list",
    "page_get",
    "page_list",
    "pages_view",
    "policies_open",
    "post_get",
    "post_list",
    "posts_view",
    "redirect_get",
    "redirect_list",
    "redirect_view",
    "revision_get",
    "revision_list",
    "revisions_view",
    "search_settings_get",
    "shop_links",
    "shop_newest_posts",
    "shop_page",
    "shop_post",
    "shop_posts",
    "shop_tags",
    "sitemap_children",
    "sitemap_entries",
]
