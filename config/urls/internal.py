"""`/internal/v1/`: for automation, signed, never on a public ingress."""

from django.urls import include, path

urlpatterns = [path("internal/v1/", include("apps.internal_api.api.urls"))]
handler404 = "tenancy.rest.errors.not_found"
handler500 = "tenancy.rest.errors.server_error"
