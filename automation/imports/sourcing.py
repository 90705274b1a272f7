"""Look at suppliers before importing: search, and one product with its variants to choose from. Nothing is stored."""

from typing import Any

from automation.connections.selectors import catalogue_for
from automation.imports.models import ImportItem
from automation.imports.picking import variant_is_dead
from automation.imports.types import SupplierRefused, UploadRefused
from automation.registry.types import StoreInfo
from automation.sources.services import variant_key
from automation.suppliers.catalogue import (
    SearchPage,
    SupplierAway,
    SupplierCatalogue,
    SupplierError,
    SupplierProduct,
    SupplierRateLimited,
    SupplierVariant,
)
from automation.suppliers.references import reference_of
from automation.suppliers.sanitize import html_clean, html_to_text
from tenancy.errors import TooMany, Unavailable

PER_PAGE = 20


def _catalogue(provider: str) -> SupplierCatalogue:
    try:
        return catalogue_for(provider=provider)
    except SupplierError as error:
        raise _told(error) from error


def _told(error: SupplierError) -> Exception:
    if isinstance(error, SupplierRateLimited):
        return TooMany(error.message, code=error.code, retry_after=int(error.retry_after) + 1)
    if isinstance(error, SupplierAway):
        return Unavailable(error.message, code=error.code, retry_after=int(error.retry_after or 5))
    return SupplierRefused(error.message, code=error.code)


def supplier_search(*, provider: str, query: str, page: int, ship_to: str, store: StoreInfo) -> SearchPage:
    """Return a page of a supplier's products, none without words. Raises SupplierRefused, TooMany, Unavailable."""
    if not query.strip():
        return SearchPage(items=(), total=0, next=None)
    catalogue = _catalogue(provider)
    try:
        return catalogue.search(
            query=query,
            page=page,
            per_page=PER_PAGE,
            ship_to=ship_to or store.country,
            currency=store.currency,
            language=store.locale,
        )
    except SupplierError as error:
        raise _told(error) from error


def supplier_preview(*, reference: str, ship_to: str, store: StoreInfo) -> dict[str, Any]:
    """Return a supplier's product for the variant picker.

    Raises UploadRefused, SupplierRefused, TooMany, Unavailable.
    """
    found = reference_of(reference)
    if found is None:
        raise UploadRefused("This names no product of AliExpress or CJ.", field="source.reference")
    return _shape(
        supplier_product(provider=found.provider, product_id=found.product_id, ship_to=ship_to, store=store)
    )


def supplier_product(*, provider: str, product_id: str, ship_to: str, store: StoreInfo) -> SupplierProduct:
    """Ask a supplier for one product. Raises SupplierRefused, TooMany, Unavailable."""
    try:
        return _catalogue(provider).product(
            product_id=product_id,
            ship_to=ship_to or store.country,
            currency=store.currency,
            language=store.locale,
        )
    except SupplierError as error:
        raise _told(error) from error


def _shape(product: SupplierProduct) -> dict[str, Any]:
    known = (
        ImportItem.objects.filter(reference=product.external_reference[:200], product_id__isnull=False)
        .order_by("-pk")
        .values_list("product_id", flat=True)
        .first()
    )
    return {
        "provider": product.provider,
        "product_id": product.product_id,
        "title": product.title,
        "description": html_to_text(html_clean(product.body_html))[:2000],
        "currency": product.currency,
        "images": [image.url for image in product.images],
        "options": [{"name": name, "values": list(values)} for name, values in product.options],
        "variants": [_variant(row) for row in product.variants],
        "ship_from": sorted(
            {row.ship_from for row in product.variants if isinstance(row, SupplierVariant)} - {""}
        ),
        "rating": product.rating,
        "orders_text": product.orders_text,
        "is_available": product.is_available,
        "known_product_id": known,
        "notes": list(product.notes),
    }


def _variant(row: Any) -> dict[str, Any]:
    return {
        "key": variant_key(variant=row),
        "option_values": list(row.option_values),
        "cost": None if row.cost is None else f"{row.cost:f}",
        "stock": row.quantity,
        "ship_from": getattr(row, "ship_from", ""),
        "image": row.image_url,
        "is_dead": variant_is_dead(variant=row),
    }
