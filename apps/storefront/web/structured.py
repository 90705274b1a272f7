"""Data for search engines (schema.org JSON-LD), made from what the page shows and nothing else. SEO-05, SEO-08."""

from typing import Any

from django.urls import reverse

from apps.catalog.types import ShopProduct, ShopVariant
from apps.content.gtin import gtin_or_none
from apps.content.types import ShopPost
from apps.storefront.web.frame import Crumb, ShopFrame, text_of

CONTEXT = "https://schema.org"


def product_data(
    frame: ShopFrame, product: ShopProduct, selected: ShopVariant, *, canonical: str, pictures: list[str]
) -> dict[str, Any]:
    """Return Product with the offer of the variant the page shows; without a price above zero no offer is made."""
    is_one = len(product.variants) == 1
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Product",
        "name": product.title if is_one else f"{product.title} – {selected.title}",
        "url": canonical,
        "image": pictures,
        "description": text_of(product.description_html, limit=4000),
        "sku": selected.sku,
        "gtin": gtin_or_none(selected.barcode),
        "brand": {"@type": "Brand", "name": product.vendor} if product.vendor else None,
        "category": product.product_type,
        "offers": _offer(frame, selected, url=canonical if is_one else f"{canonical}?variant={selected.id}"),
    }
    return {key: value for key, value in data.items() if value}


def _offer(frame: ShopFrame, selected: ShopVariant, *, url: str) -> dict[str, Any] | None:
    if selected.price.amount_minor <= 0:
        return None
    price, availability = selected.price.to_wire(), "InStock" if selected.is_available else "OutOfStock"
    return {
        "@type": "Offer",
        "price": price["amount"],
        "priceCurrency": price["currency"],
        "availability": f"{CONTEXT}/{availability}",
        "itemCondition": f"{CONTEXT}/NewCondition",
        "url": url,
        "seller": {"@type": "Organization", "name": frame.name},
    }


def breadcrumb_data(*, base: str, crumbs: tuple[Crumb, ...]) -> dict[str, Any]:
    """Return BreadcrumbList of the crumbs."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": crumb.title, "item": base + crumb.path}
            for place, crumb in enumerate(crumbs, start=1)
        ],
    }


def website_data(frame: ShopFrame) -> dict[str, Any]:
    """Return WebSite with the way to search it."""
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": frame.name,
        "url": f"{frame.url}/",
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{frame.url}{reverse('storefront:search')}?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }


def store_data(frame: ShopFrame) -> dict[str, Any]:
    """Return the shop as an OnlineStore."""
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "OnlineStore",
        "name": frame.name,
        "url": f"{frame.url}/",
        "logo": frame.url + reverse("storefront:favicon"),
        "email": frame.contact_email,
        "description": text_of(frame.theme.footer_text or frame.theme.hero_text),
    }
    return {key: value for key, value in data.items() if value}


def article_data(frame: ShopFrame, post: ShopPost, *, canonical: str, picture: str) -> dict[str, Any]:
    """Return Article of a post; without a named author the shop wrote it."""
    publisher = {"@type": "Organization", "name": frame.name, "url": f"{frame.url}/"}
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Article",
        "headline": post.title[:110],
        "mainEntityOfPage": canonical,
        "url": canonical,
        "datePublished": post.published_at.isoformat(timespec="seconds"),
        "dateModified": post.changed_at.isoformat(timespec="seconds"),
        "author": {"@type": "Person", "name": post.author} if post.author else publisher,
        "publisher": publisher,
        "description": post.seo_description or post.excerpt or text_of(post.body_html),
        "image": [picture] if picture else None,
        "keywords": ", ".join(post.tags),
        "inLanguage": frame.language,
    }
    return {key: value for key, value in data.items() if value}
