"""`<base>`: what the platform is, and the way to sign-up."""

from django.urls import include, path

urlpatterns = [path("", include("apps.storefront.public_urls"))]
