"""What shoppers see: only what is for sale, in few statements."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from apps.catalog import selectors, services
from apps.catalog.types import (
    CollectionInput,
    ImageInput,
    OptionInput,
    ProductDetail,
    ProductInput,
    ShopCollection,
    ShopPage,
    ShopProduct,
    VariantInput,
)
from tenancy.context import store_context
from tests.apps.catalog.samples import catalog_statements, euro, picture_bytes, shirt_input


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def active(title: str, price: str = "10.00", **changes: Any) -> ProductDetail:
    variants = (VariantInput(price=euro(price), **changes.pop("variant", {})),)
    return services.product_create(
        data=ProductInput(title=title, status="ACTIVE", variants=variants, **changes)
    )


def collection(*products: ProductDetail, title: str = "Summer", **changes: Any) -> Any:
    made = services.collection_create(data=CollectionInput(title=title, **changes))
    if products:
        services.collection_products_add(collection_id=made.id, product_ids=[row.id for row in products])
    return made


def titles(page: ShopPage) -> list[str]:
    return [card.title for card in page.cards]


def shown(handle: str) -> ShopProduct:
    found = selectors.shop_product(handle=handle)
    assert isinstance(found, ShopProduct)
    return found


def shelf(handle: str, **query: Any) -> ShopCollection:
    found = selectors.shop_collection(handle=handle, **query)
    assert isinstance(found, ShopCollection)
    return found


def test_product_page_reads_everything_in_one_statement(
    in_store: Any, django_assert_num_queries: Callable[[int], Any]
) -> None:
    made = services.product_create(data=shirt_input(status="ACTIVE", description_html="<p>Soft</p>"))
    image = services.image_add(product_id=made.id, content=picture_bytes(), alt_text="Front")
    services.image_update(
        product_id=made.id, image_id=image.id, data=ImageInput(variant_ids=(made.variants[1].id,))
    )
    collection(made)
    collection(made, title="Hidden", is_published=False)

    with django_assert_num_queries(1):
        page = shown("ocean-shirt")

    assert [(row.title, row.price, row.is_available) for row in page.variants][3] == (
        "M / Red",
        euro("24.90"),
        True,
    )
    assert page.variants[1].image_id == image.id
    assert page.images[0].alt_text == "Front"
    assert page.images[0].url.startswith(f"/media/{in_store.schema_name}/products/{made.id}/")
    assert [row.title for row in page.collections] == ["Summer"]
    assert page.options == made.options
    assert page.description_html == "<p>Soft</p>"


@pytest.mark.parametrize("status", ["DRAFT", "ARCHIVED"])
def test_cat_03_drafts_and_archived_products_are_nowhere(in_store: Any, status: str) -> None:
    made = active("Secret mug")
    collection(made)
    services.product_update(product_id=made.id, data=ProductInput(handle="mug", status=status))

    assert selectors.shop_product(handle="mug") is None
    assert selectors.shop_product(handle="secret-mug") is None
    assert titles(shelf("summer").products) == []
    assert titles(selectors.shop_search(query="secret")) == []
    assert titles(selectors.shop_products()) == []
    assert selectors.shop_home().newest == ()
    assert selectors.shop_home().collections == ()
    assert not selectors.variants_for_cart(variant_ids=[made.variants[0].id])[
        made.variants[0].id
    ].is_available


def test_other_stores_products_are_nowhere(in_store: Any, other_store: Any) -> None:
    with store_context(other_store.schema_name):
        theirs = active("Foreign mug")
        collection(theirs)

    assert selectors.shop_product(handle="foreign-mug") is None
    assert selectors.shop_collection(handle="summer") is None
    assert titles(selectors.shop_search(query="foreign")) == []
    assert selectors.variants_for_cart(variant_ids=[theirs.variants[0].id]) == {}


def test_collection_keeps_the_merchants_order_or_sorts(
    in_store: Any, django_assert_num_queries: Callable[[int], Any]
) -> None:
    cheap, dear, middle = active("cheap", "1.00"), active("Dear", "9.00"), active("middle", "5.00")
    collection(middle, cheap, dear)
    services.image_add(product_id=middle.id, content=picture_bytes())

    with django_assert_num_queries(2):
        page = shelf("summer").products

    assert titles(page) == ["middle", "cheap", "Dear"]
    assert page.cards[0].image is not None
    assert [row.width for row in page.cards[0].image.renditions] == [320, 640, 800]
    assert titles(shelf("summer", sort="price-asc").products) == ["cheap", "middle", "Dear"]
    assert titles(shelf("summer", sort="price-desc").products) == ["Dear", "middle", "cheap"]
    assert titles(shelf("summer", sort="title").products) == ["cheap", "Dear", "middle"]
    assert titles(shelf("summer", sort="newest").products) == ["middle", "Dear", "cheap"]
    assert shelf("summer", sort="'; DROP TABLE").sort == "featured"


def test_unpublished_collection_is_not_there(in_store: Any) -> None:
    collection(active("Mug"), is_published=False)

    assert selectors.shop_collection(handle="summer") is None
    assert selectors.shop_menu() == ()


def test_pages_are_bounded_and_complete(in_store: Any) -> None:
    products = [active(f"Mug {number:02}") for number in range(25)]
    collection(*products)

    first, second = shelf("summer").products, shelf("summer", page=2).products

    assert (len(first.cards), first.has_next, first.total) == (24, True, 25)
    assert (titles(second), second.has_next, second.total) == (["Mug 24"], False, 25)
    assert shelf("summer", page=-3).products.page == 1
    assert shelf("summer", page=10**9).products.cards == ()


def test_card_tells_reduction_and_availability(in_store: Any) -> None:
    active("Reduced", variant={"compare_at_price": euro("15.00"), "stock_quantity": 1})
    active("Not reduced", variant={"compare_at_price": euro("5.00"), "stock_quantity": 0})

    cards = {card.title: card for card in selectors.shop_products().cards}

    assert (cards["Reduced"].compare_at, cards["Reduced"].is_available) == (euro("15.00"), True)
    assert (cards["Not reduced"].compare_at, cards["Not reduced"].is_available) == (None, False)


def test_home_takes_two_statements_however_full_the_shop(
    in_store: Any, django_assert_num_queries: Callable[[int], Any]
) -> None:
    products = [active(f"Mug {number:02}") for number in range(14)]
    for number, product in enumerate(products[:8]):
        services.image_add(
            product_id=product.id, content=picture_bytes(size=(20, 20), colour=f"#0000{number:02}")
        )
    for number in range(8):
        collection(*products[number : number + 3], title=f"Shelf {number}")

    with django_assert_num_queries(2):
        home = selectors.shop_home()

    assert [card.title for card in home.newest] == [f"Mug {number:02}" for number in range(13, 1, -1)]
    assert [card.title for card in home.collections] == [f"Shelf {number}" for number in range(6)]
    assert home.collections[0].products_count == 3
    assert home.collections[0].image is not None


def test_cart_reads_any_number_of_variants_in_one_statement(
    in_store: Any, django_assert_num_queries: Callable[[int], Any]
) -> None:
    made = services.product_create(data=shirt_input(status="ACTIVE"))
    stocked = active("Mug", variant={"stock_quantity": 2, "cost": euro("3.00"), "weight_grams": 250})
    wanted = [row.id for row in made.variants] + [stocked.variants[0].id, uuid4()]

    with django_assert_num_queries(1):
        cart = selectors.variants_for_cart(variant_ids=wanted)

    assert set(cart) == set(wanted[:-1])
    line = cart[made.variants[3].id]
    assert (line.product_title, line.variant_title, line.sku) == ("Ocean Shirt", "M / Red", "SH-M-Red")
    assert (line.price, line.stock_left, line.is_available) == (euro("24.90"), None, True)
    mug = cart[stocked.variants[0].id]
    assert (mug.variant_title, mug.stock_left, mug.cost, mug.weight_grams) == ("", 2, euro("3.00"), 250)


def test_staff_read_a_whole_product_in_one_statement(in_store: Any) -> None:
    made = services.product_create(data=shirt_input())
    services.image_add(product_id=made.id, content=picture_bytes(size=(20, 20)))
    collection(made)

    with catalog_statements() as statements:
        detail = selectors.product_get(product_id=made.id)

    assert len(statements) == 1
    assert (len(detail.variants), len(detail.images)) == (4, 1)
    assert [row.title for row in detail.collections] == ["Summer"]


SEARCHES = [
    ("ocean", ["Ocean Shirt"]),
    ("OCEAN shi", ["Ocean Shirt"]),
    ("shirt ocean", ["Ocean Shirt"]),
    ("oce shirt", []),
    ("sh-s-blue", ["Ocean Shirt"]),
    ("mills", ["Ocean Shirt"]),
    ("baumw", ["Ocean Shirt"]),
    ("cafe", ["Café crème"]),
    ("CRÈME", ["Café crème"]),
    ("strasse", ["Straße"]),
    ("straße", ["Straße"]),
    ("рубаш", ["Рубашка"]),
    ("3.5", ["Cable 3.5mm"]),
    ("3.5mm", ["Cable 3.5mm"]),
    ("'", []),
    ("a & !b | (c:*", []),
    ("\\", []),
    ("%", []),
    ("", []),
    ("x" * 5000, []),
    ("\x00", []),
]


@pytest.mark.parametrize(("query", "expected"), SEARCHES)
def test_search_finds_words_wherever_they_stand(in_store: Any, query: str, expected: list[str]) -> None:
    services.product_create(data=shirt_input(status="ACTIVE"))
    for title in ("Café crème", "Straße", "Рубашка", "Cable 3.5mm"):
        active(title)

    assert titles(selectors.shop_search(query=query)) == expected
    if query.strip():
        assert [row.title for row in selectors.product_list_for_staff(search=query)[:9]] == expected


def test_title_outranks_vendor_and_sku(in_store: Any) -> None:
    active("Mug", variant={"sku": "OCEAN-1"})
    active("Cup", vendor="Ocean")
    active("Ocean")

    assert titles(selectors.shop_search(query="ocean")) == ["Ocean", "Cup", "Mug"]


def test_search_follows_changes(in_store: Any) -> None:
    made = active("Mug", variant={"sku": "OLD-1"})
    services.product_update(
        product_id=made.id,
        data=ProductInput(
            title="Cup", tags=("blue",), variants=(VariantInput(id=made.variants[0].id, sku="NEW-2"),)
        ),
    )

    found = [bool(selectors.shop_search(query=word).cards) for word in ("mug", "old", "cup", "blue", "new-2")]
    assert found == [False, False, True, True, True]


def test_search_is_one_statement(in_store: Any, django_assert_num_queries: Callable[[int], Any]) -> None:
    active("Mug")

    with django_assert_num_queries(1):
        assert selectors.shop_search(query="mug").total == 1


def test_search_uses_the_index(in_store: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM catalog_product c WHERE c.search @@ to_tsquery('simple', 'mug') LIMIT 1000"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "catalog_product_search" in plan


def test_longest_texts_still_fit_the_search_vector(in_store: Any) -> None:
    letters = "".join(chr(0x4E00 + number) for number in range(250))
    tags = tuple(f"{number}{letters}" for number in range(250))
    options = (OptionInput.of("A", *map(str, range(100))), OptionInput.of("B", *map(str, range(20))))
    variants = tuple(
        VariantInput(option_values=(str(a), str(b)), sku=f"{a}{b}{letters[:90]}", price=euro("1"))
        for a in range(100)
        for b in range(20)
    )

    made = services.product_create(
        data=ProductInput(title="Wide", tags=tags, options=options, variants=variants)
    )

    assert made.variants_count == 2000
