"""Below `/api/v1/automation/stores/{store_id}/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
