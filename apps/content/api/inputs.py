"""What content takes over the wire. Types and shapes here; the rules are the services'."""

from typing import Any

from rest_framework import serializers

from apps.catalog.api.fields import BoundedList, TextField
from apps.content.types import (
    MenuItem,
    MenuPlace,
    PageInput,
    PageKind,
    PostInput,
    PostStatus,
    RedirectInput,
    RedirectKind,
    SearchSettingsInput,
)
from apps.content.types.statuses import MAX_BODY, MAX_MENU_ITEMS, MAX_SOURCES, MAX_TAGS


class SourceWrite(serializers.Serializer):
    title = TextField(max_length=1000)
    url = TextField(required=False, max_length=2000)


class PostChangeInput(serializers.Serializer):
    """PATCH: what is not said stays."""

    title = TextField(required=False, max_length=5000)
    handle = TextField(required=False, allow_null=True, max_length=5000)
    body_html = TextField(required=False, allow_null=True, max_length=2 * MAX_BODY, trim_whitespace=False)
    excerpt = TextField(required=False, allow_null=True, max_length=5000)
    author = TextField(required=False, allow_null=True, max_length=1000)
    tags = BoundedList(child=TextField(max_length=1000), required=False, max_length=10 * MAX_TAGS)
    sources = BoundedList(child=SourceWrite(), required=False, max_length=10 * MAX_SOURCES)
    image_product_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="A product whose first picture heads the post."
    )
    image_alt = TextField(required=False, allow_null=True, max_length=5000)
    seo_title = TextField(required=False, allow_null=True, max_length=5000)
    seo_description = TextField(required=False, allow_null=True, max_length=5000)


class PostCreateInput(PostChangeInput):
    title = TextField(max_length=5000)


class PostScheduleInput(serializers.Serializer):
    published_at = serializers.DateTimeField()


class PostListQuery(serializers.Serializer):
    search = TextField(required=False, max_length=200)
    status = serializers.ChoiceField(choices=PostStatus.choices, required=False)
    tag = TextField(required=False, max_length=60)


class PageListQuery(serializers.Serializer):
    search = TextField(required=False, max_length=200, help_text="Part of the title.")


class PageChangeInput(serializers.Serializer):
    """PATCH: what is not said stays."""

    title = TextField(required=False, max_length=5000)
    handle = TextField(required=False, allow_null=True, max_length=5000)
    body_html = TextField(required=False, allow_null=True, max_length=2 * MAX_BODY, trim_whitespace=False)
    seo_title = TextField(required=False, allow_null=True, max_length=5000)
    seo_description = TextField(required=False, allow_null=True, max_length=5000)
    is_published = serializers.BooleanField(required=False)


class PageCreateInput(PageChangeInput):
    title = TextField(max_length=5000)
    kind = serializers.ChoiceField(choices=PageKind.choices, required=False)


class PageTemplateInput(serializers.Serializer):
    kind = serializers.ChoiceField(choices=PageKind.choices, help_text="Any but PAGE, which has no template.")


class RedirectListQuery(serializers.Serializer):
    search = TextField(required=False, max_length=200)
    kind = serializers.ChoiceField(choices=RedirectKind.choices, required=False)


class RedirectChangeInput(serializers.Serializer):
    from_path = TextField(required=False, max_length=2000)
    target = TextField(
        required=False, max_length=2000, help_text="A path or an address; empty means gone for good (410)."
    )


class RedirectCreateInput(RedirectChangeInput):
    from_path = TextField(max_length=2000)


class MenuItemWrite(serializers.Serializer):
    title = TextField(max_length=1000)
    path = TextField(max_length=2000)


class MenuChangeInput(serializers.Serializer):
    items = BoundedList(child=MenuItemWrite(), max_length=10 * MAX_MENU_ITEMS)


class MenuCreateInput(MenuChangeInput):
    place = serializers.ChoiceField(choices=MenuPlace.choices)


class SearchSettingsChangeInput(serializers.Serializer):
    product_title_template = TextField(
        required=False, max_length=1000, help_text="Marks: {title} (needed), {shop}, {vendor}."
    )
    product_description_template = TextField(
        required=False,
        max_length=1000,
        help_text="For products without one of their own. Marks: {description}, {title}, {shop}, {vendor}.",
    )
    robots_disallow = BoundedList(child=TextField(max_length=1000), required=False, max_length=500)
    is_open_to_search = serializers.BooleanField(required=False)
    is_feed_open = serializers.BooleanField(
        required=False, help_text="Whether the product feed answers at all."
    )
    feed_brand = TextField(
        required=False, max_length=1000, help_text="Brand in the feed of products that name no vendor."
    )


# Null empties a text; a handle or picture that is null is not said or taken away.
_NULL_IS_EMPTY = {"body_html", "excerpt", "author", "image_alt", "seo_title", "seo_description"}


def _said(data: dict[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in data.items() if not (name == "handle" and value is None)}
    return {name: "" if value is None and name in _NULL_IS_EMPTY else value for name, value in said.items()}


def post_input(data: dict[str, Any]) -> PostInput:
    """Return validated data of a post as the services take it."""
    said = _said(data)
    if "tags" in said:
        said["tags"] = tuple(said["tags"])
    if "sources" in said:
        said["sources"] = tuple((row["title"], row.get("url", "")) for row in said["sources"])
    return PostInput(**said)


def page_input(data: dict[str, Any]) -> PageInput:
    """Return validated data of a page as the services take it."""
    return PageInput(**_said(data))


def redirect_input(data: dict[str, Any]) -> RedirectInput:
    """Return validated data of a redirect as the services take it."""
    return RedirectInput(**data)


def menu_items(data: dict[str, Any]) -> tuple[MenuItem, ...]:
    """Return validated links as the services take them."""
    return tuple(MenuItem(**row) for row in data["items"])


def search_settings_input(data: dict[str, Any]) -> SearchSettingsInput:
    """Return validated settings as the services take them."""
    if "robots_disallow" in data:
        data = data | {"robots_disallow": tuple(data["robots_disallow"])}
    return SearchSettingsInput(**data)
