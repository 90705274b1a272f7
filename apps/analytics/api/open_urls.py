"""`/api/v1/downloads/…`: files by signed link."""

from django.urls import path

from apps.analytics.api import views

urlpatterns = [path("downloads/<str:token>", views.DownloadView.as_view())]
