"""Zones, rates by weight and price, taxes. STO-10, STO-11."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps as registry
from django.db import connection

from apps.checkout import services
from apps.checkout.models import ShippingRate, ShippingZone
from apps.checkout.selectors import checkout_quote, shippable_countries, shipping_options
from apps.checkout.types import AddressInvalid, Band, RateInput, ZoneInput, ZoneInvalid
from apps.orders.models import Order
from tenancy.runner import inside
from tests.apps.checkout.settings import code_make, euro, tax_make, zone_make
from tests.apps.payments.stage import ADDRESS, Shopper, Stripe

pytestmark = pytest.mark.django_db


def offered(country: str, *, goods: int = 1000, grams: int = 0) -> list[tuple[str, int]]:
    rows = shipping_options(country=country, goods_minor=goods, weight_grams=grams, currency="EUR")
    return [(row.name, row.price.amount_minor) for row in rows]


class TestZones:
    def test_sto_10_a_countrys_own_zone_decides_and_the_rest_of_the_world_takes_the_others(
        self, in_store: Any, rate: Any
    ) -> None:
        zone_make(in_store, "Alps", "AT", "CH", price="9.90", name="Alps")

        assert offered("AT") == [("Alps", 990)]
        assert offered("DE") == [("Standard shipping", 490)]

    def test_a_zone_without_a_rate_in_use_is_not_delivered_to(self, in_store: Any, rate: Any) -> None:
        zone_make(in_store, "Alps", "AT", is_active=False)

        assert offered("AT") == []
        codes = {code for code, _ in shippable_countries()}
        assert "AT" not in codes
        assert "DE" in codes

    def test_sto_10_weight_bands(self, in_store: Any) -> None:
        bands = (Band(500, 300), Band(2000, 700))
        zone_make(in_store, "Home", "DE", kind="BY_WEIGHT", price="0.00", bands=bands)

        prices = {grams: offered("DE", grams=grams) for grams in (0, 500, 501, 2000, 2001)}
        assert prices == {
            0: [("Post", 300)],
            500: [("Post", 300)],
            501: [("Post", 700)],
            2000: [("Post", 700)],
            2001: [],
        }

    def test_sto_10_price_bands_and_free_over(self, in_store: Any) -> None:
        bands = (Band(2000, 500), Band(None, 200))
        zone_make(in_store, "Home", "DE", kind="BY_PRICE", bands=bands, free_over=euro("100.00"))

        assert [offered("DE", goods=goods)[0][1] for goods in (2000, 2001, 9999, 10_000)] == [
            500,
            200,
            200,
            0,
        ]

    def test_free_over_looks_at_what_is_paid_after_the_discount(self, shopper: Shopper, goods: Any) -> None:
        code_make(shopper.store)
        shopper.add(goods(9, price="60.00"))
        services.cart_discount_set(cart_id=shopper.cart_id, code="SPRING", currency="EUR", now=_now())

        quote = checkout_quote(cart_id=shopper.cart_id, country="DE", shipping_method=None, currency="EUR")
        assert (quote.shipping_total.amount_minor, quote.total.amount_minor) == (490, 5890)

    def test_at_most_five_ways_are_offered(self, in_store: Any) -> None:
        zone = zone_make(in_store, "Home", "DE")
        row = ShippingZone.objects.get(pk=zone.id)
        for place in range(7):
            ShippingRate.objects.create(zone=row, name=f"R{place}", price_minor=place)

        assert len(offered("DE")) == 5

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"countries": ("XX",)}, "countries"),
            ({"countries": ()}, "countries"),
            ({"countries": ("DE",), "is_rest_of_world": True}, "countries"),
            ({"countries": ("FR",)}, "countries"),
            ({"name": " "}, "name"),
            ({"name": "France"}, "name"),
            ({"rates": (RateInput("A", "FLAT"),)}, "rates"),
            (
                {"rates": (RateInput("A", "FLAT", euro("1.00")), RateInput("A", "FLAT", euro("1.00")))},
                "rates",
            ),
            ({"rates": (RateInput("A", "BY_WEIGHT"),)}, "rates"),
            ({"rates": (RateInput("A", "BY_WEIGHT", bands=(Band(None, 1), Band(5, 1))),)}, "rates"),
            ({"rates": (RateInput("A", "BY_WEIGHT", bands=(Band(5, 1), Band(5, 1))),)}, "rates"),
            ({"rates": tuple(RateInput(f"R{n}", "FLAT", euro("1.00")) for n in range(6))}, "rates"),
        ],
    )
    def test_zones_that_cannot_be(self, in_store: Any, data: dict[str, Any], field: str) -> None:
        zone_make(in_store, "France", "FR")
        values = {"name": "Home", "countries": ("DE",)} | data
        with pytest.raises(ZoneInvalid) as caught:
            services.shipping_zone_create(data=ZoneInput(**values), store=in_store)
        assert list(caught.value.fields or {}) == [field]
        assert ShippingZone.objects.count() == 1

    def test_no_delivery_is_an_address_problem_at_the_checkout(self, shopper: Shopper, goods: Any) -> None:
        zone_make(shopper.store, "Alps", "AT", is_active=False)
        shopper.add(goods(3))
        with pytest.raises(AddressInvalid) as caught:
            shopper.start(shipping_address=ADDRESS | {"country": "AT", "postal_code": "1010"})
        assert caught.value.fields == {"country": ["We do not ship to this country."]}
        assert Order.objects.count() == 0


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


@pytest.mark.django_db(transaction=True)
def test_sto_10_old_rates_become_zones_that_offer_each_country_what_it_was_offered(in_store: Any) -> None:
    """The migration's own function, on rows as the release before wrote them."""
    with inside(in_store.schema_name), connection.cursor() as cursor:
        cursor.execute("DELETE FROM checkout_shippingrate")
        cursor.execute("DELETE FROM checkout_shippingzone")
        cursor.execute("ALTER TABLE checkout_shippingrate ALTER COLUMN zone_id DROP NOT NULL")
        try:
            old = [("World", 900, "[]"), ("EU", 500, '["DE", "AT"]'), ("Home", 300, '["DE"]')]
            for place, (name, price, countries) in enumerate(old):
                cursor.execute(
                    "INSERT INTO checkout_shippingrate (id, name, price_minor, position, is_active, countries)"
                    " VALUES (gen_random_uuid(), %s, %s, %s, true, %s)",
                    [name, price, place, countries],
                )
            _fill()
            assert offered("DE") == [("World", 900), ("EU", 500), ("Home", 300)]
            assert offered("AT") == [("World", 900), ("EU", 500)]
            assert offered("US") == [("World", 900)]
            assert ShippingRate.objects.filter(zone=None).count() == 0
        finally:
            cursor.execute("DELETE FROM checkout_shippingrate WHERE zone_id IS NULL")
            cursor.execute("ALTER TABLE checkout_shippingrate ALTER COLUMN zone_id SET NOT NULL")


