"""Segments of the audience, and the secret that calls of flows are signed with."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from automation.email import selectors
from automation.email.api import serializers as shapes
from automation.email.api.flows import MailView, read
from automation.email.services import calling, segments


def _answer(segment_id: UUID, status: int = 200) -> Response:
    return Response(shapes.SegmentOutput(selectors.segment_get(segment_id=segment_id)).data, status=status)


class EmailSegmentListView(MailView):
    @extend_schema(responses=shapes.SegmentOutput(many=True), tags=["email"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Every segment with the number of its members, by name."""
        return Response(shapes.SegmentOutput(selectors.segment_rows(), many=True).data)

    @extend_schema(request=shapes.SegmentInput, responses={201: shapes.SegmentOutput}, tags=["email"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Make a segment; who fits it already enters no flow by that."""
        made = segments.segment_create(**read(shapes.SegmentInput, request.data), now=timezone.now())
        return _answer(made.pk, status=201)


class EmailSegmentDetailView(MailView):
    @extend_schema(responses=shapes.SegmentOutput, tags=["email"])
    def get(self, request: Request, store_id: UUID, segment_id: UUID) -> Response:
        """One segment."""
        return _answer(segment_id)

    @extend_schema(request=shapes.SegmentInput, responses=shapes.SegmentOutput, tags=["email"])
    def put(self, request: Request, store_id: UUID, segment_id: UUID) -> Response:
        """Change a segment; who comes in by other rules enters no flow by that."""
        data = read(shapes.SegmentInput, request.data)
        segments.segment_update(segment_id=segment_id, **data, now=timezone.now())
        return _answer(segment_id)

    @extend_schema(request=None, responses=shapes.NothingOutput, tags=["email"])
    def delete(self, request: Request, store_id: UUID, segment_id: UUID) -> Response:
        """Delete a segment that no flow begins with."""
        segments.segment_delete(segment_id=segment_id)
        return Response(shapes.NothingOutput({}).data)


class EmailWebhookSecretView(MailView):
    @extend_schema(request=None, responses={201: shapes.WebhookSecretOutput}, tags=["email"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Make another secret; the old one signs nothing any more."""
        body = {"secret": calling.webhook_secret_renew()}
        return Response(shapes.WebhookSecretOutput(body).data, status=201)
