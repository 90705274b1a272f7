"""One contract, three suppliers: a fake in memory, AliExpress and CJ of the sandbox."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from automation.suppliers.catalogue import ProductGone, SupplierVariant
from automation.suppliers.fake import FakeSupplier, fake_product
from automation.suppliers.ordering import (
    OrderLine,
    OrderRefused,
    OrderRequest,
    Reason,
    ShipTo,
    SupplierState,
)
from automation.tests.marketplaces.markets import Marketplaces, aliexpress_pair, cj_pair

ASK: dict[str, Any] = {"ship_to": "FR", "currency": "EUR", "language": "en"}
GONE = {
    "fake": "1005000000009999",
    "aliexpress": "1005999999999999",
    "cj": "00000000-0000-0000-0000-000000000000",
}
METHODS = {"fake": "STANDARD", "aliexpress": "CAINIAO_STANDARD", "cj": "CJPacket Ordinary"}
BERLIN = ShipTo(
    name="Ada Lovelace",
    line1="Hauptstr. 1",
    city="Berlin",
    country="DE",
    postal_code="10115",
    phone="+49 30 1234567",
)


@pytest.fixture(params=["fake", "aliexpress", "cj"])
def supplier(request: pytest.FixtureRequest, db: None) -> tuple[str, Any, Any]:
    name = request.param
    if name == "fake":
        fake = FakeSupplier()
        for number in range(30):
            fake.product_add(fake_product(number, title=f"Teapot {number}"))
        return name, fake, fake
    shops = Marketplaces(request.getfixturevalue("sandbox_url"))
    shops.reset()
    return (name, *(aliexpress_pair(shops) if name == "aliexpress" else cj_pair(shops)))


def request_of(name: str, catalogue: Any, reference: str = "po-1", **changes: Any) -> OrderRequest:
    hit = catalogue.search(query="teapot", page=1, per_page=5, **ASK).items[0]
    product = catalogue.product(product_id=hit.product_id, **ASK)
    variant = product.variants[0]
    line = OrderLine(
        product_id=product.product_id, sku_id=variant.sku_id, sku_attr=variant.sku_attr, quantity=2
    )
    made = OrderRequest(
        reference=reference,
        ship_to=BERLIN,
        lines=(line,),
        shipping_code=METHODS[name],
        ship_from=variant.ship_from,
    )
    return replace(made, **changes)


def test_search_pages_without_overlap_and_ends(supplier: tuple[str, Any, Any]) -> None:
    _, catalogue, _ = supplier
    first = catalogue.search(query="", page=1, per_page=20, **ASK)
    second = catalogue.search(query="", page=2, per_page=20, **ASK)
    assert len(first.items) == 20
    assert first.next == 2
    assert not {one.product_id for one in first.items} & {one.product_id for one in second.items}
    far = catalogue.search(query="", page=1 + first.total // 20, per_page=20, **ASK)
    assert far.next is None
    assert catalogue.search(query="nothing is called this", page=1, per_page=20, **ASK).items == ()


def test_a_product_has_what_an_import_and_an_order_need(supplier: tuple[str, Any, Any]) -> None:
    _, catalogue, _ = supplier
    hit = catalogue.search(query="teapot", page=1, per_page=5, **ASK).items[0]
    product = catalogue.product(product_id=hit.product_id, **ASK)
    assert product.provider == catalogue.provider == hit.provider
    assert product.external_reference == f"{catalogue.provider.lower()}:{product.product_id}"
    assert product.title == hit.title
    assert product.images[0].url.startswith("http")
    assert product.currency in {"EUR", "USD"}
    assert product.fetched_at.tzinfo is not None
    names = [name for name, _ in product.options]
    for variant in product.variants:
        assert isinstance(variant, SupplierVariant)
        assert variant.sku_id
        assert variant.cost is not None
        assert variant.cost > 0
        assert variant.stock is not None
        assert len(variant.option_values) == len(names)
    choices = [variant.option_values for variant in product.variants]
    assert len(set(choices)) == len(choices)


def test_what_is_gone_is_gone(supplier: tuple[str, Any, Any]) -> None:
    name, catalogue, _ = supplier
    with pytest.raises(ProductGone):
        catalogue.product(product_id=GONE[name], **ASK)


def test_freight_is_sorted_and_priced_by_quantity(supplier: tuple[str, Any, Any]) -> None:
    name, catalogue, _ = supplier
    line = request_of(name, catalogue).lines[0]
    one, many = (
        catalogue.freight(product_id=line.product_id, sku_id=line.sku_id, quantity=quantity, ship_to="DE")
        for quantity in (1, 4)
    )
    assert [option.cost for option in one] == sorted(option.cost for option in one)
    assert max(option.cost for option in many) > max(option.cost for option in one)
    assert METHODS[name] in {option.code for option in one}
    assert all(isinstance(option.cost, Decimal) and option.currency for option in one)


def test_ord_05_one_reference_is_one_order(supplier: tuple[str, Any, Any]) -> None:
    """Either the supplier makes one order of a reference, or it can be asked for it."""
    name, catalogue, orders = supplier
    request = request_of(name, catalogue)
    placed = orders.order_place(request=request)
    assert placed.is_paid
    if orders.remembers_for:
        assert orders.order_place(request=request).order_ids == placed.order_ids
    else:
        found = orders.order_find(reference=request.reference)
        assert found is not None
        assert found.order_ids == placed.order_ids
        assert found.is_paid
        assert orders.order_find(reference="po-unknown") is None


def test_an_order_can_be_followed(supplier: tuple[str, Any, Any]) -> None:
    name, catalogue, orders = supplier
    placed = orders.order_place(request=request_of(name, catalogue))
    order_id = placed.order_ids[0]
    assert orders.order_get(order_id=order_id).state == SupplierState.PAID
    assert orders.parcels(order_id=order_id) == ()


def test_ord_08_refusals_have_typed_reasons(supplier: tuple[str, Any, Any]) -> None:
    name, catalogue, orders = supplier
    request = request_of(name, catalogue)
    for changed, reason in (
        (replace(request, ship_to=replace(BERLIN, city="")), Reason.ADDRESS),
        (replace(request, lines=(replace(request.lines[0], quantity=99999),)), Reason.OUT_OF_STOCK),
    ):
        with pytest.raises(OrderRefused) as refused:
            orders.order_place(request=changed)
        assert refused.value.reason == reason
