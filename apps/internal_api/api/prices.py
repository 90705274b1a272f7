"""Numbers and texts as machines change them: nothing a person has set, nothing below the margin floor."""

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.catalog import selectors, services
from apps.catalog.api.fields import BoundedList, TextField
from apps.catalog.api.inputs import VariantWrite, product_input
from apps.catalog.api.outputs import ProductOutput
from apps.catalog.api.products import MAX_BODY, checked
from apps.catalog.types.statuses import MAX_DESCRIPTION, MAX_STOCK, MAX_VARIANTS
from apps.catalog.types.writing import (
    MAX_CHANGES,
    TEXT_FIELDS,
    FieldChange,
    PriceChange,
    Writer,
    WriterKind,
)
from apps.internal_api.api.views import MachineStoreView
from apps.money.fields import MoneyField
from tenancy.errors import Invalid

ANY_JSON = serializers.JSONField


class MachineWriterInput(serializers.Serializer):
    """Who changes something: a rule, a sync, a model, or a person through automation."""

    kind = serializers.ChoiceField(choices=WriterKind.choices)
    label = TextField(required=False, max_length=100)  # type: ignore[assignment] # the wire's word
    run_id = serializers.UUIDField(required=False, allow_null=True)
    reason = TextField(required=False, max_length=300)


class VariantChangeInput(serializers.Serializer):
    variant_id = serializers.UUIDField()
    price = MoneyField(required=False)
    compare_at_price = MoneyField(required=False, allow_null=True)
    cost = MoneyField(required=False)
    stock_quantity = serializers.IntegerField(required=False, min_value=0, max_value=MAX_STOCK)
    expected_price = MoneyField(required=False)
    source = serializers.DictField(required=False)  # type: ignore[assignment] # as above


class VariantChangesInput(serializers.Serializer):
    writer = MachineWriterInput()
    changes = BoundedList(child=VariantChangeInput(), min_length=1, max_length=MAX_CHANGES)


class RefusedFieldOutput(serializers.Serializer):
    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class PriceOutcomeOutput(serializers.Serializer):
    variant_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=["APPLIED", "UNCHANGED", "REFUSED"])
    applied = serializers.ListField(child=serializers.CharField())
    refused = RefusedFieldOutput(many=True)
    price = MoneyField(allow_null=True)
    cost = MoneyField(allow_null=True)
    floor = MoneyField(allow_null=True)
    is_below_floor = serializers.BooleanField()


class VariantNumbersOutput(serializers.Serializer):
    id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    product_title = serializers.CharField()
    product_status = serializers.CharField()
    product_type = serializers.CharField()
    vendor = serializers.CharField()
    external_reference = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    sku = serializers.CharField()
    price = MoneyField()
    compare_at_price = MoneyField(allow_null=True)
    cost = MoneyField(allow_null=True)
    stock_quantity = serializers.IntegerField()
    is_stock_tracked = serializers.BooleanField()
    locked_fields = serializers.ListField(child=serializers.CharField())
    collection_ids = serializers.ListField(child=serializers.UUIDField())


class TextChangeInput(serializers.Serializer):
    field = serializers.ChoiceField(choices=[(name, name) for name in TEXT_FIELDS])
    value = ANY_JSON()
    expected = ANY_JSON(required=False)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        is_list = data["field"] == "tags"
        for name in ("value", "expected"):
            if name in data and not _is_text(data[name], is_list=is_list):
                raise serializers.ValidationError({name: ["Text, or a list of texts for tags."]})
        return data


def _is_text(value: Any, *, is_list: bool) -> bool:
    if is_list:
        return isinstance(value, list) and len(value) <= 250 and all(isinstance(tag, str) for tag in value)
    return isinstance(value, str) and len(value) <= 2 * MAX_DESCRIPTION


class TextChangesInput(serializers.Serializer):
    """`content_note`, when given, replaces the product's note; null takes it away."""

    writer = MachineWriterInput()
    changes = BoundedList(child=TextChangeInput(), max_length=20)
    content_note = TextField(required=False, allow_null=True, max_length=2000)


class TextsWrittenOutput(serializers.Serializer):
    product = ProductOutput()
    refused = RefusedFieldOutput(many=True)


class MachineStatusInput(serializers.Serializer):
    writer = MachineWriterInput()


class MachineVariantsInput(serializers.Serializer):
    variants = BoundedList(child=VariantWrite(), min_length=1, max_length=MAX_VARIANTS)


class MachineMarginFloorOutput(serializers.Serializer):
    margin_basis_points = serializers.IntegerField()


def _writer(data: dict[str, Any]) -> Writer:
    return Writer(**{**data, "kind": WriterKind(data["kind"])})


def _ids(request: Request, name: str) -> list[UUID] | None:
    raw = request.query_params.get(name)
    if not raw:
        return None
    try:
        ids = [UUID(part) for part in raw.split(",")]
    except ValueError as error:
        raise Invalid(fields={name: ["Ids, separated by commas."]}) from error
    if len(ids) > 200:
        raise Invalid(fields={name: ["At most 200 ids."]})
    return ids


