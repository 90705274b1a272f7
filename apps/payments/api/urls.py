"""`/api/v1/webhooks/…` and what of an order has to do with money."""

from django.urls import path

from apps.payments.api import refunds, views

ORDER = "stores/<uuid:store_id>/orders/<uuid:order_id>"

urlpatterns = [
    path("webhooks/stripe", views.StripeWebhookView.as_view()),
    path(f"{ORDER}/refunds", refunds.RefundListView.as_view()),
    path(f"{ORDER}/refunds/quote", refunds.RefundQuoteView.as_view()),
]
