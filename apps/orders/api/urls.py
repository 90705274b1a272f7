"""Included below `/api/v1/stores/<uuid:store_id>/`."""

from django.urls import path

from apps.orders.api import customers, fulfillments, views

urlpatterns = [
    path("customers", customers.CustomerListView.as_view()),
    path("customers/<uuid:customer_id>", customers.CustomerDetailView.as_view()),
    path("orders", views.OrderListView.as_view()),
    path("orders/summary", views.OrderSummaryView.as_view()),
    path("orders/<uuid:order_id>", views.OrderDetailView.as_view()),
    path("orders/<uuid:order_id>/cancel", views.OrderCancelView.as_view()),
    path("orders/<uuid:order_id>/fulfillments", fulfillments.FulfillmentListView.as_view()),
    path(
        "orders/<uuid:order_id>/fulfillments/<uuid:fulfillment_id>",
        fulfillments.FulfillmentDetailView.as_view(),
    ),
    path(
        "orders/<uuid:order_id>/fulfillments/<uuid:fulfillment_id>/cancel",
        fulfillments.FulfillmentCancelView.as_view(),
    ),
]
