"""Below `/api/v1/stores/{store_id}/`."""

from django.urls import path

from apps.analytics.api import views

urlpatterns = [
    path("analytics/sales", views.AnalyticsSalesView.as_view()),
    path("analytics/entries", views.AnalyticsEntryListView.as_view()),
    path("analytics/products", views.AnalyticsProductListView.as_view()),
    path("analytics/funnel", views.AnalyticsFunnelView.as_view()),
    path("analytics/sources", views.AnalyticsSourceListView.as_view()),
    path("analytics/exports", views.ExportListView.as_view()),
    path("analytics/exports/<uuid:export_id>", views.ExportDetailView.as_view()),
]
