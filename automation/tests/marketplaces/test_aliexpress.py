"""AliExpress's adapter against the platform's traps, over real HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from automation.suppliers.aliexpress.catalogue import AliExpressCatalogue
from automation.suppliers.aliexpress.gateway import App, Gateway, sign
from automation.suppliers.aliexpress.orders import AliExpressOrders
from automation.suppliers.aliexpress.tokens import token_create, token_renew
from automation.suppliers.catalogue import (
    NotSoldThere,
    SupplierAway,
    SupplierRateLimited,
    SupplierRejected,
    SupplierTokenExpired,
)
from automation.suppliers.ordering import OrderLine, OrderRefused, OrderRequest, Reason, ShipTo, SupplierState
from automation.suppliers.references import ProductReference, reference_of
from automation.tests.marketplaces.markets import APP, FIRST, Marketplaces

ASK: dict[str, Any] = {"ship_to": "DE", "currency": "EUR", "language": "de"}


@pytest.fixture
def shops(sandbox_url: str, db: None) -> Iterator[Marketplaces]:
    made = Marketplaces(sandbox_url)
    made.reset()
    yield made
    made.reset()


@pytest.fixture
def catalogue(shops: Marketplaces) -> AliExpressCatalogue:
    return AliExpressCatalogue(gateway=shops.aliexpress_gateway())


@pytest.fixture
def orders(shops: Marketplaces) -> AliExpressOrders:
    return AliExpressOrders(gateway=shops.aliexpress_gateway())


def order(reference: str = "po-1", **address: str) -> OrderRequest:
    to = {
        "name": "Ada Lovelace",
        "line1": "Hauptstr. 1",
        "city": "Berlin",
        "country": "DE",
        "phone": "030 1234567",
    }
    line = OrderLine(product_id=str(FIRST), sku_id="12000030000000000", sku_attr="14:193#Black", quantity=1)
    return OrderRequest(
        reference=reference, ship_to=ShipTo(**(to | address)), lines=(line,), shipping_code="CAINIAO_STANDARD"
    )


def test_the_signature_is_the_one_of_the_platforms_own_description() -> None:
    sent = {"method": "aliexpress.ds.product.get", "app_key": "1", "timestamp": "2"}
    # HMAC-SHA256 with "s" over app_key1methodaliexpress.ds.product.gettimestamp2.
    assert sign(sent, secret="s") == "163F0329CD7560C24C6F725B0490383984012EF09D1D4D722424B5596D309BB9"
    assert sign(sent | {"sign": "ignored"}, secret="s") == sign(sent, secret="s")
    assert sign(sent, secret="s", path="/auth/token/create") != sign(sent, secret="s")


def test_imp_06_a_single_variant_item_has_an_empty_sku_attr_and_can_be_ordered(
    catalogue: AliExpressCatalogue, orders: AliExpressOrders
) -> None:
    product = catalogue.product(product_id=str(FIRST + 7 * 9), **ASK)
    variant: Any = product.variants[0]
    assert len(product.variants) == 1
    assert (variant.sku_attr, variant.option_values, product.options) == ("", (), ())
    line = OrderLine(product_id=product.product_id, sku_id=variant.sku_id, sku_attr="", quantity=1)
    request = order()
    placed = orders.order_place(request=OrderRequest("po-2", request.ship_to, (line,), "CAINIAO_STANDARD"))
    assert placed.is_paid


def test_the_offer_price_is_the_cost_and_without_one_the_list_price(
    catalogue: AliExpressCatalogue, shops: Marketplaces
) -> None:
    with_offer = catalogue.product(product_id=str(FIRST + 7), **ASK).variants[0]
    assert with_offer.cost is not None
    assert with_offer.price is not None
    assert with_offer.cost < with_offer.price
    without = catalogue.product(product_id=str(FIRST + 7 * 12), **ASK).variants[0]
    assert without.cost == without.price


def test_imp_02_a_redirected_id_is_resolved_to_the_sellable_one(catalogue: AliExpressCatalogue) -> None:
    asked = str(FIRST + 7 * 7)
    product = catalogue.product(product_id=asked, **ASK | {"ship_to": "US"})
    assert (product.asked_product_id, product.product_id) == (asked, str(FIRST + 7 * 8))
    assert product.variants
    assert catalogue.product(product_id=asked, **ASK).product_id == asked


@pytest.mark.parametrize(
    ("text", "product_id"),
    [
        ("https://de.aliexpress.com/item/1005006000000101.html?spm=a2g0o.1&pdp_ext_f=x", "1005006000000101"),
        ("https://www.aliexpress.us/item/3256800000000001.html", "3256800000000001"),
        ("https://m.aliexpress.com/i/1005006000000101.html", "1005006000000101"),
        ("aliexpress.com/item/-/1005006000000101.html", "1005006000000101"),
        ("https://pt.aliexpress.com/x?productId=1005006000000101", "1005006000000101"),
        (" 1005006000000101 ", "1005006000000101"),
    ],
)
def test_imp_02_an_address_of_any_country_site_names_the_product(text: str, product_id: str) -> None:
    assert reference_of(text) == ProductReference("ALIEXPRESS", product_id)


@pytest.mark.parametrize(
    "text",
    ["https://aliexpress.com.evil.example/item/1005006000000101.html", "https://aliexpress.com/", "lamp"],
)
def test_imp_02_other_addresses_name_none(text: str) -> None:
    assert reference_of(text) is None


def test_sales_in_words_are_a_lower_bound(catalogue: AliExpressCatalogue) -> None:
    page = catalogue.search(query="", page=1, per_page=50, **ASK)
    many = next(item for item in page.items if item.orders_text.endswith("000+"))
    assert many.orders_count == int(many.orders_text.removesuffix("+"))
    assert all(item.image_url.startswith("http") for item in page.items)


def test_codes_602_and_505_say_where_it_is_not_sold(catalogue: AliExpressCatalogue) -> None:
    not_to_us = str(FIRST + 7 * 13)
    with pytest.raises(NotSoldThere):
        catalogue.product(product_id=not_to_us, **ASK | {"ship_to": "US"})
    sku_id: Any = catalogue.product(product_id=not_to_us, **ASK).variants[0]
    with pytest.raises(NotSoldThere):
        catalogue.freight(product_id=not_to_us, sku_id=sku_id.sku_id, quantity=1, ship_to="US")


def test_ships_from_is_a_country_and_decides_the_freight(catalogue: AliExpressCatalogue) -> None:
    item = next(one for one in catalogue.search(query="backpack", page=1, per_page=5, **ASK).items)
    product = catalogue.product(product_id=item.product_id, **ASK)
    variants: Any = product.variants
    assert {variant.ship_from for variant in variants} == {"CN", "PL", "US"}
    polish = next(variant for variant in variants if variant.ship_from == "PL")
    options = catalogue.freight(product_id=item.product_id, sku_id=polish.sku_id, quantity=1, ship_to="DE")
    assert [(one.code, one.ship_from) for one in options] == [("AE_EU_LOCAL", "PL")]


def test_ord_07_success_with_a_payment_error_is_created_and_unpaid(
    orders: AliExpressOrders, shops: Marketplaces
) -> None:
    shops.aliexpress("mode", pay="fails")
    placed = orders.order_place(request=order())
    assert placed.is_paid is False
    assert "balance insufficient" in placed.payment_error
    assert placed.order_ids[0] in placed.pay_url
    seen = orders.order_get(order_id=placed.order_ids[0])
    assert seen.state == SupplierState.UNPAID
    assert seen.pay_until is not None
    assert seen.pay_until > datetime.now(UTC) + timedelta(days=19)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL", Reason.ADDRESS),
        ("INVENTORY_HOLD_ERROR", Reason.OUT_OF_STOCK),
        ("DELIVERY_METHOD_NOT_EXIST", Reason.METHOD_GONE),
        ("BLACKLIST_BUYER_IN_LIST", Reason.BUYER_BLOCKED),
        ("A001_ORDER_CANNOT_BE_PLACED", Reason.PRODUCT_GONE),
        ("REPEATED_ORDER_ERROR", Reason.ALREADY_ORDERED),
        ("SOMETHING_NEW", Reason.OTHER),
    ],
)
def test_ord_08_every_refusal_has_a_reason(
    orders: AliExpressOrders, shops: Marketplaces, code: str, reason: Reason
) -> None:
    shops.aliexpress("refuse", code=code)
    with pytest.raises(OrderRefused) as refused:
        orders.order_place(request=order())
    assert (refused.value.reason, refused.value.supplier_code) == (reason, code)


def test_parcels_name_their_content_and_their_delivery(orders: AliExpressOrders, shops: Marketplaces) -> None:
    placed = orders.order_place(request=order())
    order_id = placed.order_ids[0]
    shops.aliexpress(f"orders/{order_id}/ship", number="LP1", carrier="Cainiao")
    (parcel,) = orders.parcels(order_id=order_id)
    assert (parcel.number, parcel.carrier, parcel.delivered_at) == ("LP1", "Cainiao", None)
    assert parcel.items == ((str(FIRST), "12000030000000000", 1),)
    shops.aliexpress(f"orders/{order_id}/deliver")
    assert orders.parcels(order_id=order_id)[0].delivered_at is not None
    assert orders.order_get(order_id=order_id).state == SupplierState.DELIVERED


def test_a_closed_order_is_seen(orders: AliExpressOrders, shops: Marketplaces) -> None:
    order_id = orders.order_place(request=order()).order_ids[0]
    shops.aliexpress(f"orders/{order_id}/close")
    assert orders.order_get(order_id=order_id).state == SupplierState.CLOSED


def test_imp_01_refreshing_does_not_move_the_end_of_the_refresh_token(shops: Marketplaces) -> None:
    caller = shops.caller("ALIEXPRESS:x", shops.aliexpress_url)
    first = token_create(app=APP, caller=caller, code=shops.code())
    again = token_renew(app=APP, caller=caller, refresh=first.refresh)
    assert again.access != first.access
    assert again.refresh != first.refresh
    assert abs(again.refresh_expires_at - first.refresh_expires_at) < timedelta(seconds=2)
    shops.aliexpress("tokens", what="refresh")
    with pytest.raises(SupplierTokenExpired):
        token_renew(app=APP, caller=caller, refresh=again.refresh)


def test_a_code_is_good_once(shops: Marketplaces) -> None:
    caller, code = shops.caller("ALIEXPRESS:x", shops.aliexpress_url), shops.code()
    token_create(app=APP, caller=caller, code=code)
    with pytest.raises(SupplierRejected):
        token_create(app=APP, caller=caller, code=code)


def test_errors_are_typed(shops: Marketplaces, catalogue: AliExpressCatalogue) -> None:
    ask = {"query": "", "page": 1, "per_page": 5, **ASK}
    shops.aliexpress("limit", **{"aliexpress.ds.text.search": 0})
    with pytest.raises(SupplierRateLimited):
        catalogue.search(**ask)
    shops.aliexpress("limit", **{"aliexpress.ds.text.search": 100})
    stranger = AliExpressCatalogue(gateway=shops.aliexpress_gateway(token="wrong"))
    with pytest.raises(SupplierTokenExpired):
        stranger.search(**ask)
    unsigned = Gateway(
        app=App(key=APP.key, secret="other"),
        token="x",
        caller=shops.caller("ALIEXPRESS:x", shops.aliexpress_url),
    )
    with pytest.raises(SupplierRejected) as refused:
        AliExpressCatalogue(gateway=unsigned).search(**ask)
    assert refused.value.supplier_code == "IncompleteSignature"


def test_reads_are_tried_again_and_writes_never(
    shops: Marketplaces, catalogue: AliExpressCatalogue, orders: AliExpressOrders
) -> None:
    shops.fault("aliexpress", kind="garbage", path="text.search", times=2)
    assert catalogue.search(query="", page=1, per_page=5, **ASK).total == 118
    shops.fault("aliexpress", kind="disconnect", path="order.create", times=1, lost=True)
    with pytest.raises(SupplierAway) as away:
        orders.order_place(request=order())
    assert away.value.is_sent is True
    assert len(shops.orders("aliexpress")) == 1
    assert orders.order_place(request=order()).order_ids == (str(shops.orders("aliexpress")[0]["id"]),)
    assert len(shops.orders("aliexpress")) == 1
