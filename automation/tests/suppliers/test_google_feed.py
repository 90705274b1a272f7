"""Google product feeds in every form. IMP-02."""

import io
from decimal import Decimal
from typing import Any

import pytest

from automation.suppliers.csv_text import CsvLimits, FeedRefused
from automation.suppliers.google_feed import google_feed_read
from automation.suppliers.types import RowError, SourceProduct

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>
<item><g:id>m-1</g:id><g:title>Mug blue</g:title><g:description>Holds &lt;b&gt;tea&lt;/b&gt;.</g:description>
 <g:link>https://shop.example/mug</g:link><g:image_link>https://cdn.example/blue.jpg</g:image_link>
 <g:additional_image_link>https://cdn.example/a.jpg</g:additional_image_link>
 <g:additional_image_link>https://cdn.example/b.jpg</g:additional_image_link>
 <g:availability>in_stock</g:availability><g:price>12.00 EUR</g:price><g:sale_price>9.50 EUR</g:sale_price>
 <g:item_group_id>mug</g:item_group_id><g:color>Blue</g:color><g:gtin>4006381333931</g:gtin>
 <g:brand>Clay</g:brand>
 <g:shipping><g:country>DE</g:country><g:price>4.90 EUR</g:price></g:shipping>
 <g:product_type>Home &gt; Mugs</g:product_type></item>
<item><g:id>b-1</g:id><g:title>Bowl</g:title><g:price>20 EUR</g:price>
 <g:availability>out of stock</g:availability></item>
<item><g:id>m-2</g:id><g:title>Mug red</g:title><g:price>12.00 EUR</g:price><g:item_group_id>mug</g:item_group_id>
 <g:color>Red</g:color><g:image_link>https://cdn.example/red.jpg</g:image_link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">
<entry><g:id>1</g:id><title>Lamp</title><link href="https://shop.example/lamp"/>
 <g:price>5 USD</g:price></entry></feed>"""
TSV = (
    "id\ttitle\tprice\titem group id\tsize\tadditional image link\n"
    "1\tShirt\t10.00 EUR\ts\tS\thttps://c.example/1.jpg,https://c.example/2.jpg\n"
    "2\tShirt\t11.00 EUR\ts\tM\t\n"
)


def read(content: str | bytes, **limits: Any) -> tuple[list[SourceProduct], list[RowError]]:
    data = content.encode() if isinstance(content, str) else content
    found = list(google_feed_read(stream=io.BytesIO(data), limits=CsvLimits(**limits)))
    return (
        [row for row in found if isinstance(row, SourceProduct)],
        [row for row in found if isinstance(row, RowError)],
    )


def test_imp_02_rows_of_a_group_are_variants_wherever_they_stand() -> None:
    products, errors = read(RSS)

    assert errors == []
    assert [(row.title, row.external_reference) for row in products] == [
        ("Bowl", "google-feed:b-1"),
        ("Mug blue", "google-feed:mug"),
    ]
    mug = products[1]
    assert mug.options == (("Color", ("Blue", "Red")),)
    assert [(row.option_values, row.price, row.compare_at_price) for row in mug.variants] == [
        (("Blue",), Decimal("9.50"), Decimal("12.00")),
        (("Red",), Decimal("12.00"), None),
    ]
    assert (mug.currency, mug.vendor, mug.product_type) == ("EUR", "Clay", "Mugs")
    assert (mug.variants[0].barcode, mug.variants[0].sku) == ("4006381333931", "m-1")
    assert [image.url.rpartition("/")[2] for image in mug.images] == ["blue.jpg", "a.jpg", "b.jpg", "red.jpg"]
    assert mug.body_html == "Holds <b>tea</b>."
    assert products[0].variants[0].available is False


def test_imp_02_atom_and_tab_separated_feeds_are_read() -> None:
    lamp = read(ATOM)[0][0]
    assert (lamp.title, lamp.source_url, lamp.currency) == ("Lamp", "https://shop.example/lamp", "USD")

    shirt = read(TSV)[0][0]
    assert shirt.options == (("Size", ("S", "M")),)
    assert len(shirt.images) == 2
    assert read(TSV.replace("\t", ";"))[0][0].options == shirt.options


def test_imp_02_a_marked_ai_title_is_read_without_its_mark() -> None:
    row = 'id,structured_title,price\n1,"trained_algorithmic_media:""Oak lamp""",5 EUR\n'

    assert read(row)[0][0].title == "Oak lamp"


@pytest.mark.parametrize(
    "content",
    [
        "<rss><channel><item>",
        '<!DOCTYPE r [<!ENTITY a "b">]><rss><item><id>1</id><title>&a;</title></item></rss>',
        "name,value\n1,2\n",
        b"PK\x03\x04",
        "",
    ],
)
def test_what_is_no_feed_is_refused(content: Any) -> None:
    with pytest.raises(FeedRefused):
        read(content)


def test_wrong_rows_are_named_and_the_rest_goes_on() -> None:
    products, errors = read(
        "id,title,price,item_group_id,color,image_link\n"
        "1,A,ten euros,,,\n,B,5 EUR,,,\n3,C,5 EUR,g,Red,not-an-address\n4,C,5 USD,g,Red,\n5,D,6 EUR,,,\n"
    )

    assert [row.title for row in products] == ["A", "C", "D"]
    assert sorted((row.row, row.code) for row in errors) == [
        (2, "bad_amount"),
        (3, "id_or_title_missing"),
        (4, "bad_image_address"),
        (4, "mixed_currencies"),
        (5, "duplicate_variant"),
    ]
    assert products[1].currency is None


def test_a_feed_over_its_limits_is_refused_or_cut() -> None:
    with pytest.raises(FeedRefused):
        read(RSS, max_bytes=100)
    products, errors = read(TSV, max_rows=1)
    assert (len(products[0].variants), errors[-1].code) == (1, "too_many_rows")
