"""Collections of a store and their products."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.permissions import StoreApiView
from apps.catalog import selectors, services
from apps.catalog.api import inputs, outputs
from apps.catalog.api.products import checked
from tenancy.rest.pagination import PagePagination


class CollectionListView(StoreApiView):
    permission = {"GET": "products.read", "POST": "products.write"}
    pagination_class = PagePagination

    @extend_schema(
        parameters=[inputs.CollectionListQuery],
        responses=outputs.CollectionOutput(many=True),
        tags=["collections"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Collections by title."""
        query = checked(inputs.CollectionListQuery, request.query_params.dict())
        return self.paginated(selectors.collection_list(**query), outputs.CollectionOutput)

    @extend_schema(
        request=inputs.CollectionCreateInput, responses={201: outputs.CollectionOutput}, tags=["collections"]
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Create an empty collection."""
        data = inputs.collection_input(checked(inputs.CollectionCreateInput, request.data))
        return Response(outputs.CollectionOutput(services.collection_create(data=data)).data, status=201)


class CollectionDetailView(StoreApiView):
    permission = {"GET": "products.read", "PATCH": "products.write", "DELETE": "products.write"}

    @extend_schema(responses=outputs.CollectionOutput, tags=["collections"])
    def get(self, request: Request, store_id: UUID, collection_id: UUID) -> Response:
        """One collection."""
        return Response(outputs.CollectionOutput(selectors.collection_get(collection_id=collection_id)).data)

    @extend_schema(
        request=inputs.CollectionChangeInput, responses=outputs.CollectionOutput, tags=["collections"]
    )
    def patch(self, request: Request, store_id: UUID, collection_id: UUID) -> Response:
        """Change what is given; a changed handle leaves a redirect."""
        data = inputs.collection_input(checked(inputs.CollectionChangeInput, request.data))
        collection = services.collection_update(collection_id=collection_id, data=data)
        return Response(outputs.CollectionOutput(collection).data)

    @extend_schema(responses=outputs.EmptyOutput, tags=["collections"])
    def delete(self, request: Request, store_id: UUID, collection_id: UUID) -> Response:
        """Delete the collection; its products stay."""
        services.collection_delete(collection_id=collection_id)
        return Response({})


class CollectionProductsAddView(StoreApiView):
    permission = "products.write"

    @extend_schema(
        request=inputs.CollectionProductsInput, responses=outputs.CollectionOutput, tags=["collections"]
    )
    def post(self, request: Request, store_id: UUID, collection_id: UUID) -> Response:
        """Put products at the end of the collection."""
        data = checked(inputs.CollectionProductsInput, request.data)
        collection = services.collection_products_add(collection_id=collection_id, **data)
        return Response(outputs.CollectionOutput(collection).data)


class CollectionProductsRemoveView(StoreApiView):
    permission = "products.write"

    @extend_schema(
        request=inputs.CollectionProductsInput, responses=outputs.CollectionOutput, tags=["collections"]
    )
    def post(self, request: Request, store_id: UUID, collection_id: UUID) -> Response:
        """Take products out of the collection."""
        data = checked(inputs.CollectionProductsInput, request.data)
        collection = services.collection_products_remove(collection_id=collection_id, **data)
        return Response(outputs.CollectionOutput(collection).data)


class CollectionProductsOrderView(StoreApiView):
    permission = "products.write"

    @extend_schema(
        request=inputs.CollectionProductsInput, responses=outputs.CollectionOutput, tags=["collections"]
    )
    def post(self, request: Request, store_id: UUID, collection_id: UUID) -> Response:
        """Put these members first, in the order given."""
        data = checked(inputs.CollectionProductsInput, request.data)
        collection = services.collection_products_order(collection_id=collection_id, **data)
        return Response(outputs.CollectionOutput(collection).data)
