"""Who wrote what, what is locked, and the least margin machines may sell at."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.permissions import StoreApiView
from apps.catalog import selectors, services
from apps.catalog.api.fields import BoundedList, TextField
from apps.catalog.api.outputs import ProductOutput
from apps.catalog.api.products import checked
from apps.catalog.margin import MAX_BASIS_POINTS
from apps.catalog.types.statuses import MAX_VARIANTS
from apps.catalog.types.writing import MarginLook, WriterKind
from apps.money.fields import MoneyField
from tenancy.rest.pagination import PagePagination


class UnlockInput(serializers.Serializer):
    """Texts by name; variants whose numbers become free again."""

    def get_fields(self) -> dict[str, serializers.Field]:
        """Named here because DRF's own attribute `fields` is the table of them."""
        return {
            "fields": BoundedList(child=TextField(max_length=60), required=False, max_length=20),
            "variant_ids": BoundedList(
                child=serializers.UUIDField(), required=False, max_length=MAX_VARIANTS
            ),
        }


class PriceLogQuery(serializers.Serializer):
    product_id = serializers.UUIDField(required=False)
    variant_id = serializers.UUIDField(required=False)
    run_id = serializers.UUIDField(required=False)
    is_refused = serializers.BooleanField(required=False, allow_null=True, default=None)


class PriceRecordOutput(serializers.Serializer):
    id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    variant_id = serializers.UUIDField()
    product_title = serializers.CharField(allow_blank=True, help_text="As it is now; blank once gone.")
    variant_title = serializers.CharField(allow_blank=True)
    writer = serializers.ChoiceField(choices=WriterKind.choices)
    label = serializers.CharField()  # type: ignore[assignment] # DRF takes declared fields off the class
    reason = serializers.CharField()
    run_id = serializers.UUIDField(allow_null=True)
    is_refused = serializers.BooleanField()
    code = serializers.CharField()
    price_before = MoneyField(allow_null=True)
    price_after = MoneyField(allow_null=True)
    cost_before = MoneyField(allow_null=True)
    cost_after = MoneyField(allow_null=True)
    stock_before = serializers.IntegerField(allow_null=True)
    stock_after = serializers.IntegerField(allow_null=True)
    floor = MoneyField(allow_null=True)
    source = serializers.DictField()  # type: ignore[assignment] # the wire's word
    at = serializers.DateTimeField()


class RevisionOutput(serializers.Serializer):
    id = serializers.UUIDField()
    writer = serializers.ChoiceField(choices=WriterKind.choices)
    label = serializers.CharField()  # type: ignore[assignment] # DRF takes declared fields off the class
    run_id = serializers.UUIDField(allow_null=True)
    changes = serializers.DictField(source="fields", help_text="By field: `before` and `after`.")
    at = serializers.DateTimeField()


class MarginFloorBody(serializers.Serializer):
    """In hundredths of a percent of the price: 2500 is 25 %; 0 means never below cost."""

    margin_basis_points = serializers.IntegerField(min_value=0, max_value=MAX_BASIS_POINTS)


class ProductUnlockView(StoreApiView):
    permission = "products.write"

    @extend_schema(request=UnlockInput, responses=ProductOutput, tags=["products"])
    def post(self, request: Request, store_id: UUID, product_id: UUID) -> Response:
        """Let machines write these texts and these variants' numbers again."""
        data = checked(UnlockInput, request.data)
        services.product_unlock(
            product_id=product_id,
            fields=data.get("fields", ()),
            variant_ids=data.get("variant_ids", ()),
        )
        return Response(ProductOutput(selectors.product_get(product_id=product_id)).data)


class ProductRevisionListView(StoreApiView):
    permission = "products.read"

    @extend_schema(responses=RevisionOutput(many=True), tags=["products"])
    def get(self, request: Request, store_id: UUID, product_id: UUID) -> Response:
        """The texts of a product before and after each write, newest first, at most fifty."""
        return Response(RevisionOutput(selectors.revision_list(product_id=product_id), many=True).data)


class PriceLogView(StoreApiView):
    permission = "pricing.read"
    pagination_class = PagePagination

    @extend_schema(parameters=[PriceLogQuery], responses=PriceRecordOutput(many=True), tags=["pricing"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Changes of numbers by whom and why, newest first; refused ones with the numbers that spoke against."""
        paginator = PagePagination()
        rows = selectors.price_log_list(**checked(PriceLogQuery, request.query_params.dict()))
        page = paginator.paginate_queryset(rows, request)
        records = selectors.price_records(page or [])
        return paginator.get_paginated_response(PriceRecordOutput(records, many=True).data)


class MarginFloorQuery(serializers.Serializer):
    """Without words, the example is of the margin that holds and a cost of 10."""

    margin_basis_points = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=MAX_BASIS_POINTS
    )
    cost = serializers.CharField(required=False, default=None, allow_null=True, max_length=14)


class MarginLookOutput(serializers.Serializer):
    """An example: at that margin a variant of that cost is never sold by a machine below the least price."""

    margin_basis_points = serializers.IntegerField()
    cost = MoneyField()
    least_price = MoneyField()
    earned = MoneyField(help_text="The least price without the cost.")
    below_count = serializers.IntegerField(help_text="Variants whose price is below their own least price.")
    costed_count = serializers.IntegerField(help_text="Variants whose cost is known.")


class MarginFloorOutput(serializers.Serializer):
    margin_basis_points = serializers.IntegerField(help_text="As it holds now.")
    example = MarginLookOutput()


class MarginFloorView(StoreApiView):
    permission = {"GET": "pricing.read", "PATCH": "pricing.write"}

    @extend_schema(parameters=[MarginFloorQuery], responses=MarginFloorOutput, tags=["pricing"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """The least margin at which machines may sell, and what one (this, or another to try) means in prices."""
        asked = checked(MarginFloorQuery, request.query_params.dict())
        look = selectors.margin_look(**asked, currency=self.store.currency)
        return self._answer(look)

    @extend_schema(request=MarginFloorBody, responses=MarginFloorOutput, tags=["pricing"])
    def patch(self, request: Request, store_id: UUID) -> Response:
        """Set it; prices that stand below stay until they are changed."""
        services.margin_floor_set(**checked(MarginFloorBody, request.data), store_id=self.store_id)
        return self._answer(selectors.margin_look(currency=self.store.currency))

    def _answer(self, look: MarginLook) -> Response:
        body = {"margin_basis_points": selectors.margin_floor_get(), "example": look}
        return Response(MarginFloorOutput(body).data)
