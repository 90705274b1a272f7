"""Flows: list, draft, publish, on and off, versions."""

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from automation.access.permissions import StoreApiView
from automation.email import selectors
from automation.email.api import serializers as shapes
from automation.email.services import flows


def read(shape: Any, data: Any) -> dict[str, Any]:
    """Return valid input, or raise what the API answers with 400."""
    serializer = shape(data=data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class MailView(StoreApiView):
    permission = {
        "GET": "email.read",
        "POST": "email.write",
        "PUT": "email.write",
        "PATCH": "email.write",
        "DELETE": "email.write",
    }


def _detail(flow_id: UUID, status: int = 200) -> Response:
    return Response(shapes.FlowDetailOutput(selectors.flow_get(flow_id=flow_id)).data, status=status)


class EmailFlowListView(MailView):
    @extend_schema(responses=shapes.FlowRowOutput(many=True), tags=["email"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Every flow of the store with its figures."""
        return Response(shapes.FlowRowOutput(selectors.flow_rows(), many=True).data)

    @extend_schema(request=shapes.FlowCreateInput, responses={201: shapes.FlowDetailOutput}, tags=["email"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Make a flow, off and unpublished; a `definition` begins it as a copy."""
        data = read(shapes.FlowCreateInput, request.data)
        flow = flows.flow_create(name=data["name"], definition=data.get("definition"), now=timezone.now())
        return _detail(flow.pk, status=201)


class EmailFlowDetailView(MailView):
    @extend_schema(responses=shapes.FlowDetailOutput, tags=["email"])
    def get(self, request: Request, store_id: UUID, flow_id: UUID) -> Response:
        """One flow: draft, problems at their steps, versions, figures per step."""
        return _detail(flow_id)

    @extend_schema(request=shapes.FlowUpdateInput, responses=shapes.FlowDetailOutput, tags=["email"])
    def patch(self, request: Request, store_id: UUID, flow_id: UUID) -> Response:
        """Change name or draft; people inside are not touched."""
        data = read(shapes.FlowUpdateInput, request.data)
        flows.flow_update(flow_id=flow_id, now=timezone.now(), **data)
        return _detail(flow_id)

    @extend_schema(request=None, responses=shapes.NothingOutput, tags=["email"])
    def delete(self, request: Request, store_id: UUID, flow_id: UUID) -> Response:
        """Delete a flow that was never published; one that was is switched off and kept."""
        flows.flow_delete(flow_id=flow_id, now=timezone.now())
        return Response(shapes.NothingOutput({}).data)


class EmailFlowPublishView(MailView):
    @extend_schema(request=None, responses=shapes.FlowDetailOutput, tags=["email"])
    def post(self, request: Request, store_id: UUID, flow_id: UUID) -> Response:
        """Make a version of the draft, for whoever enters from now on."""
        flows.flow_publish(flow_id=flow_id, user_id=cast("UUID", request.user.pk), now=timezone.now())
        return _detail(flow_id)


class EmailFlowOnView(MailView):
    @extend_schema(request=None, responses=shapes.FlowDetailOutput, tags=["email"])
    def post(self, request: Request, store_id: UUID, flow_id: UUID) -> Response:
        """Switch on: from this moment on, nothing earlier enters."""
        flows.flow_switch(flow_id=flow_id, is_on=True, now=timezone.now())
        return _detail(flow_id)


class EmailFlowOffView(MailView):
    @extend_schema(request=None, responses=shapes.FlowDetailOutput, tags=["email"])
    def post(self, request: Request, store_id: UUID, flow_id: UUID) -> Response:
        """Switch off: everybody inside leaves, mails not handed over are cancelled."""
        flows.flow_switch(flow_id=flow_id, is_on=False, now=timezone.now())
        return _detail(flow_id)
