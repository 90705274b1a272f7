"""The product page."""

from html import escape

from django.http import HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import reverse

from apps.catalog.selectors import shop_collection, shop_product
from apps.catalog.types import ImageInfo, Redirected, ShopCard, ShopProduct, ShopSort, ShopVariant
from apps.storefront.variants import option_groups, variant_choose
from apps.storefront.web import errors
from apps.storefront.web.answers import public_page
from apps.storefront.web.frame import SPACES, Crumb, Seo, ShopFrame, page_render, shop_frame, text_of
from apps.storefront.web.requests import ShopRequest
from apps.storefront.web.shelves import absolute
from apps.storefront.web.structured import breadcrumb_data, product_data

FEW = 5
MOST_AT_ONCE = 20
RELATED_COUNT = 4
# Characters of a description that search engines show, and how many the product's words get at least.
MOST_WORDS = 155
LEAST_WORDS = 60


@public_page("variant")
def product(request: ShopRequest, handle: str) -> HttpResponseBase:
    """One product; `?variant=<id>` chooses. 301 when its handle has changed."""
    found = shop_product(handle=handle)
    if isinstance(found, Redirected):
        return HttpResponsePermanentRedirect(reverse("storefront:product", args=[found.handle]))
    if found is None or not found.variants:
        return errors.not_found(request)
    frame = shop_frame(request)
    selected = variant_choose(product=found, asked=request.GET.get("variant", ""))
    images = _images(found, selected)
    crumbs = _crumbs(frame, found)
    context = {
        "product": found,
        "selected": selected,
        "groups": option_groups(product=found, selected=selected),
        "images": images,
        "breadcrumbs": crumbs,
        "saving": selected.compare_at - selected.price if selected.compare_at else None,
        "stock_words": _stock_words(selected),
        "quantity_max": min(selected.stock_left or MOST_AT_ONCE, MOST_AT_ONCE),
        "related": _related(found),
    }
    seo = _seo(frame, found, selected, images, crumbs)
    return page_render(request, name="product", seo=seo, context=context, frame=frame)


def _images(product: ShopProduct, selected: ShopVariant) -> list[ImageInfo]:
    """Return the pictures, the selected variant's own first."""
    return sorted(product.images, key=lambda image: image.id != selected.image_id)


def _crumbs(frame: ShopFrame, product: ShopProduct) -> tuple[Crumb, ...]:
    shelf = [
        Crumb(item.title, reverse("storefront:collection", args=[item.handle]))
        for item in product.collections[:1]
    ]
    here = Crumb(product.title, reverse("storefront:product", args=[product.handle]))
    return (Crumb(frame.name, "/"), *shelf, here)


def _stock_words(variant: ShopVariant) -> tuple[str, str]:
    """Return the state's name and what it says."""
    if not variant.is_available:
        return "out", "Sold out"
    if variant.stock_left is not None and variant.stock_left <= FEW:
        return "low", f"Only {variant.stock_left} left"
    return "in", "In stock, ready to ship"


def _related(product: ShopProduct) -> list[ShopCard]:
    """Return other products of the first collection that can be bought."""
    for shelf in product.collections[:1]:
        found = shop_collection(handle=shelf.handle, page=1, sort=ShopSort.FEATURED)
        if found and not isinstance(found, Redirected):
            others = [card for card in found.products.cards if card.id != product.id]
            return sorted(others, key=lambda card: not card.is_available)[:RELATED_COUNT]
    return []


def _seo(
    frame: ShopFrame,
    product: ShopProduct,
    selected: ShopVariant,
    images: list[ImageInfo],
    crumbs: tuple[Crumb, ...],
) -> Seo:
    canonical = frame.url + reverse("storefront:product", args=[product.handle])
    description = product.seo_description or _description(frame, product)
    pictures = [absolute(frame, image.url) for image in images]
    price = selected.price.to_wire()
    return Seo(
        title=product.seo_title or _title(frame, product),
        canonical=canonical,
        description=description,
        image=pictures[0] if pictures else "",
        og_type="product",
        properties=(
            ("product:price:amount", price["amount"]),
            ("product:price:currency", price["currency"]),
            ("product:availability", "in stock" if selected.is_available else "out of stock"),
        ),
        json_ld=[
            product_data(frame, product, selected, canonical=canonical, pictures=pictures),
            breadcrumb_data(base=frame.url, crumbs=crumbs),
        ],
    )


def _description(frame: ShopFrame, product: ShopProduct) -> str:
    """Return the description by the merchant's template; the product's own words fill the room the rest leaves."""
    text = frame.links.search.product_description_template.replace("{shop}", frame.name)
    rest = len(text.replace("{description}", "").replace("{title}", product.title))
    words = text_of(product.description_html, limit=max(LEAST_WORDS, MOST_WORDS - rest))
    text = text.replace("{vendor}", product.vendor).replace("{title}", product.title)
    return text_of(escape(text.replace("{description}", words)), limit=MOST_WORDS)


def _title(frame: ShopFrame, product: ShopProduct) -> str:
    """Return the title by the merchant's template; the product's words are put in last, so that they are no marks."""
    text = frame.links.search.product_title_template.replace("{shop}", frame.name)
    text = text.replace("{vendor}", product.vendor).replace("{title}", product.title)
    return SPACES.sub(" ", text).strip(" –|-·")
