"""Home, collections, search: the public pages that list products."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import reverse

from apps.catalog.selectors import shop_collection, shop_home, shop_products, shop_search
from apps.catalog.types import Redirected, ShopCard, ShopHome, ShopPage, ShopSort
from apps.storefront.web import errors
from apps.storefront.web.answers import public_page
from apps.storefront.web.frame import Crumb, Seo, ShopFrame, page_render, shop_frame, text_of
from apps.storefront.web.pager import page_number, page_path, pager
from apps.storefront.web.requests import ShopRequest
from apps.storefront.web.structured import breadcrumb_data, store_data, website_data

SORTS = [
    {"value": ShopSort.FEATURED.value, "label": "Featured"},
    {"value": ShopSort.NEWEST.value, "label": "Newest first"},
    {"value": ShopSort.PRICE_UP.value, "label": "Price, low to high"},
    {"value": ShopSort.PRICE_DOWN.value, "label": "Price, high to low"},
    {"value": ShopSort.TITLE.value, "label": "Name, A to Z"},
]
EVERYTHING = "all"
FEATURED_COUNT = 8
HERO_COUNT = 3


@public_page()
def home(request: ShopRequest) -> HttpResponse:
    """The first page: hero, collections, one collection's products, what is new."""
    frame, found = shop_frame(request), shop_home()
    featured = _featured(frame, found)
    featured_products = featured.products.cards[:FEATURED_COUNT] if featured else ()
    hero = _hero_products((*found.newest, *featured_products))
    description = frame.theme.hero_text
    seo = Seo(
        title=f"{frame.name} – {frame.theme.hero_title}" if frame.theme.hero_title else frame.name,
        canonical=f"{frame.url}/",
        description=text_of(description),
        image=absolute(frame, hero[0].image.url) if hero and hero[0].image else "",
        json_ld=[website_data(frame), store_data(frame)],
    )
    context = {
        "hero_title": frame.theme.hero_title or frame.name,
        "hero_link": reverse("storefront:collection", args=[featured.handle if featured else EVERYTHING]),
        "hero_products": hero,
        "hero_images": [card.image for card in hero],
        "tiles": found.collections,
        "featured": featured,
        "featured_products": featured_products,
        "newest": found.newest,
        "promises": _promises(frame),
    }
    return page_render(request, name="home", seo=seo, context=context, frame=frame)


@public_page("page", "sort")
def collection(request: ShopRequest, handle: str) -> HttpResponseBase:
    """A collection, sorted and in pages; `all` is every product of the shop."""
    sorts = SORTS[1:] if handle == EVERYTHING else SORTS
    page, sort = page_number(request.GET.get("page", "")), _sort(request.GET.get("sort", ""), sorts)
    path = reverse("storefront:collection", args=[handle])
    if handle == EVERYTHING:
        title, description, products = "Everything", "", shop_products(page=page, sort=sort)
    else:
        found = shop_collection(handle=handle, page=page, sort=sort)
        if isinstance(found, Redirected):
            return HttpResponsePermanentRedirect(reverse("storefront:collection", args=[found.handle]))
        if found is None:
            return errors.not_found(request)
        title, description, products = found.title, found.description_html, found.products
    if page > 1 and not products.cards:
        return errors.not_found(request)
    frame = shop_frame(request)
    crumbs = (Crumb(frame.name, "/"), Crumb(title, path))
    query = {"sort": "" if sort == sorts[0]["value"] else sort}
    seo = _list_seo(frame, title=title, description=description, path=path, crumbs=crumbs, products=products)
    context = {
        "title": title,
        "description_html": description,
        "current_handle": handle,
        "breadcrumbs": crumbs,
        "sort": sort,
        "sorts": sorts,
        **_list_context(path=path, query=query, products=products),
    }
    return page_render(request, name="collection", seo=seo, context=context, frame=frame)


@public_page("q", "page")
def search(request: ShopRequest) -> HttpResponse:
    """Products that match a text. Never indexed, since its pages have no end."""
    query, frame = " ".join(request.GET.get("q", "").split())[:100], shop_frame(request)
    path = reverse("storefront:search")
    products = shop_search(query=query, page=page_number(request.GET.get("page", ""))) if query else None
    title = f"Search: {query}" if query else "Search"
    seo = Seo(title=f"{title} – {frame.name}", canonical=frame.url + path, is_indexed=False)
    context: dict[str, Any] = {"query": query, "breadcrumbs": (Crumb(frame.name, "/"), Crumb("Search", path))}
    if products:
        context |= _list_context(path=path, query={"q": query}, products=products)
    return page_render(request, name="search", seo=seo, context=context, frame=frame)


def absolute(frame: ShopFrame, url: str) -> str:
    """Return a picture's address with scheme and host: storage on local disk gives only the path."""
    return frame.url + url if url.startswith("/") else url


def _sort(text: str, sorts: list[dict[str, str]]) -> str:
    known = [choice["value"] for choice in sorts]
    return text if text in known else known[0]


def _featured(frame: ShopFrame, found: ShopHome) -> Any:
    """Return the collection the theme names, else the first that has products."""
    first = next((item.handle for item in found.collections if item.products_count), "")
    for handle in (frame.theme.featured_collection, first):
        chosen = shop_collection(handle=handle, page=1, sort=ShopSort.FEATURED) if handle else None
        if chosen and not isinstance(chosen, Redirected) and chosen.products.cards:
            return chosen
    return None


def _hero_products(cards: tuple[ShopCard, ...]) -> list[ShopCard]:
    """Return three different products with pictures, available ones only; fewer means no pictures in the hero."""
    found: dict[str, ShopCard] = {}
    for card in cards:
        if card.image and card.is_available and len(found) < HERO_COUNT:
            found.setdefault(card.handle, card)
    return list(found.values())


def _promises(frame: ShopFrame) -> list[dict[str, str]]:
    rows = [
        {
            "icon": "lock",
            "title": "Safe to pay",
            "text": "Payment runs through Stripe; we never see your card.",
        },
        {
            "icon": "truck",
            "title": "Shipping shown first",
            "text": "You see what delivery costs before you pay.",
        },
    ]
    if frame.contact_email:
        rows.append(
            {"icon": "letter", "title": "People who answer", "text": f"Write to {frame.contact_email}."}
        )
    return rows


def _list_context(*, path: str, query: dict[str, str], products: ShopPage) -> dict[str, Any]:
    return {
        "items": products.cards,
        "total": products.total,
        "pager": pager(path=path, query=query, products=products),
    }


def _list_seo(
    frame: ShopFrame,
    *,
    title: str,
    description: str,
    path: str,
    crumbs: tuple[Crumb, ...],
    products: ShopPage,
) -> Seo:
    """Sorting folds into one canonical address; every page of a list is its own."""
    number, first = products.page, next((card.image for card in products.cards if card.image), None)
    return Seo(
        title=f"{title} – page {number} – {frame.name}" if number > 1 else f"{title} – {frame.name}",
        canonical=frame.url + page_path(path, {}, number),
        description=text_of(description) or f"{title} at {frame.name}.",
        image=absolute(frame, first.url) if first else "",
        previous_page=page_path(path, {}, number - 1) if number > 1 else "",
        next_page=page_path(path, {}, number + 1) if products.has_next else "",
        json_ld=[breadcrumb_data(base=frame.url, crumbs=crumbs)],
    )
