"""Below `/api/v1/stores/{store_id}/`."""

from django.urls import path

from apps.content.api import pages, posts, search

urlpatterns = [
    path("posts", posts.PostListView.as_view()),
    path("posts/<uuid:post_id>", posts.PostDetailView.as_view()),
    path("posts/<uuid:post_id>/publish", posts.PostPublishView.as_view()),
    path("posts/<uuid:post_id>/schedule", posts.PostScheduleView.as_view()),
    path("posts/<uuid:post_id>/unpublish", posts.PostUnpublishView.as_view()),
    path("posts/<uuid:post_id>/revisions", posts.PostRevisionListView.as_view()),
    path("posts/<uuid:post_id>/revisions/<uuid:revision_id>/restore", posts.PostRestoreView.as_view()),
    path("pages", pages.PageListView.as_view()),
    path("pages/from-template", pages.PageTemplateView.as_view()),
    path("pages/<uuid:page_id>", pages.PageDetailView.as_view()),
    path("pages/<uuid:page_id>/revisions", pages.PageRevisionListView.as_view()),
    # A name of its own: in the schema each name stands for one kind of row.
    path("pages/<uuid:page_id>/revisions/<uuid:page_revision_id>/restore", pages.PageRestoreView.as_view()),
    path("redirects", search.RedirectListView.as_view()),
    path("redirects/<uuid:redirect_id>", search.RedirectDetailView.as_view()),
    path("not-found-log", search.NotFoundLogView.as_view()),
    path("not-found-log/<uuid:entry_id>", search.NotFoundEntryView.as_view()),
    path("menus", search.MenuListView.as_view()),
    path("menus/<uuid:menu_id>", search.MenuDetailView.as_view()),
    path("search-settings", search.SearchSettingsView.as_view()),
    path("feeds", search.FeedsView.as_view()),
]
