"""The cart: prices from the catalog, bounded quantities, warnings per line. STO-05, STO-08, F12."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.catalog import services as catalog
from apps.catalog.models import Variant
from apps.checkout import services
from apps.checkout.models import Cart, CartLine
from apps.checkout.selectors import cart_cookie_name, cart_items_count, cart_token, cart_token_read, cart_view
from apps.checkout.types import (
    CartClosed,
    CartFull,
    CartUnknown,
    CartView,
    QuantityInvalid,
    VariantUnavailable,
)
from tenancy.context import store_context
from tests.apps.payments.stage import Shopper

pytestmark = pytest.mark.django_db


def view(shopper: Shopper) -> CartView:
    return cart_view(cart_id=shopper.cart_id, currency="EUR")


def codes(shopper: Shopper) -> list[str]:
    return [str(problem.code) for problem in view(shopper).problems]


def test_sto_05_the_same_item_twice_is_one_line_at_the_catalogs_price(shopper: Shopper, goods: Any) -> None:
    mug = goods(10, price="9.00")

    shopper.add(mug, 2).add(mug, 3)

    [line] = view(shopper).lines
    assert (line.quantity, line.unit_price.to_wire()["amount"], line.line_total.to_wire()["amount"]) == (
        5,
        "9.00",
        "45.00",
    )
    assert cart_items_count(cart_id=shopper.cart_id) == 5
    assert view(shopper).problems == ()


def test_an_empty_or_unknown_cart_is_an_empty_view(in_store: Any) -> None:
    for cart_id in (None, uuid4()):
        shown = cart_view(cart_id=cart_id, currency="EUR")
        assert (shown.is_empty, shown.subtotal.amount_minor) == (True, 0)


class TestWarnings:
    def test_sto_05_price_changed_until_the_shopper_has_seen_it(self, shopper: Shopper, goods: Any) -> None:
        shopper.add(goods(10, price="9.00"), 2)
        Variant.objects.update(price_minor=1100)

        [problem] = view(shopper).problems
        assert (problem.code, problem.was.amount_minor, problem.line_id) == (
            "price_changed",
            900,
            view(shopper).lines[0].id,
        )
        assert view(shopper).subtotal.amount_minor == 2200

        services.cart_prices_seen(cart_id=shopper.cart_id, now=timezone.now())
        assert codes(shopper) == []

    def test_sto_05_gone_when_unpublished_or_deleted(self, shopper: Shopper, goods: Any) -> None:
        mug, plate = goods(5, title="Mug"), goods(5, title="Plate")
        shopper.add(mug).add(plate)
        catalog.product_unpublish(product_id=mug.id)
        Variant.objects.filter(product_id=plate.id).delete()

        assert codes(shopper) == ["gone", "gone"]
        assert view(shopper).subtotal.amount_minor == 0
        assert [line.title for line in view(shopper).lines] == ["Mug", "Plate"]

    def test_sto_05_limited_and_sold_out_say_what_is_left(self, shopper: Shopper, goods: Any) -> None:
        mug, plate = goods(5, title="Mug"), goods(5, title="Plate")
        shopper.add(mug, 4).add(plate, 1)
        Variant.objects.filter(product_id=mug.id).update(stock_on_hand=3)
        Variant.objects.filter(product_id=plate.id).update(stock_on_hand=0)

        limited, sold_out = view(shopper).problems
        assert (limited.code, limited.available) == ("limited", 3)
        assert (sold_out.code, sold_out.available) == ("sold_out", 0)


class TestQuantities:
    @pytest.mark.parametrize("quantity", [0, -1, -999, 1000, 10**12, True, 1.5, "2", None, float("nan")])
    def test_f12_only_whole_numbers_from_1_to_999(self, shopper: Shopper, goods: Any, quantity: Any) -> None:
        mug = goods(None)
        with pytest.raises(QuantityInvalid):
            services.cart_add(
                cart_id=None, variant_id=mug.variants[0].id, quantity=quantity, now=timezone.now()
            )
        assert not Cart.objects.exists()

    def test_adding_up_stops_at_999(self, shopper: Shopper, goods: Any) -> None:
        mug = goods(None)
        shopper.add(mug, 999).add(mug, 5)
        assert view(shopper).items_count == 999

    def test_more_than_is_left_is_cut_and_said(self, shopper: Shopper, goods: Any) -> None:
        mug = goods(3)
        change = services.cart_add(
            cart_id=None, variant_id=mug.variants[0].id, quantity=7, now=timezone.now()
        )
        assert (change.quantity, change.problem.code, change.problem.available) == (3, "limited", 3)

    def test_set_and_remove(self, shopper: Shopper, goods: Any) -> None:
        shopper.add(goods(9), 2)
        [line] = view(shopper).lines
        now = timezone.now()

        services.cart_set(cart_id=shopper.cart_id, line_id=line.id, quantity=4, now=now)
        assert view(shopper).items_count == 4
        services.cart_set(cart_id=shopper.cart_id, line_id=line.id, quantity=0, now=now)
        assert view(shopper).is_empty
        services.cart_remove(cart_id=shopper.cart_id, line_id=line.id, now=now)

    def test_a_line_of_another_cart_cannot_be_reached(self, shopper: Shopper, goods: Any) -> None:
        mug = goods(9)
        shopper.add(mug, 2)
        other = Shopper(store=shopper.store, rate=shopper.rate).add(mug, 1)
        [line] = view(shopper).lines
        with pytest.raises(CartUnknown):
            services.cart_set(cart_id=other.cart_id, line_id=line.id, quantity=5, now=timezone.now())
        services.cart_remove(cart_id=other.cart_id, line_id=line.id, now=timezone.now())
        assert view(shopper).items_count == 2

    def test_at_most_100_different_items(self, shopper: Shopper, goods: Any) -> None:
        mug = goods(*[None] * 100)
        plate = goods(None, title="Plate")
        for place in range(100):
            shopper.add(mug, variant=place)
        with pytest.raises(CartFull):
            shopper.add(plate)
        assert CartLine.objects.count() == 100


@pytest.mark.parametrize("state", ["unknown", "draft", "sold_out"])
def test_what_cannot_be_bought_cannot_be_added(shopper: Shopper, goods: Any, state: str) -> None:
    mug = goods(0)
    if state == "draft":
        catalog.product_unpublish(product_id=mug.id)
    variant_id = uuid4() if state == "unknown" else mug.variants[0].id
    with pytest.raises(VariantUnavailable) as caught:
        services.cart_add(cart_id=None, variant_id=variant_id, quantity=1, now=timezone.now())
    assert caught.value.code == ("sold_out" if state == "sold_out" else "gone")


def test_a_completed_cart_is_never_changed_again(shopper: Shopper, goods: Any) -> None:
    mug = goods(9)
    shopper.add(mug)
    [line] = view(shopper).lines
    Cart.objects.update(status="COMPLETED")

    with pytest.raises(CartClosed):
        services.cart_set(cart_id=shopper.cart_id, line_id=line.id, quantity=2, now=timezone.now())
    assert view(shopper).is_empty
    old = shopper.cart_id
    assert shopper.add(mug).cart_id != old


class TestToken:
    def test_is_read_back_in_its_own_store_only(self, shopper: Shopper, goods: Any, other_store: Any) -> None:
        shopper.add(goods(9))
        token = cart_token(cart_id=shopper.cart_id)

        assert cart_token_read(token=token) == shopper.cart_id
        with store_context(other_store.schema_name):
            assert cart_token_read(token=token) is None

    @pytest.mark.parametrize(
        "token", ["", None, "x", "a.b", "00000000000000000000000000000000", "é.é", "x" * 300]
    )
    def test_forged_ones_are_nothing(self, in_store: Any, token: Any) -> None:
        assert cart_token_read(token=token) is None

    def test_cookie_is_host_bound_over_tls(self, settings: Any) -> None:
        settings.PUBLIC_SCHEME = "https"
        assert cart_cookie_name() == "__Host-cart"


def test_a_view_takes_three_queries_whatever_its_size(
    shopper: Shopper, goods: Any, django_assert_num_queries: Any
) -> None:
    mug = goods(*[5] * 20)
    for place in range(20):
        shopper.add(mug, variant=place)
    with django_assert_num_queries(3):
        cart_view(cart_id=shopper.cart_id, currency="EUR")
