"""Price rules, previews of what they would do, applying and undoing; the rates they reckon with."""

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from automation.access.permissions import StoreApiView
from automation.core_client.client import CoreClient
from automation.core_client.types import CoreForbidden, CoreUnavailable
from automation.pricing import selectors
from automation.pricing.api import serializers as shapes
from automation.pricing.dispatch import price_run_dispatch
from automation.pricing.services import rates, rules, runs
from automation.pricing.types import LineState, RuleUnknown
from tenancy.errors import Invalid, Unavailable
from tenancy.rest.pagination import PagePagination
from tenancy.rest.throttling import Limit

PREVIEW = Limit(scope="price-preview", times=20, seconds=60)


class PriceRuleListOutput(serializers.Serializer):
    rules = shapes.PriceRuleOutput(many=True)
    default = serializers.CharField(allow_null=True, help_text="The rule that holds while there is none.")


class PricingView(StoreApiView):
    permission = {
        "GET": "pricing.read",
        "POST": "pricing.write",
        "PATCH": "pricing.write",
        "PUT": "pricing.write",
        "DELETE": "pricing.write",
    }

    def read(self, shape: Any, data: Any) -> dict[str, Any]:
        """Return validated data; amounts are in the store's currency."""
        serializer = shape(data=data, context={"currency": self.store.currency})
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)


