"""A shop's own host."""

from django.urls import include, path

urlpatterns = [path("", include("apps.storefront.urls"))]
handler404 = "apps.storefront.web.errors.not_found"
handler500 = "apps.storefront.web.errors.server_error"
