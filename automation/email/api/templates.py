"""Templates, their preview as a real shopper, and test mails."""

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from automation.core_client.client import CoreClient
from automation.email import selectors
from automation.email.api import serializers as shapes
from automation.email.api.flows import MailView, read
from automation.email.previewing import Draft, template_preview, template_test_send
from automation.email.providers import AnymailProvider
from automation.email.services import templates
from tenancy.rest.pagination import PagePagination
from tenancy.rest.throttling import Limit

PREVIEW = Limit(scope="email-preview", times=240, seconds=60)
TEST = Limit(scope="email-test", times=20, seconds=3600)


def _draft(data: dict[str, Any]) -> Draft:
    return Draft(data["subject"], data["preheader"], data["blocks"], data["discount_code"])


class EmailTemplateListView(MailView):
    pagination_class = PagePagination

    @extend_schema(responses=shapes.TemplateOutput(many=True), tags=["email"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Templates with their content, newest change first."""
        paginator = PagePagination()
        page = paginator.paginate_queryset(selectors.templates_all(), request)
        views = selectors.template_views(page)
        return paginator.get_paginated_response(shapes.TemplateOutput(views, many=True).data)

    @extend_schema(request=shapes.TemplateInput, responses={201: shapes.TemplateOutput}, tags=["email"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Make a template; unknown variables and shapes are refused."""
        data = read(shapes.TemplateInput, request.data)
        user_id = cast("UUID", request.user.pk)
        made = templates.template_create(**data, user_id=user_id, now=timezone.now())
        view = selectors.template_get(template_id=made.pk)
        return Response(shapes.TemplateOutput(view).data, status=201)


class EmailTemplateDetailView(MailView):
    @extend_schema(responses=shapes.TemplateOutput, tags=["email"])
    def get(self, request: Request, store_id: UUID, template_id: UUID) -> Response:
        """One template with its content."""
        return Response(shapes.TemplateOutput(selectors.template_get(template_id=template_id)).data)

    @extend_schema(request=shapes.TemplateInput, responses=shapes.TemplateOutput, tags=["email"])
    def put(self, request: Request, store_id: UUID, template_id: UUID) -> Response:
        """Replace the content by a new revision; mails already decided keep theirs."""
        data = read(shapes.TemplateInput, request.data)
        user_id = cast("UUID", request.user.pk)
        templates.template_update(template_id=template_id, **data, user_id=user_id, now=timezone.now())
        return Response(shapes.TemplateOutput(selectors.template_get(template_id=template_id)).data)

    @extend_schema(request=None, responses=shapes.NothingOutput, tags=["email"])
    def delete(self, request: Request, store_id: UUID, template_id: UUID) -> Response:
        """Put a template away that no flow sends."""
        templates.template_archive(template_id=template_id, now=timezone.now())
        return Response(shapes.NothingOutput({}).data)


class EmailPreviewView(MailView):
    permission = {"POST": "email.read"}
    stores_answers = False

    @extend_schema(request=shapes.PreviewMailInput, responses=shapes.RenderedMailOutput, tags=["email"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Show content as one shopper would get it; a variable without value and default is refused here only."""
        PREVIEW.hit(str(store_id))
        data = read(shapes.PreviewMailInput, request.data)
        mail = template_preview(draft=_draft(data), store=self.store, core=CoreClient(), email=data["email"])
        return Response(shapes.RenderedMailOutput(mail).data)


class EmailTestSendView(MailView):
    @extend_schema(request=shapes.TestSendInput, responses={202: shapes.RenderedMailOutput}, tags=["email"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Send the preview as a mail marked as a test; twenty an hour."""
        TEST.hit(str(store_id))
        data = read(shapes.TestSendInput, request.data)
        draft, core = _draft(data), CoreClient()
        template_test_send(
            draft=draft,
            to=data["to"],
            email=data["email"],
            store=self.store,
            core=core,
            provider=AnymailProvider(lanes=1),
            now=timezone.now(),
        )
        mail = template_preview(draft=draft, store=self.store, core=core, email=data["email"])
        return Response(shapes.RenderedMailOutput(mail).data, status=202)
