"""Products of a store."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from apps.accounts.api.permissions import StoreApiView
from apps.catalog import selectors, services
from apps.catalog.api import inputs, outputs
from apps.catalog.types import StaffOrder
from tenancy.rest.pagination import PagePagination

# 2,000 variants with three long option values each.
MAX_BODY = 4 * 1024 * 1024


def checked(shape: type[Serializer], data: Any) -> dict[str, Any]:
    """Return validated data, or answer 400 with the path of each fault."""
    serializer = shape(data=data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class ProductListView(StoreApiView):
    permission = {"GET": "products.read", "POST": "products.write"}
    pagination_class = PagePagination
    max_body_bytes = MAX_BODY

    @extend_schema(
        parameters=[inputs.ProductListQuery],
        responses=outputs.ProductRowOutput(many=True),
        tags=["products"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Products of all states."""
        query = checked(inputs.ProductListQuery, request.query_params.dict())
        if "ordering" in query:
            query["ordering"] = StaffOrder(query["ordering"])
        return self.paginated(selectors.product_list_for_staff(**query), outputs.ProductRowOutput)

    @extend_schema(
        request=inputs.ProductCreateInput, responses={201: outputs.ProductOutput}, tags=["products"]
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Create a product with its options and up to 2,000 variants."""
        data = inputs.product_input(checked(inputs.ProductCreateInput, request.data))
        return Response(outputs.ProductOutput(services.product_create(data=data)).data, status=201)


class ProductDetailView(StoreApiView):
    permission = {"GET": "products.read", "PATCH": "products.write", "DELETE": "products.write"}
    max_body_bytes = MAX_BODY

    @extend_schema(responses=outputs.ProductOutput, tags=["products"])
    def get(self, request: Request, store_id: UUID, product_id: UUID) -> Response:
        """One product, whole."""
        return Response(outputs.ProductOutput(selectors.product_get(product_id=product_id)).data)

    @extend_schema(request=inputs.ProductChangeInput, responses=outputs.ProductOutput, tags=["products"])
    def patch(self, request: Request, store_id: UUID, product_id: UUID) -> Response:
        """Change what is given; `variants`, when given, is the complete list."""
        data = inputs.product_input(checked(inputs.ProductChangeInput, request.data))
        return Response(outputs.ProductOutput(services.product_update(product_id=product_id, data=data)).data)

    @extend_schema(responses=outputs.EmptyOutput, tags=["products"])
    def delete(self, request: Request, store_id: UUID, product_id: UUID) -> Response:
        """Delete the product with its variants and pictures."""
        services.product_delete(product_id=product_id)
        return Response({})


class ProductPublishView(StoreApiView):
    permission = "products.write"

    @extend_schema(request=None, responses=outputs.ProductOutput, tags=["products"])
    def post(self, request: Request, store_id: UUID, product_id: UUID) -> Response:
        """Show the product to shoppers."""
        return Response(outputs.ProductOutput(services.product_publish(product_id=product_id)).data)


class ProductUnpublishView(StoreApiView):
    permission = "products.write"

    @extend_schema(request=None, responses=outputs.ProductOutput, tags=["products"])
    def post(self, request: Request, store_id: UUID, product_id: UUID) -> Response:
        """Make the product a draft again."""
        return Response(outputs.ProductOutput(services.product_unpublish(product_id=product_id)).data)


class ProductArchiveView(StoreApiView):
    permission = "products.write"

    @extend_schema(request=None, responses=outputs.ProductOutput, tags=["products"])
    def post(self, request: Request, store_id: UUID, product_id: UUID) -> Response:
        """Put the product away."""
        return Response(outputs.ProductOutput(services.product_archive(product_id=product_id)).data)
