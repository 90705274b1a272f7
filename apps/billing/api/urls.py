"""`/api/v1/merchants/{merchant_id}/…` about the plan, and the webhook."""

from django.urls import path

from apps.billing.api import views

MERCHANT = "merchants/<uuid:merchant_id>"
urlpatterns = [
    path(f"{MERCHANT}/plan", views.MerchantPlanView.as_view()),
    path(f"{MERCHANT}/plans", views.MerchantPlanListView.as_view()),
    path(f"{MERCHANT}/subscription/checkout", views.SubscriptionCheckoutView.as_view()),
    path(f"{MERCHANT}/subscription/portal", views.SubscriptionPortalView.as_view()),
    path(f"{MERCHANT}/subscription/preview", views.SubscriptionPreviewView.as_view()),
    path(f"{MERCHANT}/subscription/change", views.SubscriptionChangeView.as_view()),
    path(f"{MERCHANT}/subscription/refresh", views.SubscriptionRefreshView.as_view()),
    path(f"{MERCHANT}/invoices", views.BillingInvoiceListView.as_view()),
    path("webhooks/stripe-billing", views.StripeBillingWebhookView.as_view()),
]