def _fill() -> None:
    from django.db.migrations.loader import MigrationLoader

    state = MigrationLoader(connection).project_state([("checkout", "0003_rates_into_zones")])
    assert registry.is_installed("apps.checkout")
    import_module("apps.checkout.migrations.0003_rates_into_zones").fill(state.apps, None)


class TestTax:
    def test_sto_11_inclusive_tax_is_contained_and_frozen(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        tax_make(shopper.store)
        shopper.add(goods(9, price="11.90"))

        started = shopper.start()

        order = Order.objects.get(pk=started.order_id)
        assert (order.total_minor, order.tax_minor, order.shipping_tax_minor) == (1680, 268, 78)
        assert (order.tax_name, order.tax_percent_milli, order.is_tax_inclusive) == ("VAT", 19_000, True)
        assert order.lines.get().tax_minor == 190
        assert stripe_server.session(shopper.session(started).session_id).amount_total == 1680

    def test_sto_11_exclusive_tax_is_added_and_charged(
        self, shopper: Shopper, goods: Any, stripe_server: Stripe
    ) -> None:
        tax_make(shopper.store, percent_milli=8_375, inclusive=False, shipping=False)
        shopper.add(goods(9, price="10.00"))

        started = shopper.start()

        order = Order.objects.get(pk=started.order_id)
        assert (order.total_minor, order.tax_minor, order.shipping_tax_minor) == (1574, 84, 0)
        assert stripe_server.session(shopper.session(started).session_id).amount_total == 1574

    def test_another_country_has_no_tax(self, shopper: Shopper, goods: Any, stripe_server: Stripe) -> None:
        tax_make(shopper.store, "FR", inclusive=False)
        assert shopper.order(shopper.add(goods(9)).start()).tax_total.amount_minor == 0

    def test_discount_comes_before_tax(self, shopper: Shopper, goods: Any) -> None:
        tax_make(shopper.store, percent_milli=10_000, inclusive=False, shipping=False)
        code_make(shopper.store, percent_milli=50_000)
        shopper.add(goods(9, price="10.00"))
        services.cart_discount_set(cart_id=shopper.cart_id, code="SPRING", currency="EUR", now=_now())

        quote = checkout_quote(cart_id=shopper.cart_id, country="DE", shipping_method=None, currency="EUR")
        assert (quote.tax_total.amount_minor, quote.total.amount_minor) == (50, 1040)

    def test_a_rate_changed_meanwhile_has_to_be_agreed_to(self, shopper: Shopper, goods: Any) -> None:
        shopper.add(goods(9, price="10.00"))
        tax_make(shopper.store, inclusive=False)
        from apps.checkout.types import CheckoutRefused

        with pytest.raises(CheckoutRefused) as caught:
            shopper.start(expected_total_minor=1490)
        assert [problem.code for problem in caught.value.problems] == ["total_changed"]


def test_a_quote_asks_a_bounded_number_of_questions(
    shopper: Shopper, goods: Any, django_assert_max_num_queries: Any
) -> None:
    tax_make(shopper.store)
    code_make(shopper.store)
    for place in range(5):
        shopper.add(goods(9, title=f"Thing {place}"))
    services.cart_discount_set(cart_id=shopper.cart_id, code="SPRING", currency="EUR", now=_now())

    with django_assert_max_num_queries(12):
        checkout_quote(cart_id=shopper.cart_id, country="DE", shipping_method=None, currency="EUR")
