"""Research: what to look for, the runs, the candidates with their evidence, the watch list."""

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from automation.access.permissions import StoreApiView
from automation.imports.dispatch import import_dispatch
from automation.research import selectors, services
from automation.research.api import serializers as shapes
from automation.research.dispatch import research_dispatch
from automation.research.trends import MOST_FILE_BYTES
from automation.research.types import TrendsFileInvalid
from tenancy.rest.pagination import PagePagination
from tenancy.rest.throttling import Limit

START = Limit(scope="research-start", times=10, seconds=60)


def _read(shape: Any, data: Any) -> dict[str, Any]:
    serializer = shape(data=data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class ResearchView(StoreApiView):
    permission = {
        "GET": "research.read",
        "POST": "research.write",
        "PATCH": "research.write",
        "DELETE": "research.write",
    }


class ResearchCriteriaView(ResearchView):
    @extend_schema(responses=shapes.CriteriaOutput, tags=["research"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """What this store looks for."""
        return Response(shapes.CriteriaOutput(selectors.criteria_get()).data)

    @extend_schema(request=shapes.CriteriaInput, responses=shapes.CriteriaOutput, tags=["research"])
    def patch(self, request: Request, store_id: UUID) -> Response:
        """Change it; takes effect with the next run."""
        row = services.criteria_set(changes=_read(shapes.CriteriaInput, request.data), now=timezone.now())
        return Response(shapes.CriteriaOutput(row).data)


class ResearchSourceListView(ResearchView):
    @extend_schema(responses=shapes.ResearchSourceOutput(many=True), tags=["research"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Who can be asked, and who is not connected."""
        return Response(shapes.ResearchSourceOutput(selectors.sources_state(), many=True).data)


class ResearchRunListView(ResearchView):
    pagination_class = PagePagination

    @extend_schema(responses=shapes.RunOutput(many=True), tags=["research"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Runs, newest first."""
        return self.paginated(selectors.runs_newest(), shapes.RunOutput)

    @extend_schema(request=None, responses={202: shapes.RunOutput}, tags=["research"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Start today's research now instead of at its hour; once a day."""
        START.hit(str(store_id))
        now = timezone.now()
        run = services.run_start(day=selectors.local_now(store=self.store, now=now).date(), now=now)
        research_dispatch(schema_name=self.store.schema_name, run_id=run.pk)
        return Response(shapes.RunOutput(run).data, status=202)


class ResearchRunDetailView(ResearchView):
    @extend_schema(responses=shapes.RunDetailOutput, tags=["research"])
    def get(self, request: Request, store_id: UUID, research_run_id: UUID) -> Response:
        """One run with the health of its sources."""
        run = selectors.run_get(run_id=research_run_id)
        facts = shapes.RunOutput(run).data
        body = {**facts, "criteria": run.criteria, "sources": selectors.run_sources(run_id=research_run_id)}
        return Response(shapes.RunDetailOutput(body).data)


class CandidateListView(ResearchView):
    pagination_class = PagePagination

    @extend_schema(
        parameters=[shapes.CandidateFilterInput],
        responses=shapes.CandidateOutput(many=True),
        tags=["research"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Candidates, best first; those put away only when asked for."""
        rows = selectors.candidates_list(**_read(shapes.CandidateFilterInput, request.query_params))
        return self.paginated(rows, shapes.CandidateOutput)


class CandidateDetailView(ResearchView):
    @extend_schema(responses=shapes.CandidateDetailOutput, tags=["research"])
    def get(self, request: Request, store_id: UUID, candidate_id: UUID) -> Response:
        """One candidate: each sub-score with its evidence, and the reasons of the verdict."""
        candidate = selectors.candidate_get(candidate_id=candidate_id)
        candidate.evidence_rows = selectors.candidate_evidence(candidate=candidate)  # type: ignore[attr-defined]
        return Response(_detail(candidate))


def _detail(candidate: Any) -> dict[str, Any]:
    return {
        **shapes.CandidateOutput(candidate).data,
        "offers": candidate.offers,
        "reasons": candidate.reasons,
        "evidence": shapes.EvidenceOutput(candidate.evidence_rows, many=True).data,
    }


class CandidateRejectView(ResearchView):
    @extend_schema(request=None, responses=shapes.CandidateOutput, tags=["research"])
    def post(self, request: Request, store_id: UUID, candidate_id: UUID) -> Response:
        """Put a candidate away."""
        row = services.candidate_reject(candidate_id=candidate_id, now=timezone.now())
        return Response(shapes.CandidateOutput(row).data)


class CandidateWatchView(ResearchView):
    @extend_schema(request=shapes.WatchInput, responses={201: shapes.WatchlistItemOutput}, tags=["research"])
    def post(self, request: Request, store_id: UUID, candidate_id: UUID) -> Response:
        """Put a candidate on the watch list."""
        item = services.watchlist_add(
            candidate_id=candidate_id,
            user_id=cast("UUID", request.user.pk),
            now=timezone.now(),
            **_read(shapes.WatchInput, request.data),
        )
        return Response(shapes.WatchlistItemOutput(item).data, status=201)


class CandidateImportView(ResearchView):
    @extend_schema(request=None, responses={202: shapes.ImportStartedOutput}, tags=["research"])
    def post(self, request: Request, store_id: UUID, candidate_id: UUID) -> Response:
        """Import a candidate; again: the import that was started."""
        import_id = services.candidate_import(
            candidate_id=candidate_id, user_id=cast("UUID", request.user.pk), now=timezone.now()
        )
        import_dispatch(schema_name=self.store.schema_name, import_id=import_id)
        return Response({"import_id": import_id}, status=202)


class WatchlistView(ResearchView):
    pagination_class = PagePagination

    @extend_schema(responses=shapes.WatchlistItemOutput(many=True), tags=["research"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """The watch list, news first."""
        return self.paginated(selectors.watchlist(), shapes.WatchlistItemOutput)


class WatchlistItemView(ResearchView):
    @extend_schema(request=shapes.WatchInput, responses=shapes.WatchlistItemOutput, tags=["research"])
    def patch(self, request: Request, store_id: UUID, watchlist_item_id: UUID) -> Response:
        """Change tags, note or target."""
        item = services.watchlist_update(
            item_id=watchlist_item_id, changes=_read(shapes.WatchInput, request.data)
        )
        return Response(shapes.WatchlistItemOutput(item).data)

    @extend_schema(responses={200: None}, tags=["research"])
    def delete(self, request: Request, store_id: UUID, watchlist_item_id: UUID) -> Response:
        """Take an item off the list."""
        services.watchlist_remove(item_id=watchlist_item_id, now=timezone.now())
        return Response({})


class WatchlistReadView(ResearchView):
    @extend_schema(request=None, responses=shapes.WatchlistItemOutput, tags=["research"])
    def post(self, request: Request, store_id: UUID, watchlist_item_id: UUID) -> Response:
        """Mark an item's alerts as read."""
        return Response(shapes.WatchlistItemOutput(services.alerts_read(item_id=watchlist_item_id)).data)


class TrendsFileView(ResearchView):
    parser_classes = [MultiPartParser]
    max_body_bytes = 2 * MOST_FILE_BYTES

    @extend_schema(
        request=shapes.TrendsFileInput, responses={201: shapes.TrendsTermsOutput}, tags=["research"]
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Bring Google Trends' own export (multiTimeline.csv); its terms are used where nothing else is connected."""
        file = _read(shapes.TrendsFileInput, request.data)["file"]
        if file.size > MOST_FILE_BYTES:
            raise TrendsFileInvalid("The file is larger than 200 kB; an export of Google Trends is a few.")
        return Response(
            {"terms": services.trends_upload(content=file.read(), now=timezone.now())}, status=201
        )
