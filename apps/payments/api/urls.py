"""`/api/v1/webhooks/…`"""

from django.urls import path

from apps.payments.api import views

urlpatterns = [path("webhooks/stripe", views.StripeWebhookView.as_view())]
