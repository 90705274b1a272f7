"""Staff look at a store's posts, pages and redirects; what is in them is the merchant's to change."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.content import services
from apps.content.models import Menu, NotFoundEntry, Page, Post, Redirect, Revision, SearchSettings
from apps.content.types import Author, AuthorKind
from tenancy.staff.facts import FactAdmin


@admin.register(Post)
class PostAdmin(FactAdmin):
    list_display = ["title", "handle", "status", "origin", "published_at", "updated_at"]
    list_filter = ["status", "origin"]
    search_fields = ["title", "handle", "=id", "=external_reference"]
    ordering = ["-updated_at", "-pk"]
    actions = ["take_down"]

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """Say whether this person of the staff may take posts down."""
        return bool(request.user.has_perm("content.change_post"))

    @admin.action(description="Take down (draft)", permissions=["moderate"])
    def take_down(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        author = Author(kind=AuthorKind.PLATFORM, label=str(request.user))
        ids = list(queryset.values_list("pk", flat=True))
        for post_id in ids:
            services.post_unpublish(post_id=post_id, author=author)
        self.message_user(request, f"{len(ids)} posts taken down.", messages.SUCCESS)


@admin.register(Page)
class PageAdmin(FactAdmin):
    list_display = ["title", "kind", "handle", "is_published", "updated_at"]
    list_filter = ["kind", "is_published"]
    search_fields = ["title", "handle", "=id"]
    ordering = ["title", "pk"]


@admin.register(Revision)
class RevisionAdmin(FactAdmin):
    list_display = [
        "subject_kind",
        "subject_id",
        "number",
        "author_kind",
        "author_label",
        "note",
        "created_at",
    ]
    list_filter = ["subject_kind", "author_kind"]
    search_fields = ["=subject_id"]
    ordering = ["-created_at", "-pk"]


@admin.register(Redirect)
class RedirectAdmin(FactAdmin):
    list_display = ["from_path", "target", "kind", "hits", "last_hit_at", "created_at"]
    list_filter = ["kind"]
    search_fields = ["from_path", "target"]
    ordering = ["-created_at", "-pk"]


@admin.register(NotFoundEntry)
class NotFoundEntryAdmin(FactAdmin):
    list_display = ["path", "hits", "referrer", "first_seen_at", "last_seen_at"]
    search_fields = ["path"]
    ordering = ["-hits", "-pk"]


@admin.register(Menu)
class MenuAdmin(FactAdmin):
    list_display = ["place", "updated_at"]
    ordering = ["place", "pk"]


@admin.register(SearchSettings)
class SearchSettingsAdmin(FactAdmin):
    list_display = ["product_title_template", "is_open_to_search", "updated_at"]
    ordering = ["pk"]
