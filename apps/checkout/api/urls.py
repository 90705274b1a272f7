"""Included below `/api/v1/stores/<uuid:store_id>/`."""

from django.urls import path

from apps.checkout.api import views

urlpatterns = [
    path("discounts", views.DiscountListView.as_view()),
    path("discounts/<uuid:discount_id>", views.DiscountDetailView.as_view()),
    path("shipping/zones", views.ShippingZoneListView.as_view()),
    path("shipping/zones/<uuid:zone_id>", views.ShippingZoneDetailView.as_view()),
    path("taxes", views.TaxSetupView.as_view()),
    path("taxes/rates", views.TaxRateListView.as_view()),
    path("taxes/rates/<uuid:tax_rate_id>", views.TaxRateDetailView.as_view()),
]
