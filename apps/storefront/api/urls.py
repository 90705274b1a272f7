"""Below `/api/v1/stores/{store_id}/`."""

from django.urls import path

from apps.storefront.api import views

urlpatterns = [
    path("readiness", views.ReadinessView.as_view()),
    path("readiness/hide", views.ReadinessHideView.as_view()),
    path("theme", views.ThemeView.as_view()),
]
