"""Shopify product CSV: encodings, separators, shapes of rows, damage and limits."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.suppliers.shopify_csv import FeedRefused
from automation.suppliers.types import RowError, SourceImage, SourceProduct
from automation.tests.suppliers.sheets import COLUMNS, SHIRT, errors, one, read, refused, sheet


def check_shirt(product: SourceProduct) -> None:
    assert product.title == "Müller Shirt"
    assert product.body_html == '<p>Soft,\n"warm"; 100 % Wolle</p>'
    assert product.vendor == "Ülm & Söhne"
    assert product.tags == ("wool", "men")
    assert product.status == "ACTIVE"
    assert product.options == (("Size", ("S", "M")), ("Color", ("Grün", "Blau")))
    small, medium = product.variants
    assert small.option_values == ("S", "Grün")
    assert (small.price, small.compare_at_price, small.cost) == (
        Decimal("19.90"), Decimal("29"), Decimal("7.5"),
    )  # fmt: skip
    assert (small.sku, small.barcode, small.grams, small.quantity) == ("SH-S", "4006381333931", 250, 3)
    assert small.available is True
    assert small.image_url == "https://cdn.example.com/s.jpg"
    assert medium.option_values == ("M", "Blau")
    assert (medium.sku, medium.price, medium.compare_at_price) == ("", Decimal("21"), None)
    assert medium.available is False
    assert product.images == (
        SourceImage("https://cdn.example.com/a.jpg", "", 1),
        SourceImage("https://cdn.example.com/b.jpg", "Back", 2),
        SourceImage("https://cdn.example.com/c.jpg", "", 3),
        SourceImage("https://cdn.example.com/s.jpg", "", 4),
    )
    assert (product.seo_title, product.seo_description) == ("Buy it", "Now")
    assert product.rows == (2, 3, 4)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252", "latin-1"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_imp_02_every_encoding_and_separator_gives_the_same_product(encoding: str, separator: str) -> None:
    check_shirt(one(sheet(*SHIRT, separator=separator).encode(encoding)))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_systems(newline: str) -> None:
    text = sheet({"Handle": "a", "Title": "A", "Variant Price": "1"}, {"Handle": "b", "Title": "B"})
    found = read(text.replace("\r\n", newline))
    assert [product.handle for product in found if isinstance(product, SourceProduct)] == ["a", "b"]


def test_the_newer_template_and_shuffled_columns_are_the_same_export() -> None:
    renamed = {
        "Handle": "URL handle", "Body (HTML)": "Description", "Variant SKU": "SKU", "Variant Price": "Price",
        "Variant Compare At Price": "Compare-at price", "Variant Barcode": "Barcode",
        "Variant Grams": "Weight value (grams)", "Variant Inventory Qty": "Inventory quantity",
        "Variant Inventory Tracker": "Inventory tracker", "Image Src": "Product image URL",
        "Variant Inventory Policy": "Continue selling when out of stock", "Variant Image": "Variant image URL",
        "Option1 Name": "Option1 name", "Option1 Value": "Option1 value",
    }  # fmt: skip
    rows = [{renamed.get(name, name): value for name, value in row.items()} for row in SHIRT]
    columns = [renamed.get(name, name) for name in reversed(COLUMNS)]
    check_shirt(one(sheet(*rows, columns=columns)))


def test_rows_of_a_product_that_stand_apart_are_joined() -> None:
    found = read(
        sheet(
            {"Handle": "a", "Title": "A", "Option1 Name": "Size", "Option1 Value": "S", "Variant Price": "1"},
            {"Handle": "b", "Title": "B", "Variant Price": "2"},
            {"Handle": "a", "Option1 Value": "M", "Variant Price": "3"},
            {"Handle": "c", "Title": "C", "Variant Price": "4"},
            {"Handle": "a", "Image Src": "https://cdn.example.com/late.jpg"},
        )
    )
    products = {product.handle: product for product in found if isinstance(product, SourceProduct)}
    assert len(found) == 3
    assert products["a"].options == (("Size", ("S", "M")),)
    assert products["a"].rows == (2, 4, 6)
    assert products["a"].images[0].url == "https://cdn.example.com/late.jpg"


def test_the_default_title_is_no_option_but_a_lone_real_value_is() -> None:
    default = {"Handle": "a", "Title": "A", "Option1 Name": "Title", "Option1 Value": "Default Title"}
    product = one(sheet({**default, "Variant Price": "5"}))
    assert product.options == ()
    assert product.variants[0].option_values == ()
    assert product.variants[0].price == Decimal(5)
    lone = one(sheet({**default, "Option1 Name": "Size", "Option1 Value": "XL"}))
    assert lone.options == (("Size", ("XL",)),)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("19.9", "19.90"), ("1299.00", "1299"), ("1,299.00", "1299"), ("1.299,00", "1299"), ("19,90", "19.90"),
        ("€ 19,90", "19.90"), ("$1,234.50", "1234.50"), ("'19.90", "19.90"), ("0", "0"), ("0.00", "0"),
        ("1 299,00", "1299"), ("0.125", "0.125"),
    ],
)  # fmt: skip
def test_amounts_in_the_forms_people_write(written: str, amount: str) -> None:
    product = one(sheet({"Handle": "a", "Title": "A", "Variant Price": written}))
    assert product.variants[0].price == Decimal(amount)


def test_a_grouped_amount_in_a_semicolon_file_is_thousands() -> None:
    product = one(sheet({"Handle": "a", "Title": "A", "Variant Price": "1.299"}, separator=";"))
    assert product.variants[0].price == Decimal(1299)


@pytest.mark.parametrize("written", ["-5", "NaN", "1e309", "Infinity", "free", "12-15", "1E+03", "9" * 40])
def test_e15_an_absurd_amount_is_left_empty_and_reported(written: str) -> None:
    found = read(sheet({"Handle": "a", "Title": "A", "Variant Price": written, "Variant SKU": "X"}))
    assert errors(found) == [(2, "bad_amount")]
    (product,) = [item for item in found if isinstance(item, SourceProduct)]
    assert product.variants[0].price is None
    assert product.variants[0].sku == "X"


def test_damaged_cells_are_reported_with_their_row_and_the_product_stays() -> None:
    found = read(
        sheet(
            {"Handle": "a", "Title": "A", "Variant Barcode": "4.00638E+12", "Variant Inventory Qty": "many"},
            {"Handle": "b", "Title": "B", "Image Src": "not an address"},
            {"Handle": "c", "Title": "C", "Image Src": "file:///etc/passwd", "Variant Grams": "1.5"},
        )
    )
    assert set(errors(found)) == {
        (2, "barcode_damaged"), (2, "bad_number"), (3, "bad_image_address"), (4, "bad_image_address"),
    }  # fmt: skip
    products = [item for item in found if isinstance(item, SourceProduct)]
    assert [product.handle for product in products] == ["a", "b", "c"]
    assert products[1].images == products[2].images == ()


def test_formula_cells_are_data_and_noted() -> None:
    row = {
        "Handle": "a", "Title": '=HYPERLINK("http://evil.example","x")', "Vendor": "@SUM(1)",
        "Variant SKU": "+1+cmd|' /C calc'!A0", "Tags": "-2+3", "Option1 Name": "Size", "Option1 Value": "-5",
        "Variant Price": "3",
    }  # fmt: skip
    product = one(sheet(row))
    assert product.title == row["Title"]
    assert product.vendor == "@SUM(1)"
    assert product.variants[0].sku == row["Variant SKU"]
    assert product.variants[0].option_values == ("-5",)
    assert len(product.notes) == 4
    assert all("formula" in note for note in product.notes)


def test_variants_that_cannot_be_told_apart_are_named() -> None:
    base = {"Handle": "a", "Title": "A", "Option1 Name": "Size", "Option1 Value": "S", "Variant Price": "1"}
    found = read(
        sheet(
            base,
            {"Handle": "a", "Option1 Value": "S", "Variant Price": "2"},
            {"Handle": "a", "Variant Price": "3"},
            {"Handle": "a", "Option1 Value": "M", "Variant Price": "4"},
        )
    )
    assert errors(found) == [(3, "duplicate_variant"), (4, "option_value_missing")]
    assert isinstance(found[0], SourceProduct)
    assert [variant.price for variant in found[0].variants] == [Decimal(1), Decimal(4)]


def test_rows_without_handle_and_rows_out_of_place_are_named_blank_rows_are_not() -> None:
    text = "Handle,Title,Variant Price\r\na,A,1\r\n,Lost,2\r\n,,\r\n\r\nb,B,3,surplus\r\nc,C\r\nd,D,4,,\r\n"
    found = read(text)
    assert errors(found) == [(3, "handle_missing"), (6, "too_many_cells")]
    products = [item.handle for item in found if isinstance(item, SourceProduct)]
    assert products == ["a", "c", "d"]


def test_a_quotation_mark_that_never_closes_names_its_row() -> None:
    found = read('Handle,Title\na,A\nb,"never closed\nc,C\nd,D\n')
    assert errors(found) == [(3, "row_unreadable")]
    assert isinstance(found[-1], SourceProduct) or isinstance(found[0], SourceProduct)
    (error,) = [item for item in found if isinstance(item, RowError)]
    assert "2 lines after it" in error.message


def test_unknown_columns_are_named_once_and_known_ones_ignored_in_silence() -> None:
    columns = ["Handle", "Title", "Farbton", "Google Shopping / Gender", "Price / International", "Gift Card"]
    found = read(sheet({"Handle": "a", "Title": "A", "Farbton": "rot"}, columns=columns))
    assert errors(found) == [(1, "unknown_column")]
    assert "Farbton" in next(item.message for item in found if isinstance(item, RowError))


def test_a_renamed_column_is_guessed_at() -> None:
    assert "“Handel” meant to be “Handle”" in refused(b"Handel,Title\na,A\n").message


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=40)
WORD = st.text(st.sampled_from("abcXYZ019 äß漢,;\"'\n-=@"), min_size=1, max_size=12).map(str.strip)
PRICE = st.decimals(0, 99_999, places=2)


@st.composite
def products(draw: st.DrawFn) -> list[dict[str, object]]:
    made = []
    for number in range(draw(st.integers(1, 4))):
        values = draw(st.lists(WORD.filter(bool), min_size=1, max_size=5, unique=True))
        made.append(
            {
                "handle": f"product-{number}",
                "title": draw(WORD.filter(bool)),
                "body": draw(TEXT).strip(),
                "values": values,
                "prices": draw(st.lists(PRICE, min_size=len(values), max_size=len(values))),
                "images": draw(st.integers(0, 3)),
            }
        )
    return made


@settings(max_examples=80, deadline=None)
@given(
    made=products(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    separator=st.sampled_from([",", ";", "\t"]),
    shuffle=st.randoms(use_true_random=False),
    apart=st.booleans(),
)
def test_imp_02_what_is_written_is_read_back(
    made: list[dict[str, object]], encoding: str, separator: str, shuffle: object, apart: bool
) -> None:
    rows: list[dict[str, str]] = []
    for product in made:
        values, prices = product["values"], product["prices"]
        assert isinstance(values, list)
        assert isinstance(prices, list)
        for place, (value, price) in enumerate(zip(values, prices, strict=True)):
            row = {"Handle": str(product["handle"]), "Option1 Value": value, "Variant Price": str(price)}
            if place == 0:
                row |= {
                    "Title": str(product["title"]),
                    "Body (HTML)": str(product["body"]),
                    "Option1 Name": "Kind",
                }
            rows.append(row)
        for place in range(int(str(product["images"]))):
            rows.append(
                {"Handle": str(product["handle"]), "Image Src": f"https://cdn.example.com/{place}.png"}
            )
    if apart:
        shuffle.shuffle(rows)  # type: ignore[attr-defined]
    found = {item.handle: item for item in read(sheet(*rows, separator=separator).encode(encoding))
             if isinstance(item, SourceProduct)}  # fmt: skip

    assert len(found) == len(made)
    for product in made:
        read_back = found[str(product["handle"])]
        assert read_back.title == product["title"]
        assert read_back.body_html.strip() == product["body"]
        pairs = {(variant.option_values, variant.price) for variant in read_back.variants}
        expected = zip(product["values"], product["prices"], strict=True)  # type: ignore[call-overload]
        assert pairs == {((value,), price) for value, price in expected}
        assert len(read_back.images) == product["images"]


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(FeedRefused):
        assert all(isinstance(item, SourceProduct | RowError) for item in read(content))
