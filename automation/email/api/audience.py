"""People, their histories, messages, suppressed addresses, settings."""

import csv
import io
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from automation.email import selectors
from automation.email.api import serializers as shapes
from automation.email.api.flows import MailView, read
from automation.email.providers import provider_is_connected
from automation.email.rendering import RenderedMail, compiled_revision, mail_fill
from automation.email.services import suppressing
from automation.email.services.contacts import contact_get
from automation.email.services.reading import settings_get
from automation.email.services.settings import settings_update
from automation.email.types import SuppressionReason
from tenancy.errors import Invalid
from tenancy.rest.pagination import PagePagination

MOST_EXPORTED = 50_000


def _text(name: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR)


def _uuid(text: str) -> UUID | None:
    """Return an id of the query, None for none. Raises Invalid."""
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Invalid(fields={"segment": ["This is no id."]}) from error


class EmailContactListView(MailView):
    pagination_class = PagePagination

    @extend_schema(
        parameters=[_text("search"), _text("consent"), OpenApiParameter("segment", OpenApiTypes.UUID)],
        responses=shapes.ContactOutput(many=True),
        tags=["email"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """People, newest first; `consent` is SUBSCRIBED, PENDING, UNSUBSCRIBED or NONE."""
        paginator = PagePagination()
        rows = selectors.contacts_all(
            search=request.query_params.get("search", "")[:100],
            consent=request.query_params.get("consent", "")[:12],
            segment=_uuid(request.query_params.get("segment", "")),
        )
        page = paginator.paginate_queryset(rows, request)
        context = {"suppressed": selectors.suppressed_reasons(emails=[row.email for row in page])}
        output = shapes.ContactOutput(page, many=True, context=context)
        return paginator.get_paginated_response(output.data)


class EmailContactDetailView(MailView):
    @extend_schema(responses=shapes.ContactOutput, tags=["email"])
    def get(self, request: Request, store_id: UUID, contact_id: UUID) -> Response:
        """One person."""
        contact = contact_get(contact_id=contact_id)
        context = {"suppressed": selectors.suppressed_reasons(emails=[contact.email])}
        return Response(shapes.ContactOutput(contact, context=context).data)


class EmailHistoryView(MailView):
    pagination_class = PagePagination

    @extend_schema(responses=shapes.HistoryRowOutput(many=True), tags=["email"])
    def get(self, request: Request, store_id: UUID, contact_id: UUID) -> Response:
        """Everything that happened to a person, and what did not, with the reason; newest first."""
        contact_get(contact_id=contact_id)
        paginator = PagePagination()
        page = paginator.paginate_queryset(selectors.contact_history(contact_id=contact_id), request)
        rows = [selectors.history_row(event) for event in page]
        return paginator.get_paginated_response(shapes.HistoryRowOutput(rows, many=True).data)


class EmailMessageListView(MailView):
    pagination_class = PagePagination

    @extend_schema(
        parameters=[_text("search"), _text("state")],
        responses=shapes.MessageRowOutput(many=True),
        tags=["email"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Messages, newest first."""
        paginator = PagePagination()
        rows = selectors.messages_all(
            state=request.query_params.get("state", "")[:9],
            search=request.query_params.get("search", "")[:100],
        )
        page = paginator.paginate_queryset(rows, request)
        return paginator.get_paginated_response(shapes.MessageRowOutput(page, many=True).data)


class EmailMessageDetailView(MailView):
    @extend_schema(responses=shapes.MessageDetailOutput, tags=["email"])
    def get(self, request: Request, store_id: UUID, message_id: UUID) -> Response:
        """One message as it was sent."""
        message = selectors.message_get(message_id=message_id)
        content = RenderedMail("", "", "")
        if message.email:  # of somebody erased nothing is left to be shown
            content, _ = mail_fill(compiled=compiled_revision(message.revision), variables=message.variables)
        return Response(shapes.MessageDetailOutput({"message": message, "content": content}).data)


class EmailSuppressionListView(MailView):
    pagination_class = PagePagination

    @extend_schema(
        parameters=[_text("search")], responses=shapes.SuppressionOutput(many=True), tags=["email"]
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Addresses that get nothing, newest first."""
        paginator = PagePagination()
        rows = selectors.suppressions_all(search=request.query_params.get("search", "")[:100])
        page = paginator.paginate_queryset(rows, request)
        return paginator.get_paginated_response(shapes.SuppressionOutput(page, many=True).data)

    @extend_schema(
        request=shapes.SuppressionCreateInput, responses={201: shapes.SuppressionImportOutput}, tags=["email"]
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Put one address on the list, in force at once."""
        data = read(shapes.SuppressionCreateInput, request.data)
        added = suppressing.suppress(
            emails=[data["email"]], reason=SuppressionReason.MANUAL, note=data["note"], now=timezone.now()
        )
        return Response(shapes.SuppressionImportOutput({"added": added, "wrong_lines": []}).data, status=201)


class EmailSuppressionDetailView(MailView):
    @extend_schema(request=None, responses=shapes.NothingOutput, tags=["email"])
    def delete(self, request: Request, store_id: UUID, suppression_id: UUID) -> Response:
        """Take an address off the list; consent is not given back by it."""
        suppressing.suppression_lift(suppression_id=suppression_id, now=timezone.now())
        return Response(shapes.NothingOutput({}).data)


class EmailSuppressionImportView(MailView):
    max_body_bytes = 6 * 1024 * 1024

    @extend_schema(
        request=shapes.SuppressionFileInput, responses=shapes.SuppressionImportOutput, tags=["email"]
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Take over a list: CSV with a column `email`, or one address a line."""
        content = read(shapes.SuppressionFileInput, request.data)["content"].encode()
        added, wrong = suppressing.suppressions_import(content=content, now=timezone.now())
        return Response(shapes.SuppressionImportOutput({"added": added, "wrong_lines": wrong}).data)


class EmailSuppressionExportView(MailView):
    @extend_schema(responses=shapes.SuppressionExportOutput, tags=["email"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """The whole list as CSV."""
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow(["email", "reason", "created_at"])
        for row in selectors.suppressions_all()[:MOST_EXPORTED]:
            writer.writerow([row.email or "", row.reason, row.created_at.isoformat()])
        return Response(shapes.SuppressionExportOutput({"content": buffer.getvalue()}).data)


class EmailSettingsView(MailView):
    @extend_schema(responses=shapes.MailSettingsOutput, tags=["email"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """What holds for every flow, and whether a mail service is connected."""
        return self._answer()

    @extend_schema(request=shapes.MailSettingsInput, responses=shapes.MailSettingsOutput, tags=["email"])
    def patch(self, request: Request, store_id: UUID) -> Response:
        """Change what is given, for every decision from now on."""
        settings_update(changes=read(shapes.MailSettingsInput, request.data))
        return self._answer()

    @staticmethod
    def _answer() -> Response:
        row = settings_get()
        body = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        body |= {"provider": settings.EMAIL_PROVIDER, "is_connected": provider_is_connected()}
        body["has_webhook_secret"] = bool(row.webhook_secret)
        return Response(shapes.MailSettingsOutput(body).data)
