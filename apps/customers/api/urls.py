"""Below `/api/v1/stores/{store_id}/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
