"""`admin.<base>`: staff. `/store/<id>/…` is the same site inside one store (apps.tenants.middleware)."""

from django.contrib import admin
from django.urls import path

urlpatterns = [path("", admin.site.urls)]
