"""Turns what a page says into the one shape every source ends in."""

from __future__ import annotations

import hashlib
from urllib.parse import parse_qsl, urlencode, urlsplit

from automation.suppliers.product_page.types import ExtractedProduct, ExtractedVariant
from automation.suppliers.types import SourceImage, SourceProduct, SourceVariant

MAX_TITLE = 255
MIN_OVERALL = 0.25
# Parameters that say where a visitor came from, not which product this is.
_TRACKING = (
    "utm_",
    "gclid",
    "fbclid",
    "ref",
    "srsltid",
    "msclkid",
    "gad_",
    "_ga",
    "mc_",
    "spm",
    "pvid",
    "algo_",
)


def page_to_source(*, product: ExtractedProduct) -> SourceProduct | None:
    """Return the page's product as a source product; None when the page has no product on it.

    A page without variants gives one variant with the page's price, SKU and availability. The
    external reference is the address without tracking parameters, or, for a saved page without an
    address, a digest of title, brand and SKU. Status is always DRAFT.
    """
    if not product.title or (product.overall < MIN_OVERALL and not product.price and not product.sku):
        return None
    price = product.price
    return SourceProduct(
        external_reference=page_reference(product=product),
        source_url=product.url,
        title=product.title[:MAX_TITLE],
        body_html=product.description_html,
        vendor=product.brand or "",
        currency=price.currency if price else None,
        language=product.language,
        options=tuple((option.name, option.values) for option in product.options),
        variants=_variants(product),
        images=tuple(SourceImage(link, "", place) for place, link in enumerate(product.images, 1)),
        confidence=product.overall,
        notes=_notes(product),
    )


def page_reference(*, product: ExtractedProduct) -> str:
    """Return a reference that is the same each time the same page is imported."""
    if product.url:
        parts = urlsplit(product.url)
        query = [
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not name.lower().startswith(_TRACKING)
        ]
        host = (parts.hostname or "").removeprefix("www.")
        address = f"{host}{parts.path.rstrip('/')}" + (f"?{urlencode(sorted(query))}" if query else "")
    else:
        address = "\n".join((product.title or "", product.brand or "", product.sku or ""))
    return "product-page:" + hashlib.sha256(address.encode()).hexdigest()[:40]


def _variants(product: ExtractedProduct) -> tuple[SourceVariant, ...]:
    complete = [one for one in product.variants if all(one.option_values)]
    distinct = {one.option_values: one for one in reversed(complete)}
    if not distinct or not product.options:
        return (_single(product),)
    ordered = [one for one in complete if distinct.get(one.option_values) is one]
    return tuple(_variant(product, one) for one in ordered)


def _single(product: ExtractedProduct) -> SourceVariant:
    price = product.price
    return SourceVariant(
        option_values=tuple(option.values[0] for option in product.options if option.values),
        sku=product.sku or "",
        barcode=product.gtin or "",
        price=price.amount if price else None,
        compare_at_price=price.compare_at if price else None,
        available=product.availability == "InStock",
    )


def _variant(product: ExtractedProduct, one: ExtractedVariant) -> SourceVariant:
    price = product.price
    amount = one.price if one.price is not None else price.amount if price else None
    compare_at = one.compare_at if one.price is not None else price.compare_at if price else None
    return SourceVariant(
        option_values=one.option_values,
        sku=one.sku or "",
        barcode=one.gtin or "",
        price=amount,
        compare_at_price=compare_at,
        available=product.availability == "InStock" if one.available is None else one.available,
        image_url=one.image or "",
    )


def _notes(product: ExtractedProduct) -> tuple[str, ...]:
    notes = []
    if product.price is None:
        notes.append("No price was found on the page.")
    elif product.price.currency is None:
        notes.append("The page does not say in which currency its price is.")
    if product.options and not product.variants:
        notes.append("The page shows options but not which combinations exist; only one variant was taken.")
    if not product.images:
        notes.append("No picture of the product was found on the page.")
    return tuple(notes)
