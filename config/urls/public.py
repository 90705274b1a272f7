"""`<base>`: what the platform is, and the way to sign-up."""

from django.urls import include, path

urlpatterns = [path("", include("apps.storefront.public_urls"))]
handler404 = "apps.storefront.web.public.not_found"
handler500 = "apps.storefront.web.public.server_error"
