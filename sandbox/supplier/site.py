"""`/supplier/…`: the pages, the pictures, and a feed."""

import csv
import io
import itertools
from decimal import Decimal

from babel.numbers import format_currency
from flask import Blueprint, Response, abort, render_template, request, url_for

from sandbox.database import Json
from sandbox.extension import sandbox
from sandbox.pictures import picture_cached
from sandbox.supplier.goods import Good, Variant, good_of_picture, goods
from sandbox.supplier.words import LOCALES, WORDS

blueprint = Blueprint("supplier", __name__, url_prefix="/supplier")

SIZES = (240, 600, 1200)
FULL_SIZE = 1200
RELATED = 3


def money(good: Good, amount: Decimal) -> str:
    """Write a price as shops of the page's language do."""
    return str(format_currency(amount, good.currency, locale=LOCALES[good.language]))


def picture_url(file_name: str, size: int = FULL_SIZE) -> str:
    """Return the absolute address of a picture."""
    path = url_for("supplier.picture", file_name=file_name)
    query = "" if size == FULL_SIZE else f"?width={size}"
    return f"{sandbox().base_url()}{path}{query}"


def good_url(good: Good) -> str:
    """Return the absolute address of a product page."""
    path = url_for("supplier.product", language=good.language, handle=good.handle)
    return f"{sandbox().base_url()}{path}"


@blueprint.get("/")
def home() -> str:
    """List the whole range; `?language=` narrows it."""
    language = request.args.get("language", "")
    chosen = [good for good in goods().values() if language in ("", good.language)]
    return render_template(
        "supplier/home.html",
        goods=chosen,
        language=language,
        words=WORDS[language or "en"],
        every=WORDS,
        money=money,
        picture_url=picture_url,
        good_url=good_url,
    )


@blueprint.get("/<language>/<handle>")
def product(language: str, handle: str) -> str:
    """Show a product in its layout."""
    good = goods().get(handle)
    if good is None or good.language != language:
        abort(404)
    return render_template(
        f"supplier/{good.layout}.html",
        good=good,
        words=WORDS[language],
        language=language,
        money=money,
        picture_url=picture_url,
        good_url=good_url,
        related=_related(good),
        data=json_ld(good) if good.layout == "jsonld" else page_state(good),
    )


def _related(good: Good) -> list[Good]:
    same = [one for one in goods().values() if one.language == good.language and one != good]
    start = sum(map(ord, good.handle)) % len(same)
    return list(itertools.islice(itertools.cycle(same), start, start + RELATED))


def json_ld(good: Good) -> Json:
    """Return schema.org data: a Product, or a ProductGroup with its variants."""
    shared: Json = {
        "@context": "https://schema.org",
        "name": good.title,
        "description": " ".join(good.paragraphs),
        "brand": {"@type": "Brand", "name": good.brand},
        "image": [picture_url(name) for name in good.pictures],
        "url": good_url(good),
        "category": " > ".join(good.kind),
    }
    if good.gtin:
        shared["gtin13"] = good.gtin
    if not good.options:
        offer = _offer(good, good.variants[0])
        return {**shared, "@type": "Product", "sku": good.sku, "offers": offer}
    return {
        **shared,
        "@type": "ProductGroup",
        "productGroupID": good.sku,
        "variesBy": [name for name, _ in good.options],
        "hasVariant": [
            {
                "@type": "Product",
                "sku": variant.sku,
                "name": f"{good.title} – {variant.label}",
                "image": picture_url(_picture_of(good, variant)),
                "additionalProperty": [
                    {"@type": "PropertyValue", "name": name, "value": value}
                    for name, value in variant.choices
                ],
                "offers": _offer(good, variant),
            }
            for variant in good.variants
        ],
    }


def _offer(good: Good, variant: Variant) -> Json:
    state = "InStock" if variant.stock else "OutOfStock"
    return {
        "@type": "Offer",
        "price": str(variant.price),
        "priceCurrency": good.currency,
        "availability": f"https://schema.org/{state}",
        "itemCondition": "https://schema.org/NewCondition",
        "url": good_url(good),
    }


def _picture_of(good: Good, variant: Variant) -> str:
    return f"{good.handle}-colour-{variant.hue}.jpg" if variant.hue else good.pictures[0]


def page_state(good: Good) -> Json:
    """Return the data a shop's own script would start from (prices in minor units)."""
    return {
        "page": "product",
        "locale": LOCALES[good.language],
        "product": {
            "id": sum(map(ord, good.handle)) * 7919,
            "title": good.title,
            "vendor": good.brand,
            "sku": good.sku,
            "currency": good.currency,
            "price": int(good.price * 100),
            "compareAtPrice": int(good.was * 100) if good.was else None,
            "available": good.in_stock,
            "images": [picture_url(name) for name in good.pictures],
            "options": [{"name": name, "values": list(values)} for name, values in good.options],
            "variants": [
                {
                    "sku": variant.sku,
                    "options": [value for _, value in variant.choices],
                    "price": int(variant.price * 100),
                    "available": variant.stock > 0,
                    "inventory": variant.stock,
                    "image": picture_url(_picture_of(good, variant)),
                }
                for variant in good.variants
            ],
        },
    }


@blueprint.get("/pictures/<file_name>")
def picture(file_name: str) -> Response:
    """Return a picture as JPEG, composed on first use; `?width=` asks for a smaller one."""
    found = good_of_picture(file_name)
    size = request.args.get("width", FULL_SIZE, type=int)
    if found is None or size not in SIZES:
        abort(404)
    good, scene, hue = found
    content = picture_cached(
        sandbox().settings.data_dir / "pictures",
        name=good.picture,
        size=size,
        ground=good.ground,
        scene=scene,
        hue=hue,
    )
    response = Response(content, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@blueprint.get("/feed.csv")
def feed() -> Response:
    """Return the whole range as a price list, one line per variant."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(
        ("sku", "title", "variant", "brand", "category", "price", "currency", "stock", "image", "url")
    )
    for good in goods().values():
        for variant in good.variants:
            writer.writerow(
                (
                    variant.sku,
                    good.title,
                    variant.label,
                    good.brand,
                    " > ".join(good.kind),
                    variant.price,
                    good.currency,
                    variant.stock,
                    picture_url(_picture_of(good, variant)),
                    good_url(good),
                )
            )
    return Response(target.getvalue(), mimetype="text/csv")
