"""Small files every shop serves: robots.txt, favicon, its own colours."""

from django.http import HttpResponse

from apps.content.selectors import search_settings_get
from apps.content.types.statuses import CLOSED_TO_ROBOTS
from apps.storefront.selectors import theme_current
from apps.storefront.web.answers import PUBLIC, public_page
from apps.storefront.web.requests import ShopRequest

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
    '<rect width="64" height="64" rx="16" fill="{brand}"/>'
    '<text x="32" y="45" text-anchor="middle" font-family="Georgia, serif" font-size="38" fill="#fff">'
    "{letter}</text></svg>"
)


def robots(request: ShopRequest) -> HttpResponse:
    """Open the shelves to search engines, name the sitemap; close what is a shopper's own and the merchant's list.

    A suspended shop, and one the merchant closed to search engines, is closed whole.
    """
    rules = search_settings_get() if request.store.is_active else None
    is_open = rules is not None and rules.is_open_to_search
    closed = (*CLOSED_TO_ROBOTS, *rules.robots_disallow) if rules and is_open else ("/",)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    if is_open:
        lines += ["", f"Sitemap: {request.store.url}/sitemap.xml"]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = PUBLIC
    return response


@public_page()
def favicon(request: ShopRequest) -> HttpResponse:
    """Return the first letter of the shop's name on its brand colour, as SVG."""
    name = request.store.name
    letter = next((sign for sign in name.upper() if sign.isalnum()), "•")
    body = ICON.format(brand=theme_current().color_brand, letter=letter)
    return HttpResponse(body, content_type="image/svg+xml")


@public_page("v")
def theme_css(request: ShopRequest) -> HttpResponse:
    """Return the store's own colours and fonts as custom properties; empty when the theme's own are used."""
    return HttpResponse(theme_current().css, content_type="text/css; charset=utf-8")
