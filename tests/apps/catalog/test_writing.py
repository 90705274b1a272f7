"""Who wrote a field, what a person's edit locks, and what machines may change: IMP-12, PRC-03, PRC-06."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog import selectors, services
from apps.catalog.margin import floor_minor, margin_basis_points_of
from apps.catalog.models import PriceLog, Product
from apps.catalog.types import OptionInput, ProductDetail, ProductInput, VariantInput
from apps.catalog.types.writing import (
    BelowMarginFloor,
    FieldChange,
    NotHiddenByUs,
    PriceChange,
    Writer,
    WriterKind,
)
from apps.money.types import Money
from apps.tenants.selectors import store_current
from tenancy.errors import Invalid
from tenancy.ids import uuid7
from tests.apps.catalog.samples import euro

pytestmark = pytest.mark.django_db
AI = Writer(kind=WriterKind.AI, label="claude-haiku-5-5", run_id=UUID(int=5))
SYNC = Writer(kind=WriterKind.SYNC, label="ALIEXPRESS", reason="Nightly check.")


def imported(in_store: Any, **changes: Any) -> ProductDetail:
    made = services.product_import(
        source=ProductInput(
            title="Oak Lamp",
            description_html="<p>Solid oak.</p>",
            options=(OptionInput.of("Size", "S", "L"),),
            variants=(
                VariantInput(option_values=("S",), price=euro("20.00"), cost=euro("8.00"), stock_quantity=5),
                VariantInput(option_values=("L",), price=euro("30.00"), cost=euro("12.00")),
            ),
        ),
        external_reference="aliexpress:1",
        ai_fields=("title",),
        ai_label="claude-haiku-5-5",
        **changes,
    )
    return selectors.product_get(product_id=made.product_id)


def change(variant_id: UUID, **values: Any) -> PriceChange:
    return PriceChange(variant_id=variant_id, **values)


def write(product: ProductDetail, writer: Writer = AI, **texts: str) -> list[Any]:
    return services.product_fields_write(
        product_id=product.id,
        changes=[FieldChange(field=name, value=value) for name, value in texts.items()],
        writer=writer,
        content_note=ProductInput().content_note,
    )


def test_imp_12_an_import_says_who_wrote_each_text_and_locks_none(in_store: Any) -> None:
    product = imported(in_store)

    assert product.field_writers["title"]["writer"] == "AI"
    assert product.field_writers["title"]["label"] == "claude-haiku-5-5"
    assert product.field_writers["description_html"]["writer"] == "IMPORT"
    assert product.locked_fields == ()


def test_imp_12_a_field_edited_by_a_person_is_never_overwritten_by_a_machine(in_store: Any) -> None:
    product = imported(in_store)
    services.product_update(
        product_id=product.id, data=ProductInput(title="My Lamp", description_html="<p>Solid oak.</p>")
    )

    refused = write(product, title="Machine's Lamp", seo_title="Lamp of oak")

    after = selectors.product_get(product_id=product.id)
    assert after.title == "My Lamp"
    assert after.seo_title == "Lamp of oak"
    assert [(row.field, row.code) for row in refused] == [("title", "locked")]
    # What a person sent unchanged was not edited.
    assert after.locked_fields == ("title",)
    assert after.field_writers["seo_title"]["run_id"] == str(UUID(int=5))


def test_imp_12_a_text_that_changed_meanwhile_is_not_put_back(in_store: Any) -> None:
    product = imported(in_store)
    write(product, title="Newer")

    refused = services.product_fields_write(
        product_id=product.id,
        changes=[FieldChange(field="title", value="Oak Lamp", expected="What I wrote")],
        writer=AI,
        content_note=None,
    )

    assert [row.code for row in refused] == ["changed"]
    assert selectors.product_get(product_id=product.id).title == "Newer"


def test_imp_12_markup_of_a_machine_is_cleaned_like_anybodys(in_store: Any) -> None:
    product = imported(in_store)

    write(product, description_html="<p>Good</p><script>alert(1)</script>")

    assert selectors.product_get(product_id=product.id).description_html == "<p>Good</p>"


def test_imp_12_unlocked_fields_are_free_again(in_store: Any) -> None:
    product = imported(in_store)
    services.product_update(product_id=product.id, data=ProductInput(title="My Lamp"))
    services.product_unlock(product_id=product.id, fields=["title"], variant_ids=[])

    assert write(product, title="Machine's Lamp") == []
    assert selectors.product_get(product_id=product.id).title == "Machine's Lamp"
    with pytest.raises(Invalid):
        services.product_unlock(product_id=product.id, fields=["price"], variant_ids=[])


def test_revisions_keep_the_texts_of_before_and_at_most_fifty(in_store: Any) -> None:
    product = imported(in_store)
    for number in range(53):
        write(product, title=f"Lamp {number}")

    kept = selectors.revision_list(product_id=product.id)
    assert len(kept) == 50
    assert kept[0].fields == {"title": {"before": "Lamp 51", "after": "Lamp 52"}}


def test_what_a_person_creates_is_locked_word_by_word(shirt: ProductDetail) -> None:
    assert shirt.locked_fields == ("product_type", "tags", "title", "vendor")
    assert [row.locked_fields for row in shirt.variants] == [()] * 4


def test_prc_03_a_machines_price_below_the_floor_is_refused_with_the_numbers_and_logged(
    in_store: Any,
) -> None:
    services.margin_floor_set(margin_basis_points=2000, store_id=store_current().id)
    small, large = imported(in_store).variants

    # At a cost of 8.00, 20 % of the price need 10.00.
    outcomes = services.prices_change(
        changes=[change(small.id, price=euro("9.99")), change(large.id, price=euro("15.00"))], writer=SYNC
    )

    assert [row.status for row in outcomes] == ["REFUSED", "APPLIED"]
    refusal = outcomes[0].refused[0]
    assert (refusal.field, refusal.code) == ("price", "below_margin_floor")
    assert refusal.message == "9.99 EUR is below the least price 10.00 EUR at a cost of 8.00 EUR."
    assert outcomes[0].floor == euro("10.00")
    assert [row.price for row in selectors.product_get(product_id=imported(in_store).id).variants] == [
        euro("20.00"),
        euro("15.00"),
    ]
    logged = PriceLog.objects.get(is_refused=True)
    assert (logged.variant_id, logged.price_after_minor, logged.cost_after_minor, logged.floor_minor) == (
        small.id,
        999,
        800,
        1000,
    )
    assert (logged.writer, logged.reason) == ("SYNC", "Nightly check.")


def test_prc_03_the_floor_counts_the_new_cost_and_says_when_a_price_no_longer_holds(in_store: Any) -> None:
    small, large = imported(in_store).variants

    outcomes = services.prices_change(
        changes=[
            change(small.id, cost=euro("21.00")),
            change(large.id, cost=euro("31.00"), price=euro("30.99")),
        ],
        writer=SYNC,
    )

    assert [row.applied for row in outcomes] == [("cost",), ("cost",)]
    assert [row.is_below_floor for row in outcomes] == [True, True]
    assert outcomes[1].refused[0].code == "below_margin_floor"
    assert outcomes[1].price == euro("30.00")


def test_prc_01_changes_are_written_down_with_writer_reason_and_source(in_store: Any) -> None:
    product = imported(in_store)
    rule = Writer(kind=WriterKind.RULE, label="Double", run_id=UUID(int=9), reason="Price run.")
    source = {"currency": "USD", "rate": "0.91", "provider": "ECB", "at": "2026-08-21"}

    services.prices_change(
        changes=[
            change(product.variants[0].id, price=euro("25.00"), compare_at_price=euro("24.00"), source=source)
        ],
        writer=rule,
    )

    row = PriceLog.objects.get()
    assert (row.price_before_minor, row.price_after_minor, row.run_id, row.label) == (
        2000,
        2500,
        UUID(int=9),
        "Double",
    )
    assert row.source == source
    after = selectors.product_get(product_id=product.id)
    # A "before" that is not above the price is no reduction.
    assert after.variants[0].compare_at_price is None
    assert (after.price_min, after.price_max) == (euro("25.00"), euro("30.00"))


def test_imp_12_a_price_set_by_a_person_stays_for_machines_only(in_store: Any) -> None:
    product = imported(in_store)
    small, large = product.variants
    services.product_update(
        product_id=product.id,
        data=ProductInput(
            variants=(
                VariantInput(id=small.id, price=euro("22.00")),
                VariantInput(id=large.id, price=large.price),
            )
        ),
    )
    changes = [change(small.id, price=euro("40.00"), stock_quantity=1), change(large.id, price=euro("41.00"))]

    outcomes = services.prices_change(changes=changes, writer=SYNC)

    assert [row.applied for row in outcomes] == [("stock_quantity",), ("price",)]
    assert outcomes[0].refused[0].code == "locked"
    after = selectors.product_get(product_id=product.id)
    assert [row.price for row in after.variants] == [euro("22.00"), euro("41.00")]
    assert after.variants[0].locked_fields == ("price",)
    by_person = services.prices_change(changes=[changes[0]], writer=Writer())
    assert by_person[0].price == euro("40.00")


def test_an_expected_price_guards_an_undo(in_store: Any) -> None:
    small = imported(in_store).variants[0]

    outcome = services.prices_change(
        changes=[change(small.id, price=euro("10.00"), expected_price=euro("19.00"))], writer=SYNC
    )[0]

    assert (outcome.status, outcome.refused[0].code) == ("REFUSED", "changed")
    assert PriceLog.objects.count() == 0


def test_stock_of_a_machine_is_what_can_be_sold_and_reserved_units_stay(in_store: Any) -> None:
    product = imported(in_store)
    services.stock_reserve(lines=[(product.variants[0].id, 2)])

    services.prices_change(changes=[change(product.variants[0].id, stock_quantity=0)], writer=SYNC)

    assert selectors.product_get(product_id=product.id).variants[0].stock_quantity == 0
    services.stock_commit(lines=[(product.variants[0].id, 2)])
    assert selectors.product_get(product_id=product.id).variants[0].stock_quantity == 0


def test_bad_changes_change_nothing_at_all(in_store: Any) -> None:
    small, large = imported(in_store).variants
    good = change(large.id, price=euro("41.00"))
    for bad in (
        change(small.id, price=Money.parse("5.00", "USD")),
        good,
        change(small.id, stock_quantity=-1),
    ):
        with pytest.raises(Invalid):
            services.prices_change(changes=[good, bad], writer=SYNC)
    with pytest.raises(Invalid):
        services.prices_change(changes=[change(uuid7()) for _ in range(501)], writer=SYNC)

    assert PriceLog.objects.count() == 0
    gone = services.prices_change(changes=[change(uuid7(), price=euro("5.00")), good], writer=SYNC)
    assert [row.status for row in gone] == ["REFUSED", "APPLIED"]


def test_prc_06_only_what_a_machine_hid_is_put_back_by_one(in_store: Any) -> None:
    product = imported(in_store)
    services.product_publish(product_id=product.id)

    assert services.product_hide(product_id=product.id, writer=SYNC).status == "DRAFT"
    assert services.product_relist(product_id=product.id, writer=SYNC).status == "ACTIVE"

    services.product_hide(product_id=product.id, writer=SYNC)
    services.product_publish(product_id=product.id)
    services.product_unpublish(product_id=product.id)
    with pytest.raises(NotHiddenByUs):
        services.product_relist(product_id=product.id, writer=SYNC)
    assert Product.objects.get().status == "DRAFT"


def test_prc_03_nothing_is_put_back_on_sale_below_the_floor(in_store: Any) -> None:
    product = imported(in_store)
    services.product_publish(product_id=product.id)
    services.product_hide(product_id=product.id, writer=SYNC)
    services.prices_change(changes=[change(product.variants[1].id, cost=euro("30.01"))], writer=SYNC)

    with pytest.raises(BelowMarginFloor) as refusal:
        services.product_relist(product_id=product.id, writer=SYNC)

    assert "30.00 EUR is below the least price 30.01 EUR" in refusal.value.message
    assert Product.objects.get().status == "DRAFT"


def test_imp_03_added_variants_bring_their_option_values_and_leave_the_rest(in_store: Any) -> None:
    product = imported(in_store)
    more = [
        VariantInput(option_values=("S",), price=euro("99.00")),
        VariantInput(option_values=("XL",), price=euro("40.00"), cost=euro("15.00")),
    ]

    for _ in range(2):
        after = services.product_variants_add(product_id=product.id, variants=more)

    assert [(row.option_values, row.price) for row in after.variants] == [
        (("S",), euro("20.00")),
        (("L",), euro("30.00")),
        (("XL",), euro("40.00")),
    ]
    assert [row.id for row in after.variants[:2]] == [row.id for row in product.variants]
    assert after.variants[0].locked_fields == ()


def test_numbers_are_listed_in_the_order_of_ids(in_store: Any) -> None:
    product = imported(in_store)
    services.product_create(data=ProductInput(title="Other"))

    rows = selectors.variants_numbers(after=None, limit=2)
    rest = selectors.variants_numbers(after=rows[-1].id, limit=2)

    everything = rows + rest
    assert [row.id for row in everything] == sorted(row.id for row in everything)
    assert {(row.title, row.cost, row.external_reference) for row in everything} == {
        ("S", euro("8.00"), "aliexpress:1"),
        ("L", euro("12.00"), "aliexpress:1"),
        ("", None, None),
    }
    assert [row.product_title for row in rest].count("Other") <= 1
    assert len(selectors.variants_numbers(after=None, limit=9, product_ids=[product.id])) == 2


@given(cost=st.integers(0, 10**10), margin=st.integers(0, 9500))
def test_prc_03_the_floor_is_the_least_price_that_holds_the_margin(cost: int, margin: int) -> None:
    floor = floor_minor(cost_minor=cost, margin_basis_points=margin)

    assert (floor - cost) * 10_000 >= margin * floor
    assert floor == 0 or (floor - 1 - cost) * 10_000 < margin * (floor - 1)
    found = margin_basis_points_of(price_minor=floor, cost_minor=cost)
    assert found is None or found >= margin
