"""A shop's addresses, on its own host. `config.urls.storefront` includes them and names the error handlers."""

from django.urls import path

from apps.catalog.web.media import media_file
from apps.storefront import content_urls, mail_urls, shopper_urls
from apps.storefront.web import cart, checkout, orders, product, shelves, site, visits

app_name = "storefront"

urlpatterns = [
    path("", shelves.home, name="home"),
    path("collections/<slug:handle>", shelves.collection, name="collection"),
    path("products/<slug:handle>", product.product, name="product"),
    path("search", shelves.search, name="search"),
    path("cart", cart.cart_page, name="cart"),
    path("cart/add", cart.cart_add, name="cart_add"),
    path("cart/update", cart.cart_update, name="cart_update"),
    path("checkout", checkout.checkout_page, name="checkout"),
    path("visit", visits.visit, name="visit"),
    path("orders/<str:token>", orders.order_status, name="order"),
    path("media/<str:schema>/<path:key>", media_file, name="media"),
    path("robots.txt", site.robots, name="robots"),
    path("favicon.svg", site.favicon, name="favicon"),
    path("favicon.ico", site.favicon, name="favicon_ico"),
    path("theme.css", site.theme_css, name="theme_css"),
    *content_urls.urlpatterns,
    *mail_urls.urlpatterns,
    *shopper_urls.urlpatterns,
]
