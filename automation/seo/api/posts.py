"""Posts from a brief to the shop's blog."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from automation.access.permissions import StoreApiView
from automation.core_client.client import CoreClient
from automation.seo import selectors
from automation.seo.api import serializers as shapes
from automation.seo.api.audits import checked
from automation.seo.dispatch import post_dispatch
from automation.seo.services import posts
from tenancy.rest.pagination import PagePagination
from tenancy.rest.throttling import Limit

WRITE = Limit(scope="blog-write", times=30, seconds=3600)


def _answer(post: Any, status: int = 200) -> Response:
    return Response(shapes.BlogPostOutput(post).data, status=status)


class BlogPostForgottenOutput(serializers.Serializer):
    """Nothing more to say."""


class BlogView(StoreApiView):
    permission = {
        "GET": "content.read",
        "POST": "content.write",
        "PATCH": "content.write",
        "DELETE": "content.write",
    }


class BlogPostListView(BlogView):
    pagination_class = PagePagination

    @extend_schema(
        parameters=[shapes.BlogPostQuery], responses=shapes.BlogPostRowOutput(many=True), tags=["posts"]
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Posts on their way, last changed first."""
        query = checked(shapes.BlogPostQuery, request.query_params.dict())
        return self.paginated(selectors.posts_list(**query), shapes.BlogPostRowOutput)

    @extend_schema(request=shapes.BlogPostCreateInput, responses={202: shapes.BlogPostOutput}, tags=["posts"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Hand in a brief; the outline follows."""
        data = checked(shapes.BlogPostCreateInput, request.data)
        WRITE.hit(str(store_id))
        topic = data.pop("topic")
        made = posts.post_create(
            topic=topic,
            brief=data,
            user_id=request.user.pk,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        post_dispatch(schema_name=self.store.schema_name, post_id=made.pk)
        return _answer(made, 202)


class BlogPostDetailView(BlogView):
    @extend_schema(responses=shapes.BlogPostOutput, tags=["posts"])
    def get(self, request: Request, store_id: UUID, post_id: UUID) -> Response:
        """One post, whole."""
        return _answer(selectors.post_get(post_id=post_id))

    @extend_schema(request=shapes.BlogPostChangeInput, responses=shapes.BlogPostOutput, tags=["posts"])
    def patch(self, request: Request, store_id: UUID, post_id: UUID) -> Response:
        """Change its words, or the headings of its outline; a reviewed post has to be read again."""
        data = checked(shapes.BlogPostChangeInput, request.data)
        return _answer(posts.post_update(post_id=post_id, changes=data, now=timezone.now()))

    @extend_schema(responses=BlogPostForgottenOutput, tags=["posts"])
    def delete(self, request: Request, store_id: UUID, post_id: UUID) -> Response:
        """Forget it here; what is in the shop stays there."""
        posts.post_delete(post_id=post_id)
        return Response({})


class BlogPostWriteView(BlogView):
    @extend_schema(request=None, responses={202: shapes.BlogPostOutput}, tags=["posts"])
    def post(self, request: Request, store_id: UUID, post_id: UUID) -> Response:
        """Have the draft written from the outline, again if there is one, or try again what failed."""
        WRITE.hit(str(store_id))
        post = posts.post_write_on(post_id=post_id, now=timezone.now())
        post_dispatch(schema_name=self.store.schema_name, post_id=post_id)
        return _answer(post, 202)


class BlogPostReviewView(BlogView):
    @extend_schema(request=None, responses=shapes.BlogPostOutput, tags=["posts"])
    def post(self, request: Request, store_id: UUID, post_id: UUID) -> Response:
        """Say that you have read it."""
        post = posts.post_review(
            post_id=post_id,
            user_id=request.user.pk,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        return _answer(post)


class BlogPostPublishView(BlogView):
    @extend_schema(request=shapes.BlogPostPublishInput, responses=shapes.BlogPostOutput, tags=["posts"])
    def post(self, request: Request, store_id: UUID, post_id: UUID) -> Response:
        """Hand a reviewed post over to the shop, to go out at a time or now."""
        data = checked(shapes.BlogPostPublishInput, request.data)
        post = posts.post_publish(
            post_id=post_id,
            publish_at=data.get("publish_at"),
            store=self.store,
            core=CoreClient(),
            now=timezone.now(),
        )
        return _answer(post)
