"""Stock can never be oversold, and carts never wait for each other in a ring."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.catalog import selectors, services
from apps.catalog.models import Variant
from apps.catalog.types import OutOfStock, ProductInput, VariantInput
from tenancy.context import store_context
from tests.apps.catalog.samples import euro


def state_of(variant_id: UUID) -> tuple[int, int]:
    """Return (on hand, reserved)."""
    return Variant.objects.values_list("stock_on_hand", "stock_reserved").get(pk=variant_id)


def in_threads(store: Any, threads: int, work: Callable[[int], str]) -> Counter[str]:
    """Run `work(number)` in the store in many threads at once; returns how often each answer came."""

    def run(number: int) -> str:
        try:
            with store_context(store.schema_name):
                return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=threads) as pool:
        return Counter(pool.map(run, range(threads * 40)))


def test_reserved_units_are_no_longer_for_sale(stocked: Any) -> None:
    variant = stocked(10).variants[0]

    services.stock_reserve(lines=[(variant.id, 3), (variant.id, 1)])

    assert state_of(variant.id) == (10, 4)
    assert selectors.variants_for_cart(variant_ids=[variant.id])[variant.id].stock_left == 6


def test_reserve_is_all_or_nothing_and_names_every_line_that_failed(stocked: Any) -> None:
    enough, few, none = stocked(10, 1, 0).variants
    unknown = uuid4()

    with pytest.raises(OutOfStock) as refused:
        services.stock_reserve(lines=[(none.id, 1), (enough.id, 5), (few.id, 2), (unknown, 1)])

    assert set(refused.value.variant_ids) == {few.id, none.id, unknown}
    assert state_of(enough.id) == (10, 0)


@pytest.mark.parametrize("quantity", [0, -1])
def test_f12_quantity_below_one_is_a_programming_error(stocked: Any, quantity: int) -> None:
    variant = stocked(10).variants[0]

    with pytest.raises(ValueError, match="at least 1"):
        services.stock_reserve(lines=[(variant.id, quantity)])

    assert state_of(variant.id) == (10, 0)


def test_huge_quantity_is_out_of_stock_also_when_stock_is_not_counted(in_store: Any) -> None:
    product = services.product_create(data=ProductInput(title="Mug"))

    with pytest.raises(OutOfStock):
        services.stock_reserve(lines=[(product.variants[0].id, 10**12)])


def test_release_and_commit_end_a_reservation(stocked: Any) -> None:
    one, two = stocked(5, 5).variants
    services.stock_reserve(lines=[(one.id, 2), (two.id, 3)])

    services.stock_release(lines=[(one.id, 2)])
    services.stock_commit(lines=[(two.id, 3)])

    assert state_of(one.id) == (5, 0)
    assert state_of(two.id) == (2, 0)


def test_restock_returns_sold_units(stocked: Any) -> None:
    variant = stocked(5).variants[0]
    services.stock_reserve(lines=[(variant.id, 5)])
    services.stock_commit(lines=[(variant.id, 5)])

    services.stock_restock(lines=[(variant.id, 2)])

    assert state_of(variant.id) == (2, 0)


def test_uncounted_stock_is_always_there(in_store: Any) -> None:
    variant = services.product_create(data=ProductInput(title="Mug")).variants[0]

    services.stock_reserve(lines=[(variant.id, 500)])
    services.stock_commit(lines=[(variant.id, 200)])

    assert state_of(variant.id) == (0, 300)


def test_counting_can_be_switched_on_while_checkouts_run(in_store: Any) -> None:
    product = services.product_create(data=ProductInput(title="Mug"))
    variant = product.variants[0]
    services.stock_reserve(lines=[(variant.id, 3)])

    changed = services.product_update(
        product_id=product.id,
        data=ProductInput(variants=(VariantInput(id=variant.id, is_stock_tracked=True),)),
    )

    assert changed.variants[0].stock_quantity == 0
    services.stock_commit(lines=[(variant.id, 3)])
    assert state_of(variant.id) == (0, 0)


def test_deleted_variants_are_passed_over_when_a_reservation_ends(stocked: Any) -> None:
    product = stocked(5, 5)
    gone, kept = product.variants
    services.stock_reserve(lines=[(gone.id, 1), (kept.id, 1)])
    services.product_update(product_id=product.id, data=ProductInput(variants=(VariantInput(id=kept.id),)))

    services.stock_commit(lines=[(gone.id, 1), (kept.id, 1)])

    assert state_of(kept.id) == (4, 0)


def test_selling_out_and_coming_back_make_cached_pages_old(
    stocked: Any, in_store: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from apps.tenants.selectors import store_get

    variant = stocked(3).variants[0]

    def versions(change: Callable[..., None], quantity: int) -> int:
        before = store_get(store_id=in_store.id).version
        with django_capture_on_commit_callbacks(execute=True):
            change(lines=[(variant.id, quantity)])
        return store_get(store_id=in_store.id).version - before

    assert versions(services.stock_reserve, 2) == 0
    assert versions(services.stock_reserve, 1) == 1
    assert versions(services.stock_release, 1) == 1
    assert versions(services.stock_release, 1) == 0


STEPS = st.lists(
    st.tuples(st.sampled_from(["reserve", "release", "commit", "restock"]), st.integers(1, 6)), max_size=25
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, start=st.integers(0, 10))
def test_stock_follows_a_simple_model(stocked: Any, steps: list[tuple[str, int]], start: int) -> None:
    variant = stocked(start).variants[0]
    on_hand, reserved = start, 0

    for verb, quantity in steps:
        if verb == "reserve":
            if on_hand - reserved >= quantity:
                services.stock_reserve(lines=[(variant.id, quantity)])
                reserved += quantity
            else:
                with pytest.raises(OutOfStock):
                    services.stock_reserve(lines=[(variant.id, quantity)])
        elif verb == "restock":
            services.stock_restock(lines=[(variant.id, quantity)])
            on_hand += quantity
        elif reserved >= quantity:  # orders only end what they hold
            getattr(services, f"stock_{verb}")(lines=[(variant.id, quantity)])
            reserved -= quantity
            on_hand -= quantity if verb == "commit" else 0
        assert state_of(variant.id) == (on_hand, reserved)
        assert 0 <= reserved <= on_hand


@pytest.mark.slow
def test_f1_a_hundred_units_are_sold_a_hundred_times(
    transactional: None, in_store: Any, stocked: Any
) -> None:
    variant = stocked(100).variants[0]

    def buy(_: int) -> str:
        try:
            services.stock_reserve(lines=[(variant.id, 1)])
        except OutOfStock:
            return "sold out"
        return "bought"

    assert in_threads(in_store, 32, buy) == {"bought": 100, "sold out": 32 * 40 - 100}
    assert state_of(variant.id) == (100, 100)


@pytest.mark.slow
def test_f2_reversed_carts_and_editing_staff_never_deadlock(
    transactional: None, in_store: Any, stocked: Any
) -> None:
    product = stocked(10_000, 10_000)
    one, two = (row.id for row in product.variants)

    def work(number: int) -> str:
        lines = [(one, 1), (two, 1)]
        if number % 40 == 39:
            variants = (VariantInput(id=two, price=euro("8")), VariantInput(id=one, price=euro("7")))
            services.product_update(product_id=product.id, data=ProductInput(variants=variants))
            return "edited"
        services.stock_reserve(lines=lines if number % 2 else lines[::-1])
        return "bought"

    assert in_threads(in_store, 16, work) == {"bought": 16 * 39, "edited": 16}
    assert state_of(one) == state_of(two) == (10_000, 16 * 39)
