"""Review what the model wrote; see what it cost and cap it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from automation.access.permissions import StoreApiView
from automation.ai import ledger
from automation.ai.budget import budget_get, budget_set
from automation.core_client.client import CoreClient
from automation.core_client.types import CoreForbidden, CoreRejected, CoreUnavailable
from automation.imports import selectors
from automation.imports.api import review_shapes as shapes
from automation.imports.services import proposals
from automation.imports.types import FieldMoved, ProposalState, Verdict
from tenancy.errors import Invalid, Unavailable
from tenancy.rest.pagination import PagePagination

MAX_DAYS = 366


class ReviewView(StoreApiView):
    permission = {"GET": "imports.read", "POST": "imports.write", "PATCH": "imports.write"}

    def asked(self, ask: Any, **values: Any) -> Any:
        """Call a service that writes to the shop; a shop that is away is said so."""
        try:
            return ask(
                store=self.store,
                core=CoreClient(),
                user_id=self.request.user.pk,
                now=timezone.now(),
                **values,
            )
        except (CoreUnavailable, CoreForbidden) as error:
            raise Unavailable("The shop does not answer. Try again in a moment.", retry_after=3) from error
        except CoreRejected as error:
            raise FieldMoved(error.message, code=error.code) from error


def _reviews(product_ids: list[UUID]) -> list[dict[str, Any]]:
    found = proposals.proposals_of(product_ids=product_ids)
    calls = ledger.calls_by_id(ids={row.call_id for rows in found.values() for row in rows if row.call_id})
    return [shapes.review_view(product_id, found[product_id], calls) for product_id in product_ids]


class ReviewListView(ReviewView):
    pagination_class = PagePagination

    @extend_schema(
        parameters=[
            OpenApiParameter("state", OpenApiTypes.STR, enum=ProposalState.values),
            OpenApiParameter("import_id", OpenApiTypes.UUID),
        ],
        responses=shapes.ProductReviewOutput(many=True),
        tags=["reviews"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Products whose texts the model wrote, newest first, each with every text beside the source's."""
        state, import_id = request.query_params.get("state", ""), request.query_params.get("import_id")
        if state and state not in ProposalState.values:
            raise Invalid(fields={"state": [f"One of {', '.join(ProposalState.values)}."]})
        try:
            job_id = UUID(import_id) if import_id else None
        except ValueError as error:
            raise Invalid(fields={"import_id": ["Not an id."]}) from error
        paginator = PagePagination()
        page = paginator.paginate_queryset(
            selectors.products_in_review(state=state, import_id=job_id), request
        )
        rows = _reviews([row["product_id"] for row in page])
        return paginator.get_paginated_response(shapes.ProductReviewOutput(rows, many=True).data)


class ReviewDetailView(ReviewView):
    @extend_schema(responses=shapes.ProductReviewOutput, tags=["reviews"])
    def get(self, request: Request, store_id: UUID, reviewed_id: UUID) -> Response:
        """One product's texts; 404 when the model wrote none of it."""
        selectors.review_check(product_id=reviewed_id)
        return Response(shapes.ProductReviewOutput(_reviews([reviewed_id])[0]).data)


class _ProductVerdictView(ReviewView):
    verdict = ""

    def post(self, request: Request, store_id: UUID, reviewed_id: UUID) -> Response:
        """Decide all texts of a product at once."""
        self.asked(proposals.product_decide, product_id=reviewed_id, verdict=self.verdict)
        return Response(shapes.ProductReviewOutput(_reviews([reviewed_id])[0]).data)


@extend_schema(request=None, responses=shapes.ProductReviewOutput, tags=["reviews"])
class ReviewAcceptView(_ProductVerdictView):
    verdict = Verdict.ACCEPT


@extend_schema(request=None, responses=shapes.ProductReviewOutput, tags=["reviews"])
class ReviewRejectView(_ProductVerdictView):
    verdict = Verdict.REJECT


@extend_schema(request=None, responses=shapes.ProductReviewOutput, tags=["reviews"])
class ReviewUndoView(_ProductVerdictView):
    verdict = Verdict.UNDO


