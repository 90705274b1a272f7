"""The catalog part of the promises: numbers in bulk, texts with locks, off sale and back on. API-06, PRC-03, IMP-12."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from automation.core_client.catalog import CoreWriter, NumbersChange, TextChange
from automation.core_client.types import CoreProduct, CoreRejected, VariantDraft
from tenancy.ids import uuid7
from tests.contract.test_core_client import Stage, draft, stage  # noqa: F401 - the fixture

pytestmark = pytest.mark.django_db
SYNC = CoreWriter("SYNC", "ALIEXPRESS", UUID(int=3), "Nightly check.")
AI = CoreWriter("AI", "claude-haiku-5-5")
PERSON = CoreWriter("PERSON", "Mara")


def made(stage: Stage) -> CoreProduct:  # noqa: F811 - the fixture's name
    variants = (
        VariantDraft(("S",), Decimal("20.00"), cost=Decimal("8.00"), stock_quantity=5),
        VariantDraft(("L",), Decimal("30.00"), cost=Decimal("12.00")),
    )
    wanted = draft(variants=variants, ai_fields=("title",), ai_label="claude-haiku-5-5")
    return stage.core.product_create(store_id=stage.store_id, draft=wanted, idempotency_key="make")


def numbers(stage: Stage, product: CoreProduct) -> dict[str, Any]:  # noqa: F811
    rows = stage.core.variants_after(store_id=stage.store_id, product_ids=[product.id])
    return {row.title: row for row in rows}


def change(stage: Stage, *changes: NumbersChange, key: str = "k", writer: CoreWriter = SYNC) -> list[Any]:  # noqa: F811
    return stage.core.variants_change(
        store_id=stage.store_id, currency="EUR", changes=changes, writer=writer, idempotency_key=key
    )


def texts(stage: Stage, product: CoreProduct, writer: CoreWriter, key: str, **values: str) -> Any:  # noqa: F811
    return stage.core.texts_write(
        store_id=stage.store_id,
        product_id=product.id,
        changes=[TextChange(name, value) for name, value in values.items()],
        writer=writer,
        idempotency_key=key,
    )


def test_variants_are_listed_with_their_numbers(stage: Stage) -> None:  # noqa: F811
    product = made(stage)

    rows = stage.core.variants_after(store_id=stage.store_id)

    assert [row.id for row in rows] == sorted(row.id for row in rows)
    small = numbers(stage, product)["S"]
    assert (small.price_minor, small.cost_minor, small.stock_quantity, small.currency) == (
        2000,
        800,
        5,
        "EUR",
    )
    assert (small.external_reference, small.product_status) == ("supplier:1", "DRAFT")
    assert len(stage.core.variants_after(store_id=stage.store_id, after=rows[0].id, limit=1)) == 1
    assert stage.core.variants_after(store_id=stage.store_id, product_ids=[uuid7()]) == []
    assert stage.core.margin_floor_get(store_id=stage.store_id) == 0


def test_prc_03_below_the_floor_is_refused_by_the_core_with_the_numbers(stage: Stage) -> None:  # noqa: F811
    by_title = numbers(stage, made(stage))

    low, fine = change(
        stage,
        NumbersChange(by_title["S"].id, price_minor=799),
        NumbersChange(by_title["L"].id, price_minor=1500, compare_at_minor=3000, is_compare_at_given=True),
    )

    assert (low.status, low.price_minor, low.cost_minor, low.floor_minor) == ("REFUSED", 2000, 800, 800)
    assert low.refusal("price").code == "below_margin_floor"
    assert (fine.status, fine.price_minor, set(fine.applied)) == (
        "APPLIED",
        1500,
        {"price", "compare_at_price"},
    )


def test_a_cost_is_taken_and_a_price_under_it_is_told(stage: Stage) -> None:  # noqa: F811
    small = numbers(stage, made(stage))["S"]

    outcome = change(stage, NumbersChange(small.id, cost_minor=2500, stock_quantity=0))[0]

    assert (outcome.status, outcome.is_below_floor, set(outcome.applied)) == (
        "APPLIED",
        True,
        {"cost", "stock_quantity"},
    )


def test_changes_are_made_once_per_key_and_unknown_variants_are_told(stage: Stage) -> None:  # noqa: F811
    small = numbers(stage, made(stage))["S"]

    first = change(
        stage, NumbersChange(small.id, price_minor=2100), NumbersChange(uuid7_of(1), price_minor=5)
    )
    again = change(
        stage, NumbersChange(small.id, price_minor=2100), NumbersChange(uuid7_of(1), price_minor=5)
    )

    assert first == again
    assert [row.status for row in first] == ["APPLIED", "REFUSED"]
    assert first[1].refused[0].code == "variant_unknown"
    with pytest.raises(CoreRejected) as reused:
        change(stage, NumbersChange(small.id, price_minor=2200))
    assert reused.value.code == "idempotency_key_reused"


def uuid7_of(number: int) -> UUID:
    return UUID(int=number)


def test_an_expected_price_and_doubles_and_other_currencies(stage: Stage) -> None:  # noqa: F811
    small = numbers(stage, made(stage))["S"]
    guarded = NumbersChange(small.id, price_minor=2100, expected_price_minor=1)

    assert change(stage, guarded)[0].refusal("price").code == "changed"
    with pytest.raises(CoreRejected):
        change(stage, guarded, guarded, key="k2")
    with pytest.raises(CoreRejected):
        stage.core.variants_change(
            store_id=stage.store_id, currency="USD", changes=[guarded], writer=SYNC, idempotency_key="k3"
        )


def test_imp_12_what_a_person_wrote_is_locked_for_machines(stage: Stage) -> None:  # noqa: F811
    product = made(stage)

    texts(stage, product, PERSON, "a", title="My Lamp")
    after = texts(stage, product, AI, "b", title="Machine's", seo_title="Oak lamp")

    assert after.texts["title"] == "My Lamp"
    assert after.texts["seo_title"] == "Oak lamp"
    assert [(row.field, row.code) for row in after.refused] == [("title", "locked")]
    assert after.locked_fields == ("title",)
    assert texts(stage, product, PERSON, "c", title="Mine again").texts["title"] == "Mine again"


def test_imp_12_a_text_is_only_put_back_while_it_is_ours(stage: Stage) -> None:  # noqa: F811
    product = made(stage)

    def put(expected: str, key: str) -> Any:
        return stage.core.texts_write(
            store_id=stage.store_id,
            product_id=product.id,
            changes=[TextChange("title", "Source title", expected=expected)],
            writer=CoreWriter("IMPORT"),
            idempotency_key=key,
            content_note=None,
            is_note_given=True,
        )

    assert put("Something else", "a").refused[0].code == "changed"
    written = put("Oak Lamp", "b")
    assert (written.texts["title"], written.texts["content_note"], written.refused) == (
        "Source title",
        None,
        (),
    )


def test_prc_06_what_nobody_hid_is_not_put_back(stage: Stage) -> None:  # noqa: F811
    product = made(stage)

    with pytest.raises(CoreRejected) as refusal:
        stage.core.product_relist(
            store_id=stage.store_id, product_id=product.id, writer=SYNC, idempotency_key="r"
        )
    assert refusal.value.code == "not_hidden_by_us"
    hidden = stage.core.product_hide(
        store_id=stage.store_id, product_id=product.id, writer=SYNC, idempotency_key="h"
    )
    assert hidden == "DRAFT"


def test_imp_03_added_variants_join_the_product_once(stage: Stage) -> None:  # noqa: F811
    product = made(stage)
    more = [
        VariantDraft(("S",), Decimal("1.00")),
        VariantDraft(("XL",), Decimal("40.00"), cost=Decimal("15.00")),
    ]

    for key in ("a", "b"):
        rows = stage.core.product_variants_add(
            store_id=stage.store_id,
            product_id=product.id,
            variants=more,
            currency="EUR",
            idempotency_key=key,
        )

    assert {row.title: row.price_minor for row in rows} == {"S": 2000, "L": 3000, "XL": 4000}
