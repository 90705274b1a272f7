"""Pages and policies of a store."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.catalog.api.outputs import EmptyOutput
from apps.catalog.api.products import checked
from apps.content import selectors, services
from apps.content.api import inputs, outputs
from apps.content.api.posts import ContentView, author_of, revisions_answer
from apps.content.types import PageDetail, SubjectKind
from tenancy.rest.pagination import PagePagination


def _answer(page: PageDetail, status: int = 200) -> Response:
    return Response(outputs.PageOutput(page).data, status=status)


class PageListView(ContentView):
    pagination_class = PagePagination

    @extend_schema(
        parameters=[inputs.PageListQuery], responses=outputs.PageOutput(many=True), tags=["content"]
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Pages by title."""
        query = checked(inputs.PageListQuery, request.query_params.dict())
        paginator = PagePagination()
        page = paginator.paginate_queryset(selectors.page_list(**query), request)
        views = selectors.pages_view(pages=page)
        return paginator.get_paginated_response(outputs.PageOutput(views, many=True).data)

    @extend_schema(request=inputs.PageCreateInput, responses={201: outputs.PageOutput}, tags=["content"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Create a page; of each kind but PAGE there is one."""
        data = inputs.page_input(checked(inputs.PageCreateInput, request.data))
        return _answer(services.page_create(data=data, author=author_of(request)), 201)


class PageTemplateView(ContentView):
    @extend_schema(request=inputs.PageTemplateInput, responses={201: outputs.PageOutput}, tags=["content"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Create the page of a kind from its template, unpublished, with the shop's facts filled in."""
        kind = checked(inputs.PageTemplateInput, request.data)["kind"]
        return _answer(services.page_from_template(kind=kind, author=author_of(request)), 201)


class PageDetailView(ContentView):
    @extend_schema(responses=outputs.PageOutput, tags=["content"])
    def get(self, request: Request, store_id: UUID, page_id: UUID) -> Response:
        """One page."""
        return _answer(selectors.page_get(page_id=page_id))

    @extend_schema(request=inputs.PageChangeInput, responses=outputs.PageOutput, tags=["content"])
    def patch(self, request: Request, store_id: UUID, page_id: UUID) -> Response:
        """Change what is given; each save can be restored, a changed handle leaves a redirect."""
        data = inputs.page_input(checked(inputs.PageChangeInput, request.data))
        return _answer(services.page_update(page_id=page_id, data=data, author=author_of(request)))

    @extend_schema(responses=EmptyOutput, tags=["content"])
    def delete(self, request: Request, store_id: UUID, page_id: UUID) -> Response:
        """Delete the page; its address says that it is gone."""
        services.page_delete(page_id=page_id)
        return Response({})


class PageRevisionListView(ContentView):
    pagination_class = PagePagination

    @extend_schema(responses=outputs.ContentRevisionOutput(many=True), tags=["content"])
    def get(self, request: Request, store_id: UUID, page_id: UUID) -> Response:
        """Every save, newest first, with what it changed."""
        return revisions_answer(request, SubjectKind.PAGE, page_id)


class PageRestoreView(ContentView):
    @extend_schema(request=None, responses=outputs.PageOutput, tags=["content"])
    def post(self, request: Request, store_id: UUID, page_id: UUID, page_revision_id: UUID) -> Response:
        """Make the words those of an earlier save; that is a save of its own."""
        page = services.page_restore(page_id=page_id, revision_id=page_revision_id, author=author_of(request))
        return _answer(page)
