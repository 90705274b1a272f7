"""`/api/v1/stores/{store_id}/customers…`"""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.permissions import StoreApiView
from apps.money.fields import MoneyField
from apps.orders import selectors
from apps.orders.api.serializers import OrderRowOutput
from tenancy.rest.pagination import PagePagination


class CustomerListQuery(serializers.Serializer):
    search = serializers.CharField(required=False, allow_blank=True, max_length=120, default="")


class CustomerRowOutput(serializers.Serializer):
    id = serializers.UUIDField()
    email = serializers.EmailField()
    name = serializers.CharField()
    phone = serializers.CharField()
    is_verified = serializers.BooleanField(help_text="The address was proved by a mailed link.")
    created_at = serializers.DateTimeField()
    orders_count = serializers.IntegerField(help_text="Paid orders.")
    spent = MoneyField(help_text="Paid less refunded.")
    last_order_at = serializers.DateTimeField(allow_null=True)


class CustomerDetailOutput(serializers.Serializer):
    customer = CustomerRowOutput()
    orders = OrderRowOutput(many=True)


class CustomerListView(StoreApiView):
    permission = "customers.read"
    pagination_class = PagePagination

    @extend_schema(parameters=[CustomerListQuery], responses=CustomerRowOutput(many=True), tags=["customers"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Customers, newest first, with what they bought. `search` looks at e-mail and name."""
        query = CustomerListQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        rows = selectors.customer_order_rows(currency=self.store.currency, **query.validated_data)
        return self.paginated(rows, CustomerRowOutput)


class CustomerDetailView(StoreApiView):
    permission = "customers.read"

    @extend_schema(responses=CustomerDetailOutput, tags=["customers"])
    def get(self, request: Request, store_id: UUID, customer_id: UUID) -> Response:
        """One customer with the latest 50 orders."""
        detail = selectors.customer_detail(customer_id=customer_id, currency=self.store.currency)
        return Response(CustomerDetailOutput(detail).data)
