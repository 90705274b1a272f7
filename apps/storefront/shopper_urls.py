"""Addresses of one shopper: codes by link, the account."""

from django.urls import path

from apps.storefront.web import accounts, discounts

urlpatterns = [
    path("discount/<slug:code>", discounts.discount_link, name="discount"),
    path("account", accounts.account, name="account"),
    path("account/sign-in", accounts.sign_in, name="sign_in"),
    path("account/sign-in/<str:token>", accounts.sign_in_link, name="sign_in_link"),
    path("account/sign-out", accounts.sign_out, name="sign_out"),
    path("account/addresses/remove", accounts.address_remove, name="address_remove"),
]
