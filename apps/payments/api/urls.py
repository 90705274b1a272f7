"""`/api/v1/webhooks/…` and what of an order has to do with money."""

from django.urls import path

from apps.payments.api import payouts, refunds, views

STORE = "stores/<uuid:store_id>"
ORDER = f"{STORE}/orders/<uuid:order_id>"

urlpatterns = [
    path("webhooks/stripe", views.StripeWebhookView.as_view()),
    path("webhooks/stripe-connect", payouts.StripeConnectWebhookView.as_view()),
    path(f"{STORE}/payouts", payouts.PayoutView.as_view()),
    path(f"{STORE}/payouts/onboarding", payouts.PayoutOnboardingView.as_view()),
    path(f"{STORE}/payouts/refresh", payouts.PayoutRefreshView.as_view()),
    path(f"{ORDER}/refunds", refunds.RefundListView.as_view()),
    path(f"{ORDER}/refunds/<uuid:refund_id>/withdraw", refunds.RefundWithdrawView.as_view()),
    path(f"{ORDER}/refunds/quote", refunds.RefundQuoteView.as_view()),
]
