"""Below `/api/v1/stores/{store_id}/`."""

from django.urls import path

from apps.suppliers.api import views

urlpatterns = [
    path("offers", views.OfferListView.as_view()),
    path("offers/<uuid:offer_id>", views.OfferDetailView.as_view()),
    path("purchase-settings", views.PurchaseSettingsView.as_view()),
    path("purchase-orders", views.PurchaseListView.as_view()),
    path("purchase-orders/summary", views.PurchaseSummaryView.as_view()),
    path("purchase-orders/<uuid:purchase_order_id>", views.PurchaseDetailView.as_view()),
    path("purchase-orders/<uuid:purchase_order_id>/buy-now", views.PurchaseBuyNowView.as_view()),
    path("purchase-orders/<uuid:purchase_order_id>/buy-anyway", views.PurchaseBuyAnywayView.as_view()),
    path("purchase-orders/<uuid:purchase_order_id>/keep", views.PurchaseKeepView.as_view()),
    path("purchase-orders/<uuid:purchase_order_id>/retry", views.PurchaseRetryView.as_view()),
    path("purchase-orders/<uuid:purchase_order_id>/address", views.PurchaseAddressView.as_view()),
    path("purchase-orders/<uuid:purchase_order_id>/offer", views.PurchaseOfferView.as_view()),
    path("purchase-orders/<uuid:purchase_order_id>/bought", views.PurchaseBoughtView.as_view()),
    path("purchase-orders/<uuid:purchase_order_id>/cancel", views.PurchaseCancelView.as_view()),
]
