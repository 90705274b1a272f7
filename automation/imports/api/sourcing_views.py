"""Look at suppliers, choose variants, see what a source has changed."""

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from automation.access.permissions import StoreApiView
from automation.core_client.client import CoreClient
from automation.core_client.types import CoreForbidden, CoreRejected, CoreUnavailable
from automation.imports import sourcing
from automation.imports.services.additions import variants_add
from automation.imports.types import SupplierRefused
from automation.sources import services as sources
from automation.suppliers.catalogue import PROVIDERS
from tenancy.errors import Invalid, Unavailable
from tenancy.rest.pagination import PagePagination
from tenancy.rest.throttling import Limit

LOOK = Limit(scope="supplier-look", times=60, seconds=60)


class SupplierSearchQuery(serializers.Serializer):
    """Without words nothing is asked, and nothing found."""

    provider = serializers.ChoiceField(
        choices=[(name, name) for name in PROVIDERS], required=False, default=PROVIDERS[0]
    )
    query = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    page = serializers.IntegerField(min_value=1, max_value=100, required=False, default=1)
    ship_to = serializers.RegexField(r"^[A-Z]{2}$", required=False, allow_blank=True, default="")


class SupplierItemOutput(serializers.Serializer):
    provider = serializers.CharField()
    product_id = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    image_url = serializers.CharField(allow_blank=True)
    price = serializers.CharField(allow_null=True)
    currency = serializers.CharField(allow_null=True)
    rating = serializers.FloatField(allow_null=True)
    orders_text = serializers.CharField(allow_blank=True)


class SupplierPageOutput(serializers.Serializer):
    items = SupplierItemOutput(many=True)
    total = serializers.IntegerField()
    next = serializers.IntegerField(allow_null=True)


class SupplierLookInput(serializers.Serializer):
    reference = serializers.CharField(max_length=2000, help_text="An address of any country site, or an id.")
    ship_to = serializers.RegexField(r"^[A-Z]{2}$", required=False, allow_blank=True, default="")


class SupplierOptionOutput(serializers.Serializer):
    name = serializers.CharField()
    values = serializers.ListField(child=serializers.CharField())


class SupplierVariantOutput(serializers.Serializer):
    key = serializers.CharField()
    option_values = serializers.ListField(child=serializers.CharField())
    cost = serializers.CharField(allow_null=True)
    stock = serializers.IntegerField(allow_null=True)
    ship_from = serializers.CharField(allow_blank=True)
    image = serializers.CharField(allow_blank=True)
    is_dead = serializers.BooleanField(help_text="Cannot be bought now; never taken over.")


class SupplierProductOutput(serializers.Serializer):
    provider = serializers.CharField()
    product_id = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    currency = serializers.CharField(allow_null=True)
    images = serializers.ListField(child=serializers.CharField())
    options = SupplierOptionOutput(many=True)
    variants = SupplierVariantOutput(many=True)
    ship_from = serializers.ListField(child=serializers.CharField())
    rating = serializers.FloatField(allow_null=True)
    orders_text = serializers.CharField(allow_blank=True)
    is_available = serializers.BooleanField()
    known_product_id = serializers.UUIDField(allow_null=True, help_text="Imported before as this product.")
    notes = serializers.ListField(child=serializers.CharField())


class VariantsAddedOutput(serializers.Serializer):
    added = serializers.IntegerField()


class SnapshotOutput(serializers.Serializer):
    id = serializers.UUIDField()
    reference = serializers.CharField()
    sha256 = serializers.CharField()
    fetched_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField()


class SnapshotChangeOutput(serializers.Serializer):
    field = serializers.CharField()
    variant = serializers.CharField(allow_blank=True)
    before = serializers.JSONField()
    after = serializers.JSONField()


class SourcingView(StoreApiView):
    permission = {"GET": "imports.read", "POST": "imports.write"}


def _checked(shape: Any, data: Any) -> dict[str, Any]:
    serializer = shape(data=data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class SupplierSearchView(SourcingView):
    @extend_schema(parameters=[SupplierSearchQuery], responses=SupplierPageOutput, tags=["imports"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Search a connected supplier."""
        LOOK.hit(str(store_id))
        page = sourcing.supplier_search(
            **_checked(SupplierSearchQuery, request.query_params.dict()), store=self.store
        )
        return Response(SupplierPageOutput(page).data)


class SupplierLookView(SourcingView):
    stores_answers = False

    @extend_schema(request=SupplierLookInput, responses=SupplierProductOutput, tags=["imports"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """One product of a supplier with its variants to choose from; nothing is stored."""
        LOOK.hit(str(store_id))
        found = sourcing.supplier_preview(**_checked(SupplierLookInput, request.data), store=self.store)
        return Response(SupplierProductOutput(found).data)


class ImportItemVariantsView(SourcingView):
    @extend_schema(request=None, responses=VariantsAddedOutput, tags=["imports"])
    def post(self, request: Request, store_id: UUID, import_item_id: UUID) -> Response:
        """Add the variants that the source has beyond the product imported before."""
        try:
            added = variants_add(item_id=import_item_id, store=self.store, core=CoreClient())
        except (CoreUnavailable, CoreForbidden) as error:
            raise Unavailable("The shop does not answer. Try again in a moment.", retry_after=3) from error
        except CoreRejected as error:
            raise SupplierRefused(error.message, code=error.code) from error
        return Response(VariantsAddedOutput({"added": added}).data)


def _reference(request: Request) -> str:
    reference = request.query_params.get("reference", "")
    if len(reference) > 255:
        raise Invalid(fields={"reference": ["The external reference of a product."]})
    return reference


REFERENCE = OpenApiParameter("reference", OpenApiTypes.STR, description="External reference of a product.")


class SnapshotListView(SourcingView):
    pagination_class = PagePagination

    @extend_schema(parameters=[REFERENCE], responses=SnapshotOutput(many=True), tags=["imports"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """What a source said of a product, newest first; the same answer again is not kept twice."""
        return self.paginated(sources.snapshots_of(reference=_reference(request)), SnapshotOutput)


class SnapshotChangesView(SourcingView):
    @extend_schema(
        parameters=[REFERENCE, OpenApiParameter("snapshot_id", OpenApiTypes.UUID)],
        responses=SnapshotChangeOutput(many=True),
        tags=["imports"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """What a snapshot (default: the newest) changed against the one before it."""
        raw = request.query_params.get("snapshot_id")
        try:
            snapshot_id = UUID(raw) if raw else None
        except ValueError as error:
            raise Invalid(fields={"snapshot_id": ["Not an id."]}) from error
        reference = _reference(request)
        if not reference:
            return Response([])
        changes = sources.snapshot_changes(reference=reference, snapshot_id=snapshot_id)
        return Response(SnapshotChangeOutput(changes, many=True).data)
