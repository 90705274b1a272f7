"""Posts of a store's blog."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.permissions import StoreApiView
from apps.catalog.api.outputs import EmptyOutput
from apps.catalog.api.products import checked
from apps.content import selectors, services
from apps.content.api import inputs, outputs
from apps.content.types import Author, AuthorKind, PostDetail, SubjectKind
from tenancy.rest.pagination import PagePagination

RIGHTS = {
    "GET": "content.read",
    "POST": "content.write",
    "PATCH": "content.write",
    "DELETE": "content.write",
}
MAX_BODY_BYTES = 1024 * 1024


def author_of(request: Request) -> Author:
    """Return the signed-in person as the author of a save."""
    user: Any = request.user
    return Author(kind=AuthorKind.PERSON, label=str(getattr(user, "email", "") or user.pk))


def _answer(post: PostDetail, status: int = 200) -> Response:
    return Response(outputs.PostOutput(post).data, status=status)


class ContentView(StoreApiView):
    permission = RIGHTS
    max_body_bytes = MAX_BODY_BYTES


class PostListView(ContentView):
    pagination_class = PagePagination

    @extend_schema(
        parameters=[inputs.PostListQuery], responses=outputs.PostOutput(many=True), tags=["content"]
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Posts of all states, last changed first."""
        query = checked(inputs.PostListQuery, request.query_params.dict())
        paginator = PagePagination()
        page = paginator.paginate_queryset(selectors.post_list(**query), request)
        views = selectors.posts_view(posts=page)
        return paginator.get_paginated_response(outputs.PostOutput(views, many=True).data)

    @extend_schema(request=inputs.PostCreateInput, responses={201: outputs.PostOutput}, tags=["content"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Create a draft."""
        data = inputs.post_input(checked(inputs.PostCreateInput, request.data))
        return _answer(services.post_create(data=data, author=author_of(request)), 201)


class PostDetailView(ContentView):
    @extend_schema(responses=outputs.PostOutput, tags=["content"])
    def get(self, request: Request, store_id: UUID, post_id: UUID) -> Response:
        """One post."""
        return _answer(selectors.post_get(post_id=post_id))

    @extend_schema(request=inputs.PostChangeInput, responses=outputs.PostOutput, tags=["content"])
    def patch(self, request: Request, store_id: UUID, post_id: UUID) -> Response:
        """Change what is given; each save can be restored, a changed handle leaves a redirect."""
        data = inputs.post_input(checked(inputs.PostChangeInput, request.data))
        return _answer(services.post_update(post_id=post_id, data=data, author=author_of(request)))

    @extend_schema(responses=EmptyOutput, tags=["content"])
    def delete(self, request: Request, store_id: UUID, post_id: UUID) -> Response:
        """Delete the post; its address says that it is gone."""
        services.post_delete(post_id=post_id)
        return Response({})


class PostPublishView(ContentView):
    @extend_schema(request=None, responses=outputs.PostOutput, tags=["content"])
    def post(self, request: Request, store_id: UUID, post_id: UUID) -> Response:
        """Show it to readers now."""
        return _answer(services.post_publish(post_id=post_id, author=author_of(request), now=timezone.now()))


class PostScheduleView(ContentView):
    @extend_schema(request=inputs.PostScheduleInput, responses=outputs.PostOutput, tags=["content"])
    def post(self, request: Request, store_id: UUID, post_id: UUID) -> Response:
        """Have it go out by itself at a time in the future."""
        data = checked(inputs.PostScheduleInput, request.data)
        post = services.post_schedule(
            post_id=post_id,
            published_at=data["published_at"],
            author=author_of(request),
            now=timezone.now(),
        )
        return _answer(post)


class PostUnpublishView(ContentView):
    @extend_schema(request=None, responses=outputs.PostOutput, tags=["content"])
    def post(self, request: Request, store_id: UUID, post_id: UUID) -> Response:
        """Make it a draft again."""
        return _answer(services.post_unpublish(post_id=post_id, author=author_of(request)))


class PostRevisionListView(ContentView):
    pagination_class = PagePagination

    @extend_schema(responses=outputs.ContentRevisionOutput(many=True), tags=["content"])
    def get(self, request: Request, store_id: UUID, post_id: UUID) -> Response:
        """Every save, newest first, with what it changed."""
        return revisions_answer(request, SubjectKind.POST, post_id)


class PostRestoreView(ContentView):
    @extend_schema(request=None, responses=outputs.PostOutput, tags=["content"])
    def post(self, request: Request, store_id: UUID, post_id: UUID, revision_id: UUID) -> Response:
        """Make the words those of an earlier save; that is a save of its own."""
        post = services.post_restore(post_id=post_id, revision_id=revision_id, author=author_of(request))
        return _answer(post)


def revisions_answer(request: Request, kind: str, subject_id: UUID) -> Response:
    """Return a page of a subject's revisions."""
    paginator = PagePagination()
    rows = selectors.revision_list(subject_kind=kind, subject_id=subject_id)
    page = paginator.paginate_queryset(rows, request)
    views = selectors.revisions_view(revisions=page)
    return paginator.get_paginated_response(outputs.ContentRevisionOutput(views, many=True).data)
