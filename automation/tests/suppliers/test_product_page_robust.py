"""Hostile, broken and odd pages: extraction never raises and its time is bounded (E14, E15)."""

from __future__ import annotations

import json
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.suppliers.product_page import page_extract
from automation.suppliers.product_page.json_text import json_read
from automation.tests.suppliers.platform_pages import PAGES

GOOD = (
    '<h1>Copper Kettle</h1><p class="price">€ 45,00</p><p>SKU: KET-1</p><button>Add to cart</button>'
    '<img class="product-image" src="/img/kettle.jpg">'
)


@pytest.mark.parametrize(
    "html",
    ["", b"", "   ", "\x00\x00", "no markup at all", "<", "<!--", "<html>", b"\xff\xfe\x00", b"\x80\x81\x82",
     "<h1></h1>", "<script>", '<script type="application/ld+json">', "<title>Only a title</title>",
     "<frameset><frame src=x></frameset>", "<svg><h1>x</h1></svg>", "PK\x03\x04", "%PDF-1.7", "{}", "null"],
)  # fmt: skip
def test_pages_without_a_product_give_empty_fields(html: str | bytes) -> None:
    product = page_extract(html=html, url="https://x.example.com/")
    assert product.price is None
    assert product.sku is None
    assert product.availability == "InStock"
    assert product.images == ()
    assert product.overall < 0.3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "iso-8859-1"])
def test_encodings_with_and_without_declaration(encoding: str) -> None:
    html = "<html><head><title>Öl</title></head><body><h1>Olivenöl extra</h1><p class=price>9,90 £</p></body></html>"
    assert page_extract(html=html.encode(encoding), url=None).title == "Olivenöl extra"


def test_a_declared_encoding_is_used() -> None:
    html = '<meta charset="windows-1251"><h1>Чайник</h1>'.encode("windows-1251")
    assert page_extract(html=html, url=None).title == "Чайник"
    html = '<meta charset="shift_jis"><h1>湯呑み</h1>'.encode("shift_jis")
    assert page_extract(html=html, url=None).title == "湯呑み"
    broken = b'<meta charset="utf-8"><h1>Caf\xe9 cup</h1>'
    assert (page_extract(html=broken, url=None).title or "").endswith("cup")


@pytest.mark.parametrize(
    "url", [None, "", "not a url", "javascript:alert(1)", "http://[::1", "ftp://x/y", "//x"]
)
def test_odd_addresses_do_no_harm(url: str | None) -> None:
    product = page_extract(html=GOOD, url=url)
    assert product.title == "Copper Kettle"
    assert product.price is not None
    assert product.price.amount == Decimal(45)
    assert product.images == ()


def test_pictures_are_absolute_http_addresses_in_the_best_size() -> None:
    html = (
        '<base href="https://cdn.example.com/shop/"><h1>Vase</h1><div class="product-gallery">'
        '<img src="vase_100x100.jpg" srcset="vase_400x400.jpg 400w, vase_1200x1200.jpg 1200w">'
        '<img src="data:image/gif;base64,R0lGOD" data-src="//cdn.example.com/back.jpg">'
        '<a href="https://cdn.example.com/side-large.jpg"><img src="https://cdn.example.com/side-thumb.jpg"></a>'
        '<img src="javascript:alert(1)"><img src="/logo.png"><img src="file:///etc/passwd.jpg"></div>'
    )
    images = page_extract(html=html, url="https://www.example.com/p/vase").images
    assert images == (
        "https://cdn.example.com/shop/vase_1200x1200.jpg",
        "https://cdn.example.com/back.jpg",
        "https://cdn.example.com/side-large.jpg",
    )


