"""The staff host: this service's staff site, and nothing of its API."""

from django.contrib import admin
from django.urls import path

urlpatterns = [path("", admin.site.urls)]
