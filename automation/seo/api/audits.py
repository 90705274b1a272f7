"""Audits of the shop, and proposals to decide."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from automation.access.permissions import StoreApiView
from automation.core_client.client import CoreClient
from automation.seo import selectors
from automation.seo.api import serializers as shapes
from automation.seo.dispatch import run_dispatch
from automation.seo.services import proposals, runs
from tenancy.rest.pagination import PagePagination
from tenancy.rest.throttling import Limit

START = Limit(scope="seo-start", times=6, seconds=3600)


def checked(shape: Any, data: Any) -> dict[str, Any]:
    """Return validated data, or answer 400 with the path of each fault."""
    serializer = shape(data=data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class SeoView(StoreApiView):
    permission = {"GET": "seo.read", "POST": "seo.write", "PATCH": "seo.write", "DELETE": "seo.write"}


class SeoRunListView(SeoView):
    pagination_class = PagePagination

    @extend_schema(responses=shapes.SeoRunOutput(many=True), tags=["seo"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Audits, newest first."""
        return self.paginated(selectors.runs_newest(), shapes.SeoRunOutput)

    @extend_schema(request=None, responses={202: shapes.SeoRunOutput}, tags=["seo"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Look at every page now."""
        START.hit(str(store_id))
        run_id = runs.run_begin_manual(user_id=request.user.pk, now=timezone.now())  # type: ignore[arg-type]
        run_dispatch(schema_name=self.store.schema_name, run_id=run_id)
        return Response(shapes.SeoRunOutput(selectors.run_get(run_id=run_id)).data, status=202)


class SeoRunDetailView(SeoView):
    @extend_schema(responses=shapes.SeoRunOutput, tags=["seo"])
    def get(self, request: Request, store_id: UUID, run_id: UUID) -> Response:
        """One audit."""
        return Response(shapes.SeoRunOutput(selectors.run_get(run_id=run_id)).data)


class SeoRunPageListView(SeoView):
    pagination_class = PagePagination

    @extend_schema(
        parameters=[shapes.SeoPageQuery], responses=shapes.SeoPageScoreOutput(many=True), tags=["seo"]
    )
    def get(self, request: Request, store_id: UUID, run_id: UUID) -> Response:
        """Pages of an audit, the worst first, each with the reasons for its score."""
        query = checked(shapes.SeoPageQuery, request.query_params.dict())
        return self.paginated(selectors.run_pages(run_id=run_id, **query), shapes.SeoPageScoreOutput)


class SeoProposalListView(SeoView):
    pagination_class = PagePagination

    @extend_schema(
        parameters=[shapes.SeoProposalQuery], responses=shapes.SeoProposalOutput(many=True), tags=["seo"]
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Proposals, newest first."""
        query = checked(shapes.SeoProposalQuery, request.query_params.dict())
        return self.paginated(selectors.proposals_list(**query), shapes.SeoProposalOutput)


class SeoProposalAcceptView(SeoView):
    @extend_schema(request=shapes.SeoAcceptInput, responses=shapes.SeoProposalOutput, tags=["seo"])
    def post(self, request: Request, store_id: UUID, proposal_id: UUID) -> Response:
        """Put it into the shop, if the text is still what the proposal was made for."""
        data = checked(shapes.SeoAcceptInput, request.data)
        proposal = proposals.proposal_accept(
            proposal_id=proposal_id,
            value=data.get("value"),
            store=self.store,
            core=CoreClient(),
            user_id=request.user.pk,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        return Response(shapes.SeoProposalOutput(proposal).data)


class SeoProposalRejectView(SeoView):
    @extend_schema(request=None, responses=shapes.SeoProposalOutput, tags=["seo"])
    def post(self, request: Request, store_id: UUID, proposal_id: UUID) -> Response:
        """Turn it down; it is not made again."""
        proposal = proposals.proposal_reject(
            proposal_id=proposal_id,
            user_id=request.user.pk,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        return Response(shapes.SeoProposalOutput(proposal).data)


class SeoProposalUndoView(SeoView):
    @extend_schema(request=None, responses=shapes.SeoProposalOutput, tags=["seo"])
    def post(self, request: Request, store_id: UUID, proposal_id: UUID) -> Response:
        """Put back what stood there before."""
        proposal = proposals.proposal_undo(
            proposal_id=proposal_id,
            store=self.store,
            core=CoreClient(),
            user_id=request.user.pk,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        return Response(shapes.SeoProposalOutput(proposal).data)


class SeoRulesView(SeoView):
    @extend_schema(responses=shapes.SeoRulesOutput, tags=["seo"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """What may happen without you."""
        return Response(shapes.SeoRulesOutput(selectors.rules_get()).data)

    @extend_schema(request=shapes.SeoRulesInput, responses=shapes.SeoRulesOutput, tags=["seo"])
    def patch(self, request: Request, store_id: UUID) -> Response:
        """Change what may happen without you."""
        data = checked(shapes.SeoRulesInput, request.data)
        proposals.rules_save(
            is_weekly_on=data.get("is_weekly_on"),
            auto_accept_fields=data.get("auto_accept_fields"),
            now=timezone.now(),
        )
        return Response(shapes.SeoRulesOutput(selectors.rules_get()).data)
