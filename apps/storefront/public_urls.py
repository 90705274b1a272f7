"""Pages of the platform itself, on the base host."""

from django.urls import path

from apps.storefront.web import public

app_name = "public"

urlpatterns = [
    path("", public.landing, name="landing"),
    path("robots.txt", public.robots, name="robots"),
    path("favicon.svg", public.favicon, name="favicon"),
    path("favicon.ico", public.favicon, name="favicon_ico"),
]
