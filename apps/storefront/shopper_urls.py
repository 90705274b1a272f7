"""Addresses of one shopper: codes by link, carts by mail, the account."""

from django.urls import path

from apps.storefront.web import discounts

urlpatterns = [
    path("discount/<slug:code>", discounts.discount_link, name="discount"),
]
