"""What a product page would give, without storing anything."""

from typing import Any

from django.conf import settings

from automation.imports.types import MAX_HTML_BYTES, PageRefused
from automation.suppliers.fetch import HTML_TYPES, url_fetch
from automation.suppliers.fetch_errors import FetchFailed
from automation.suppliers.product_page import page_extract
from automation.suppliers.product_page.types import ExtractedProduct
from automation.suppliers.sanitize import html_clean, html_to_text


def import_preview(*, url: str | None, html: str | bytes | None, url_of_html: str | None) -> dict[str, Any]:
    """Extract a page given by address or as HTML. Raises PageRefused when the address cannot be fetched."""
    content: bytes | str
    charset: str | None = None
    if html is not None:
        content, url = html, url_of_html
    else:
        try:
            document = url_fetch(
                url=str(url),
                accept=HTML_TYPES,
                max_bytes=MAX_HTML_BYTES,
                allowed_origins=frozenset(settings.FETCH_ALLOWED_ORIGINS),
            )
        except FetchFailed as error:
            raise PageRefused(
                error.message, code=error.code, fields={"source.url": [error.message]}
            ) from error
        content, url, charset = document.body, document.url, document.charset
    return _shape(page_extract(html=content, url=url, charset=charset))


def _price(amount: Any, currency: str | None) -> dict[str, Any] | None:
    return None if amount is None else {"amount": f"{amount:f}", "currency": currency}


def _shape(page: ExtractedProduct) -> dict[str, Any]:
    return {
        "title": page.title,
        "price": _price(page.price.amount, page.price.currency) if page.price else None,
        "sku": page.sku,
        "availability": page.availability,
        "brand": page.brand,
        "description": html_to_text(html_clean(page.description_html)) or page.description_text,
        "images": list(page.images),
        "variants": [
            {
                "option_values": list(row.option_values),
                "sku": row.sku,
                "price": _price(row.price, row.currency),
                "available": row.available,
                "image": row.image,
            }
            for row in page.variants[:2000]
        ],
        "confidence": {name: round(found.value, 3) for name, found in page.confidence.items()}
        | {"overall": round(page.overall, 3)},
    }
