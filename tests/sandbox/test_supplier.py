"""The supplier's site as an importer meets it."""

import csv
import io
import json
import re
from collections import Counter

import pytest
import requests
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from sandbox.supplier.goods import goods


def page(sandbox, handle):
    good = goods()[handle]
    answer = requests.get(f"{sandbox.url}/supplier/{good.language}/{handle}", timeout=5)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.text), answer.text


def json_ld(tree):
    found = [json.loads(node.text()) for node in tree.css('script[type="application/ld+json"]')]
    return next(one for one in found if one["@type"].startswith("Product"))


def test_the_range_covers_layouts_languages_and_cases():
    every = list(goods().values())
    assert len(every) >= 24
    assert min(Counter(good.layout for good in every).values()) >= 8
    assert min(Counter(good.language for good in every).values()) >= 8
    assert {good.layout for good in every} == {"jsonld", "microdata", "plain"}
    assert sum(1 for good in every if not good.in_stock) >= 4
    assert sum(1 for good in every if good.was) >= 8
    assert sum(1 for good in every if len(good.options) == 2) >= 2
    assert len({good.currency for good in every}) >= 4
    skus = [variant.sku for good in every for variant in good.variants]
    assert len(skus) == len(set(skus))


@pytest.mark.parametrize("handle", list(goods()))
def test_every_page_shows_its_facts_in_its_language(sandbox, handle):
    good = goods()[handle]
    tree, _ = page(sandbox, handle)
    assert tree.css_first("html").attributes["lang"] == good.language
    assert tree.css_first("h1").text(strip=True) == good.title
    text = tree.body.text()
    for paragraph in good.paragraphs:
        assert paragraph in text


def test_json_ld_of_a_simple_product(sandbox):
    data = json_ld(page(sandbox, "stoneware-teapot-garnet")[0])
    assert (data["sku"], data["offers"]["price"], data["offers"]["priceCurrency"]) == (
        "HH-TP-11",
        "34.90",
        "EUR",
    )
    assert data["offers"]["availability"] == "https://schema.org/InStock"


def test_json_ld_of_a_product_with_variants(sandbox):
    data = json_ld(page(sandbox, "beeswax-pillar-candle")[0])
    assert data["@type"] == "ProductGroup"
    assert [one["offers"]["price"] for one in data["hasVariant"]] == ["11.20", "14.60", "18.10"]
    sold_out = json_ld(page(sandbox, "field-backpack-20")[0])["hasVariant"]
    assert [one["offers"]["availability"].rsplit("/", 1)[1] for one in sold_out] == [
        "InStock",
        "OutOfStock",
        "InStock",
    ]


def test_microdata_names_price_and_state(sandbox):
    tree, text = page(sandbox, "two-person-trekking-tent")
    assert tree.css_first('[itemprop="price"]').attributes["content"] == "1249.00"
    assert "€1,249.00" in text
    assert tree.css_first('[itemprop="availability"]').attributes["href"].endswith("/InStock")
    assert "application/ld+json" not in text


def test_a_plain_page_has_only_text_and_a_state_in_minor_units(sandbox):
    tree, text = page(sandbox, "wintermantel-lodenfein")
    assert "itemprop" not in text
    assert "ld+json" not in text
    assert tree.css_first(".price-now").text() == "1.189,00\xa0€"
    assert tree.css_first(".price-was").text() == "1.290,00\xa0€"
    found = re.search(r"window\.__STATE__ = (\{.*?\});</script>", text)
    assert found
    state = json.loads(found[1])
    product = state["product"]
    assert (product["price"], product["compareAtPrice"]) == (118900, 129000)
    assert [one["available"] for one in product["variants"]] == [False, True, True, True, False]


def test_a_sold_out_product_says_so_in_words(sandbox):
    _, text = page(sandbox, "couteau-de-chef")
    assert "Épuisé" in text
    assert '"available": false' in text


def test_pictures_are_real_and_differ_by_colour(sandbox):
    good = goods()["field-backpack-20"]
    assert len(good.pictures) == 5
    url = f"{sandbox.url}/supplier/pictures"
    full = requests.get(f"{url}/{good.pictures[0]}", timeout=20)
    assert full.headers["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(full.content)).size == (1200, 1200)
    small = [
        requests.get(f"{url}/{name}", params={"width": 240}, timeout=20).content for name in good.pictures
    ]
    assert len(set(small)) == 5
    assert requests.get(f"{url}/{good.pictures[0]}", params={"width": 999}, timeout=5).status_code == 404
    assert requests.get(f"{url}/unknown.jpg", timeout=5).status_code == 404


def test_picture_addresses_on_a_page_answer(sandbox):
    tree, _ = page(sandbox, "robe-bleu-rivage")
    addresses = {node.attributes["src"] for node in tree.css(".gallery img")}
    assert len(addresses) >= 3
    for address in addresses:
        assert requests.get(address, timeout=20).status_code == 200


def test_the_feed_lists_every_variant(sandbox):
    answer = requests.get(f"{sandbox.url}/supplier/feed.csv", timeout=5)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == sum(len(good.variants) for good in goods().values())
    [row] = [one for one in rows if one["sku"] == "NW-MS-42-44-RUST"]
    assert (row["price"], row["currency"], row["stock"]) == ("21.00", "EUR", "0")


def test_pages_of_another_language_or_unknown_are_404(sandbox):
    assert requests.get(f"{sandbox.url}/supplier/en/robe-bleu-rivage", timeout=5).status_code == 404
    assert requests.get(f"{sandbox.url}/supplier/en/nothing", timeout=5).status_code == 404