class _ProposalVerdictView(ReviewView):
    verdict = ""

    def text(self, request: Request) -> str | None:
        """Return the words a person gives; only edits have some."""
        return None

    def post(self, request: Request, store_id: UUID, text_proposal_id: UUID) -> Response:
        """Decide one text."""
        row = self.asked(
            proposals.proposal_decide,
            proposal_id=text_proposal_id,
            verdict=self.verdict,
            text=self.text(request),
        )
        return Response(shapes.ProductReviewOutput(_reviews([row.product_id])[0]).data)


@extend_schema(request=None, responses=shapes.ProductReviewOutput, tags=["reviews"])
class ProposalAcceptView(_ProposalVerdictView):
    verdict = Verdict.ACCEPT


@extend_schema(request=None, responses=shapes.ProductReviewOutput, tags=["reviews"])
class ProposalRejectView(_ProposalVerdictView):
    verdict = Verdict.REJECT


@extend_schema(request=shapes.ProposalEditInput, responses=shapes.ProductReviewOutput, tags=["reviews"])
class ProposalEditView(_ProposalVerdictView):
    verdict = Verdict.EDIT

    def text(self, request: Request) -> str | None:
        serializer = shapes.ProposalEditInput(data=request.data)
        serializer.is_valid(raise_exception=True)
        return str(serializer.validated_data["text"])


@extend_schema(request=None, responses=shapes.ProductReviewOutput, tags=["reviews"])
class ProposalUndoView(_ProposalVerdictView):
    verdict = Verdict.UNDO


class ImportTextsUndoView(ReviewView):
    @extend_schema(request=None, responses=shapes.TextsUndoneOutput, tags=["reviews"])
    def post(self, request: Request, store_id: UUID, import_id: UUID) -> Response:
        """Put the source's texts back in all products of an import, a hundred texts a call."""
        selectors.import_get(import_id=import_id)
        back, left, remaining = self.asked(proposals.run_texts_undo, import_id=import_id)
        body = {"put_back": back, "left": left, "remaining": remaining}
        return Response(shapes.TextsUndoneOutput(body).data)


def _days(request: Request) -> int:
    raw = request.query_params.get("days", "30")
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw[:6]) <= MAX_DAYS:
        raise Invalid(fields={"days": [f"A whole number from 1 to {MAX_DAYS}."]})
    return int(raw)


class AiLedgerView(ReviewView):
    pagination_class = PagePagination

    @extend_schema(
        parameters=[
            OpenApiParameter("purpose", OpenApiTypes.STR),
            OpenApiParameter("days", OpenApiTypes.INT, description="How far back; default 30."),
        ],
        responses=shapes.AiCallOutput(many=True),
        tags=["ai"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Every question to the model with tokens, the price used and the cost, newest first."""
        since = timezone.now() - timedelta(days=_days(request))
        rows = ledger.calls_newest(purpose=request.query_params.get("purpose", "")[:40], since=since)
        paginator = PagePagination()
        page = paginator.paginate_queryset(rows, request)
        return paginator.get_paginated_response(shapes.AiCallOutput(page, many=True).data)


class AiDaysView(ReviewView):
    @extend_schema(
        parameters=[OpenApiParameter("days", OpenApiTypes.INT, description="How far back; default 30.")],
        responses=shapes.AiDayOutput(many=True),
        tags=["ai"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Sums by day of the store's own time zone and by purpose, oldest first."""
        since = timezone.now() - timedelta(days=_days(request))
        rows = ledger.ledger_days(since=since, time_zone=self.store.time_zone)
        return Response(shapes.AiDayOutput(rows, many=True).data)


class AiBudgetView(ReviewView):
    @extend_schema(responses=shapes.AiBudgetOutput, tags=["ai"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Limits of a day and of thirty days, and what of them is spent."""
        state = budget_get(now=timezone.now())
        return Response(shapes.AiBudgetOutput(shapes.budget_view(state)).data)

    @extend_schema(request=shapes.AiBudgetInput, responses=shapes.AiBudgetOutput, tags=["ai"])
    def patch(self, request: Request, store_id: UUID) -> Response:
        """Set the merchant's own limits; work stops cleanly when one is reached."""
        serializer = shapes.AiBudgetInput(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        state = budget_set(
            daily_micros=shapes.micros(data["daily_usd"]),
            monthly_micros=shapes.micros(data["monthly_usd"]),
            now=timezone.now(),
        )
        return Response(shapes.AiBudgetOutput(shapes.budget_view(state)).data)
