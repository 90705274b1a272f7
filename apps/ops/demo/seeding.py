"""Filling a store with the demo content. Every step can be repeated; what is there stays as it is."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from uuid import UUID

from django.db import connection

from apps.catalog.selectors import collection_list, product_get, shop_products
from apps.catalog.services import (
    collection_create,
    collection_products_add,
    image_add,
    image_update,
    product_import,
)
from apps.catalog.types import CollectionInput, ImageInput, ShopCard
from apps.checkout.addresses import country_names
from apps.checkout.selectors import shipping_zones
from apps.checkout.services import shipping_zone_create
from apps.checkout.types import RateInput, ShippingRateKind, ZoneInput
from apps.money.types import Money
from apps.ops.demo.content import DemoPicture, DemoProduct, demo_content, demo_products
from apps.ops.demo.reading import reading_fill
from apps.storefront.selectors import theme_is_set
from apps.storefront.services import theme_settings_save
from apps.tenants.types import StoreInfo
from tenancy.context import store_context

ENDINGS = (".jpg", ".webp", ".png")


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a run did. `is_new` is False when the shop had been filled before."""

    is_new: bool
    products: int
    pictures: int


def demo_fill(*, store: StoreInfo, pictures: Path | None, now: datetime) -> Seeded:
    """Fill the demo shop once: shipping, goods, pictures, shelves, blog, policies, theme; resumes an interrupted run.

    A shop that has been filled is left alone, whatever people changed or deleted since, except that a shop in
    which no product has a picture gets pictures when there are some now.
    """
    with store_context(store.schema_name):
        if theme_is_set():  # the last step of filling
            return Seeded(is_new=False, products=0, pictures=_pictures_later(store=store, folder=pictures))
        products = demo_products()
        ids = {product.reference: _product(product) for product in products}
        _shipping(store=store)
        _collections(products=products, ids=ids)
        handles = {str(product.data.handle): ids[product.reference] for product in products}
        reading_fill(products=handles, now=now)
        count = _pictures(store=store, products=products, ids=ids, folder=pictures) if pictures else 0
        theme_settings_save(store_id=store.id, values=_theme(), now=now)
        return Seeded(is_new=True, products=len(ids), pictures=count)


def _pictures_later(*, store: StoreInfo, folder: Path | None) -> int:
    """Add pictures to the demo products still there, if none of the shop's products has one."""
    cards = _cards() if folder else []
    if folder is None or any(card.image for card in cards):
        return 0
    there = {card.handle: card.id for card in cards}
    products = tuple(product for product in demo_products() if product.data.handle in there)
    ids = {product.reference: there[str(product.data.handle)] for product in products}
    return _pictures(store=store, products=products, ids=ids, folder=folder)


def _cards() -> list[ShopCard]:
    page = shop_products(page=1)
    cards = list(page.cards)
    while page.has_next:
        page = shop_products(page=page.page + 1)
        cards += page.cards
    return cards


def _theme() -> dict[str, str]:
    content = demo_content()
    return {**content["theme"], "featured_collection": content["featured"]}


def _product(product: DemoProduct) -> UUID:
    return product_import(source=product.data, external_reference=product.reference).product_id


def _shipping(*, store: StoreInfo) -> None:
    """One zone per set of countries named in the demo's content; a shop that has its own zones keeps them."""
    currency = store.currency
    if any(not zone.is_rest_of_world for zone in shipping_zones(currency=currency)):
        return
    zones: dict[tuple[str, ...], list[RateInput]] = {}
    for rate in demo_content()["shipping_rates"]:
        free_over = rate["free_over"]
        zones.setdefault(tuple(rate["countries"]), []).append(
            RateInput(
                name=rate["name"],
                kind=ShippingRateKind.FLAT,
                price=Money.parse(rate["price"], currency),
                free_over=Money.parse(free_over, currency) if free_over else None,
            )
        )
    for countries, rates in zones.items():
        name = country_names()[countries[0]] if len(countries) == 1 else rates[0].name.partition(",")[0]
        shipping_zone_create(data=ZoneInput(name=name, countries=countries, rates=tuple(rates)), store=store)


def _collections(*, products: tuple[DemoProduct, ...], ids: dict[str, UUID]) -> None:
    known = {row.handle: row.id for row in collection_list()}
    shown = sorted(products, key=lambda product: product.is_sold_out)
    for row in demo_content()["collections"]:
        handle = row["handle"]
        collection_id = (
            known.get(handle)
            or collection_create(
                data=CollectionInput(
                    title=row["title"],
                    handle=handle,
                    description_html=f"<p>{escape(row['description'])}</p>",
                    is_published=True,
                )
            ).id
        )
        members = [ids[product.reference] for product in shown if product.collection == handle]
        collection_products_add(collection_id=collection_id, product_ids=members)


def _pictures(
    *, store: StoreInfo, products: tuple[DemoProduct, ...], ids: dict[str, UUID], folder: Path
) -> int:
    """Add the pictures that are in `folder`, several products at a time; returns how many there are."""

    def work(product: DemoProduct) -> int:
        try:
            with store_context(store.schema_name):
                return _pictures_of(product, product_id=ids[product.reference], folder=folder)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        return sum(pool.map(work, products))


def _pictures_of(product: DemoProduct, *, product_id: UUID, folder: Path) -> int:
    found = [(shot, path) for shot in product.pictures if (path := _file(folder, shot.file))]
    for shot, path in found:
        image = image_add(product_id=product_id, content=path.read_bytes(), alt_text=shot.alt_text)
        if shot.value:
            _show_for(shot, product_id=product_id, image_id=image.id)
    return len(found)


def _show_for(shot: DemoPicture, *, product_id: UUID, image_id: UUID) -> None:
    """Let the variants with the picture's option value show it, those that show nothing yet."""
    variants = product_get(product_id=product_id).variants
    wanted = tuple(
        variant.id
        for variant in variants
        if shot.value in variant.option_values and variant.image_id in {None, image_id}
    )
    if wanted:
        image_update(product_id=product_id, image_id=image_id, data=ImageInput(variant_ids=wanted))


def _file(folder: Path, name: str) -> Path | None:
    return next((path for ending in ENDINGS if (path := folder / f"{name}{ending}").is_file()), None)