class MachineVariantListView(MachineStoreView):
    @extend_schema(
        parameters=[
            OpenApiParameter("after", OpenApiTypes.UUID, description="The last variant id seen."),
            OpenApiParameter("limit", OpenApiTypes.INT),
            OpenApiParameter(
                "product_ids", OpenApiTypes.STR, description="Separated by commas, at most 200."
            ),
            OpenApiParameter(
                "variant_ids", OpenApiTypes.STR, description="Separated by commas, at most 200."
            ),
            OpenApiParameter("collection_id", OpenApiTypes.UUID),
        ],
        responses=VariantNumbersOutput(many=True),
        tags=["internal"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """All variants with their numbers, in the order of their ids."""
        limit = request.query_params.get("limit", "500")
        if not limit.isascii() or not limit.isdigit() or not 1 <= int(limit[:6]) <= MAX_CHANGES:
            raise Invalid(fields={"limit": [f"A whole number from 1 to {MAX_CHANGES}."]})
        rows = selectors.variants_numbers(
            after=next(iter(_ids(request, "after") or ()), None),
            limit=int(limit),
            product_ids=_ids(request, "product_ids"),
            variant_ids=_ids(request, "variant_ids"),
            collection_id=next(iter(_ids(request, "collection_id") or ()), None),
        )
        return Response(VariantNumbersOutput(rows, many=True).data)


class MachineVariantChangesView(MachineStoreView):
    max_body_bytes = MAX_BODY

    @extend_schema(request=VariantChangesInput, responses=PriceOutcomeOutput(many=True), tags=["internal"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Change prices, costs and stock of up to 500 variants; one outcome each, with the numbers."""
        data = checked(VariantChangesInput, request.data)
        outcomes = services.prices_change(
            changes=[PriceChange(**change) for change in data["changes"]], writer=_writer(data["writer"])
        )
        return Response(PriceOutcomeOutput(outcomes, many=True).data)


class MachineTextsView(MachineStoreView):
    max_body_bytes = MAX_BODY

    @extend_schema(request=TextChangesInput, responses=TextsWrittenOutput, tags=["internal"])
    def post(self, request: Request, store_id: UUID, product_id: UUID) -> Response:
        """Write texts of a product; what a person has edited is refused by field and stays."""
        data = checked(TextChangesInput, request.data)
        refused = services.product_fields_write(
            product_id=product_id,
            changes=[_change(change) for change in data["changes"]],
            writer=_writer(data["writer"]),
            **product_note(data),
        )
        product = selectors.product_get(product_id=product_id)
        return Response(TextsWrittenOutput({"product": product, "refused": refused}).data)


def _change(data: dict[str, Any]) -> FieldChange:
    said: dict[str, Any] = {
        name: tuple(data[name]) if isinstance(data[name], list) else data[name] for name in data
    }
    return FieldChange(**said)


def product_note(data: dict[str, Any]) -> dict[str, Any]:
    """Return the note as the service takes it: unsaid, None or text."""
    return {"content_note": product_input({k: data[k] for k in ("content_note",) if k in data}).content_note}


class MachineHideView(MachineStoreView):
    @extend_schema(request=MachineStatusInput, responses=ProductOutput, tags=["internal"])
    def post(self, request: Request, store_id: UUID, product_id: UUID) -> Response:
        """Take an active product off sale; it is remembered that a machine did."""
        writer = _writer(checked(MachineStatusInput, request.data)["writer"])
        return Response(ProductOutput(services.product_hide(product_id=product_id, writer=writer)).data)


class MachineRelistView(MachineStoreView):
    @extend_schema(request=MachineStatusInput, responses=ProductOutput, tags=["internal"])
    def post(self, request: Request, store_id: UUID, product_id: UUID) -> Response:
        """Put back on sale what a machine hid, unless a person moved it since or a price is below the floor."""
        writer = _writer(checked(MachineStatusInput, request.data)["writer"])
        return Response(ProductOutput(services.product_relist(product_id=product_id, writer=writer)).data)


class MachineVariantsAddView(MachineStoreView):
    max_body_bytes = MAX_BODY

    @extend_schema(request=MachineVariantsInput, responses=ProductOutput, tags=["internal"])
    def post(self, request: Request, store_id: UUID, product_id: UUID) -> Response:
        """Add variants whose choices the product does not have yet."""
        variants = product_input(
            {"variants": checked(MachineVariantsInput, request.data)["variants"]}
        ).variants
        product = services.product_variants_add(product_id=product_id, variants=tuple(variants))  # type: ignore[arg-type] # given, so not Unset
        return Response(ProductOutput(product).data)


class MachineMarginFloorView(MachineStoreView):
    @extend_schema(responses=MachineMarginFloorOutput, tags=["internal"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """The least margin of the store, in hundredths of a percent."""
        return Response({"margin_basis_points": selectors.margin_floor_get()})