NESTED_JSON = "[" * 100_000 + "]" * 100_000
HOSTILE = {
    "deep blocks": "<div>" * 200_000,
    "deep inline": "<b><i>" * 40_000,
    "deep lists": "<ul><li>" * 60_000,
    "many attributes": "<p " + " ".join(f"a{n}=1" for n in range(60_000)) + ">",
    "many elements": "<p class='price'>€ 5,00</p>" * 60_000,
    "attributes that hide brackets": "<p " + " ".join(f'a{n}="<"' for n in range(60_000)) + ">",
    "many options": "<h1>x</h1><select name=size>" + "<option>S" * 60_000,
    "long text": "<p>" + "9" * 2_000_000,
    "long digits with marks": "<p class=price>" + "1.234," * 200_000,
    "spaces": "<h1>a</h1><p class=price>" + " " * 2_000_000 + "€",
    "colons": "<p>" + "SKU: " * 200_000 + "</p>",
    "deep json": f'<script type="application/ld+json">{NESTED_JSON}</script>',
    "deep json objects": '<script type="application/ld+json">' + '{"a":' * 50_000 + "1",
    "unclosed comment in json": '<script type="application/ld+json">{"a": [' + "/*," * 100_000,
    "unclosed strings": '<script type="application/ld+json">{"name": "' + '"' * 200_000,
    "assignments": "<script>var price;" + "x = {" * 200_000 + "</script>",
    "assignments with strings": "<script>price " + "a={'b" * 100_000 + "</script>",
    "json.parse calls": "<script>price " + "JSON.parse('{" * 50_000 + "</script>",
    "quotes": "<script>product = {" + "'" * 300_000 + "</script>",
    "many ld blocks": '<script type="application/ld+json">{"@type":"Product","name":"x"}</script>' * 10_000,
    "wide graph": '<script type="application/ld+json">{"@graph":['
    + ",".join('{"@type":"Product","name":"n","offers":{"price":1}}' for _ in range(30_000)) + "]}</script>",
    "nested microdata": '<div itemscope itemtype="http://schema.org/Product" itemprop="isRelatedTo">' * 3_000,
    "srcset": '<h1>x</h1><div class=gallery><img srcset="' + "a.jpg 1x, " * 100_000 + '">',
    "long class": '<h1>x</h1><p class="' + "price-old " * 100_000 + '">€ 5',
    "emoji": "<h1>" + "🔥" * 300_000 + "</h1>",
    "many sold out": "<h1>x</h1>" + "<li>Sold out</li>" * 60_000,
}  # fmt: skip


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
def test_e14_hostile_pages_end_soon(html: str) -> None:
    started = time.process_time()
    page_extract(html=html, url="https://shop.example.com/p/1-2345")
    assert time.process_time() - started < 6


def test_only_the_first_five_megabytes_are_read() -> None:
    filler = "<!-- " + "x" * (5 * 1024 * 1024) + " -->"
    assert page_extract(html=GOOD + filler, url=None).sku == "KET-1"
    assert page_extract(html=filler + GOOD, url=None).sku is None


@pytest.mark.parametrize(
    "price", ["NaN", "-5", "1e309", "Infinity", "0", "", None, [], {}, "free", True, "9" * 50, {"value": "x"}]
)
def test_e15_absurd_declared_prices_are_not_taken(price: object) -> None:
    offer = {"@type": "Offer", "price": price, "priceCurrency": "EUR"}
    data = {"@type": "Product", "name": "Thing", "sku": "T-1", "offers": offer}
    html = f'<h1>Thing</h1><script type="application/ld+json">{json.dumps(data)}</script>'
    product = page_extract(html=html, url=None)
    assert product.price is None
    assert product.sku == "T-1"


def test_e15_thousands_of_variants_are_bounded() -> None:
    variants = [
        {"id": n, "option1": f"v{n}", "price": 100 + n, "sku": f"S{n}", "available": True}
        for n in range(5_000)
    ]
    data = json.dumps({"title": "Bead", "options": ["Kind"], "variants": variants})
    html = f'<h1>Bead</h1><script type="application/json">{data}</script>'
    product = page_extract(html=html, url=None)
    assert len(product.variants) == 2_000
    assert product.variants[1].price == Decimal("1.01")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('<!-- {"a": 1} -->', {"a": 1}),
        ("{a: 'b', c: [1, 2,], // note\n d: undefined}", {"a": "b", "c": ["1", "2"], "d": None}),
        ('{"size": "7" wide", "b": 2}', {"size": '7" wide', "b": "2"}),
        ('{"a": "line\nbreak", "b": "tab\t"}', {"a": "line\nbreak", "b": "tab\t"}),
        ('{"a": "cut', {"a": "cut"}),
        ('{"price": 19.90}', {"price": "19.90"}),
        ("{&quot;a&quot;: &quot;b&quot;}", {"a": "b"}),
        ("function() { return 1 }", None),
        ("", None),
    ],
)
def test_json_as_pages_write_it(text: str, value: object) -> None:
    assert json_read(text) == value


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_cut_and_shuffled_pages_never_raise(data: st.DataObject) -> None:
    page = data.draw(st.sampled_from(PAGES)).html
    start = data.draw(st.integers(0, len(page)))
    end = data.draw(st.integers(0, len(page)))
    page_extract(html=page[start:] + page[:end], url="https://shop.example.com/x")


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(PAGES))
def test_any_bytes_inside_a_page_never_raise(noise: bytes, page: object) -> None:
    raw = getattr(page, "html", "").encode()
    middle = len(raw) // 2
    page_extract(html=raw[:middle] + noise + raw[middle:], url=None)