class PriceRuleListView(PricingView):
    @extend_schema(responses=PriceRuleListOutput, tags=["pricing"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Rules in their order; the first that covers a product counts."""
        rows = selectors.rules_all()
        body = {
            "rules": [shapes.rule_view(row, self.store.currency) for row in rows],
            "default": None if rows else selectors.DEFAULT_RULE.name,
        }
        return Response(PriceRuleListOutput(body).data)

    @extend_schema(request=shapes.PriceRuleInput, responses={201: shapes.PriceRuleOutput}, tags=["pricing"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Add a rule; prices change when a run is applied."""
        data = self.read(shapes.PriceRuleInput, request.data)
        row = rules.rule_create(
            rule=shapes.rule_from(data),
            currency=self.store.currency,
            is_active=data["is_active"],
            now=timezone.now(),
        )
        return Response(shapes.PriceRuleOutput(shapes.rule_view(row, self.store.currency)).data, status=201)


class PriceRuleDetailView(PricingView):
    @extend_schema(request=shapes.PriceRuleInput, responses=shapes.PriceRuleOutput, tags=["pricing"])
    def put(self, request: Request, store_id: UUID, rule_id: UUID) -> Response:
        """Replace a rule, or move it to another place in the order."""
        data = self.read(shapes.PriceRuleInput, request.data)
        row = rules.rule_change(
            rule_id=rule_id,
            rule=shapes.rule_from(data),
            currency=self.store.currency,
            is_active=data["is_active"],
            position=data.get("position"),
            now=timezone.now(),
        )
        return Response(shapes.PriceRuleOutput(shapes.rule_view(row, self.store.currency)).data)

    @extend_schema(responses=OpenApiTypes.OBJECT, tags=["pricing"])
    def delete(self, request: Request, store_id: UUID, rule_id: UUID) -> Response:
        """Delete a rule."""
        rules.rule_delete(rule_id=rule_id)
        return Response({})


class PriceRunListView(PricingView):
    pagination_class = PagePagination

    @extend_schema(responses=shapes.PriceRunOutput(many=True), tags=["pricing"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Previews and runs, newest first."""
        paginator = PagePagination()
        page = paginator.paginate_queryset(selectors.runs_newest(), request)
        counts = selectors.run_counts(run_ids=[run.pk for run in page])
        views = [shapes.run_view(run, counts[run.pk]) for run in page]
        return paginator.get_paginated_response(shapes.PriceRunOutput(views, many=True).data)

    @extend_schema(request=shapes.PriceRunInput, responses={201: shapes.PriceRunOutput}, tags=["pricing"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Reckon a preview: every variant with its price before and after; nothing is changed yet."""
        PREVIEW.hit(str(store_id))
        data = self.read(shapes.PriceRunInput, request.data)
        rule_id = data.get("rule_id")
        if rule_id is not None and rule_id not in {row.pk for row in selectors.rules_all()}:
            raise RuleUnknown
        try:
            run = runs.price_run_preview(
                store=self.store,
                core=CoreClient(),
                user_id=cast("UUID", request.user.pk),
                now=timezone.now(),
                product_ids=data.get("product_ids", ()),
                rule_id=rule_id,
            )
        except (CoreUnavailable, CoreForbidden) as error:
            raise Unavailable("The shop does not answer. Try again in a moment.", retry_after=3) from error
        return Response(_run(run), status=201)


def _run(run: Any) -> Any:
    counts = selectors.run_counts(run_ids=[run.pk])[run.pk]
    return shapes.PriceRunOutput(shapes.run_view(run, counts)).data


class PriceRunDetailView(PricingView):
    @extend_schema(responses=shapes.PriceRunOutput, tags=["pricing"])
    def get(self, request: Request, store_id: UUID, price_run_id: UUID) -> Response:
        """One run with its counts."""
        return Response(_run(selectors.run_get(run_id=price_run_id)))


class PriceRunLineListView(PricingView):
    pagination_class = PagePagination

    @extend_schema(
        parameters=[OpenApiParameter("state", OpenApiTypes.STR, enum=LineState.values)],
        responses=shapes.PriceLineOutput(many=True),
        tags=["pricing"],
    )
    def get(self, request: Request, store_id: UUID, price_run_id: UUID) -> Response:
        """The table: variants with cost, price before and after, floor and margin; changes first."""
        state = request.query_params.get("state", "")
        if state and state not in LineState.values:
            raise Invalid(fields={"state": [f"One of {', '.join(LineState.values)}."]})
        paginator = PagePagination()
        page = paginator.paginate_queryset(selectors.lines_of(run_id=price_run_id, state=state), request)
        views = [shapes.line_view(line, self.store.currency) for line in page]
        return paginator.get_paginated_response(shapes.PriceLineOutput(views, many=True).data)


class PriceRunApplyView(PricingView):
    @extend_schema(request=None, responses={202: shapes.PriceRunOutput}, tags=["pricing"])
    def post(self, request: Request, store_id: UUID, price_run_id: UUID) -> Response:
        """Apply the preview as it was shown; what has changed since is left and said."""
        run = runs.price_run_apply(run_id=price_run_id)
        price_run_dispatch(schema_name=self.store.schema_name, run_id=price_run_id)
        return Response(_run(run), status=202)


class PriceRunUndoView(PricingView):
    @extend_schema(request=None, responses={202: shapes.PriceRunOutput}, tags=["pricing"])
    def post(self, request: Request, store_id: UUID, price_run_id: UUID) -> Response:
        """Put the prices of before back, where they are still this run's."""
        run = runs.price_run_undo(run_id=price_run_id)
        price_run_dispatch(schema_name=self.store.schema_name, run_id=price_run_id)
        return Response(_run(run), status=202)


class RateListView(PricingView):
    @extend_schema(responses=shapes.RateOutput(many=True), tags=["pricing"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """The exchange rates known, the newest of each pair and provider, and which are reckoned with."""
        return self._answer()

    @extend_schema(request=shapes.RateInput, responses=shapes.RateOutput(many=True), tags=["pricing"])
    def put(self, request: Request, store_id: UUID) -> Response:
        """Set the merchant's own rate into the store's currency, or take it away."""
        data = self.read(shapes.RateInput, request.data)
        if data["base"] == self.store.currency:
            raise Invalid(fields={"base": ["This is the store's own currency."]})
        rates.rate_set(base=data["base"], quote=self.store.currency, rate=data["rate"], now=timezone.now())
        return self._answer()

    def _answer(self) -> Response:
        rows = [shapes.rate_view(known) for known in selectors.rates_known(now=timezone.now())]
        return Response(shapes.RateOutput(rows, many=True).data)
