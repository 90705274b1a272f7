"""Nights of checking: freshness, reactions, relisting, quarantine. PRC-03, PRC-04, PRC-05, PRC-06, PRC-07."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from automation.sources.models import MappedVariant
from automation.suppliers.catalogue import SupplierAway, SupplierNotConnected, SupplierRateLimited
from automation.suppliers.fake import FakeSupplier, fake_product
from automation.sync.models import HeldFact, SyncEvent, SyncNight
from automation.sync.selectors import mapped_list, sync_summary
from automation.sync.services.nights import held_decide, night_begin, night_work, reaction_set
from automation.tests.imports.working import USER
from automation.tests.sync.conftest import ID

pytestmark = pytest.mark.django_db
# Two in the morning in Berlin.
NIGHT = datetime(2030, 1, 10, 1, 30, tzinfo=UTC)


def check(store: Any, core: Any, at: datetime = NIGHT) -> SyncNight:
    night = night_begin(store=store, now=at, is_forced=True)
    assert night is not None
    while night_work(night_id=night.pk, store=store, core=core, now=at, fits=lambda: True):
        pass
    night.refresh_from_db()
    return night


def says(supplier: FakeSupplier, *, black: dict[str, Any], **product: Any) -> None:
    known = fake_product(1, images=())
    first = replace(known.variants[0], **black)
    supplier.product_add(replace(known, variants=(first, known.variants[1]), **product))


def events() -> list[tuple[str, str, str, str]]:
    rows = SyncEvent.objects.order_by("pk")
    return [(row.event, row.before, row.after, row.reaction) for row in rows]


def test_imp_an_import_maps_its_variants_and_tells_the_core(shelf: Any, in_store: Any, core: Any) -> None:
    rows = list(MappedVariant.objects.order_by("sku_id"))

    assert [(row.sku_id, row.cost, row.stock) for row in rows] == [("10", 10, 5), ("11", 12, 5)]
    assert {row.variant_id for row in rows} == {row.id for row in shelf.variants}
    offers = core.offers_of_product(store_id=in_store.id, product_id=rows[0].product_id)
    assert sorted(offer.sku_attr for offer in offers) == ["14:0#Black", "14:1#Green"]


def test_prc_04_each_mapped_variant_is_checked_within_a_day_once_a_night(
    shelf: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    assert sync_summary(now=NIGHT)["overdue"] == 2
    first = check(in_store, core)
    again = check(in_store, core, NIGHT + timedelta(minutes=5))

    assert (first.pk, first.state, again.checked) == (again.pk, "DONE", 2)
    assert supplier.calls == ["product"]
    assert sync_summary(now=NIGHT)["overdue"] == 0
    assert mapped_list(now=NIGHT + timedelta(hours=25), is_overdue=True).count() == 2
    check(in_store, core, NIGHT + timedelta(hours=24))
    assert supplier.calls == ["product"] * 2


def test_prc_04_a_round_begins_in_the_stores_own_night_only(shelf: Any, in_store: Any) -> None:
    MappedVariant.objects.update(created_at=NIGHT, checked_at=NIGHT)  # nothing was missed
    assert night_begin(store=in_store, now=NIGHT.replace(hour=11)) is None
    assert night_begin(store=replace(in_store, time_zone="Asia/Tokyo"), now=NIGHT) is None
    begun = night_begin(store=in_store, now=NIGHT)
    assert begun == night_begin(store=in_store, now=NIGHT + timedelta(minutes=1))
    assert SyncNight.objects.count() == 1


def test_prc_04_a_suppliers_limit_pauses_the_round_and_it_goes_on(
    shelf: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    supplier.raises = [SupplierRateLimited(retry_after=120)]
    night = check(in_store, core)
    assert (night.state, night.due_at) == ("RUNNING", NIGHT + timedelta(seconds=120))
    assert "slow down" in night.message
    assert not night_work(night_id=night.pk, store=in_store, core=core, now=NIGHT, fits=lambda: True)
    assert supplier.calls == ["product"]

    assert check(in_store, core, NIGHT + timedelta(seconds=121)).state == "DONE"


def test_prc_04_one_that_is_away_is_listed_and_tried_in_an_hour(
    shelf: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    supplier.raises = [SupplierAway("The supplier does not answer.")]

    night = check(in_store, core)

    assert (night.state, night.failed) == ("RUNNING", 1)
    assert night.due_at - NIGHT == timedelta(minutes=60, seconds=1)
    assert "tried again within the hour" in night.message
    assert {row.message for row in MappedVariant.objects.all()} == {"The supplier does not answer."}
    assert sync_summary(now=NIGHT)["overdue"] == 2
    night = check(in_store, core, NIGHT + timedelta(minutes=61))
    assert (night.state, night.failed, night.checked) == ("DONE", 0, 2)
    assert sync_summary(now=NIGHT)["overdue"] == 0


def test_an_account_that_is_gone_stops_the_round_with_words(
    shelf: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    supplier.raises = [SupplierNotConnected("Connect it again.")]

    night = check(in_store, core)

    assert (night.state, night.message) == ("STOPPED", "Connect it again.")


def test_prc_05_a_dearer_supplier_is_told_and_the_price_stays(
    shelf: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    says(supplier, black={"cost": Decimal("12.50")})

    check(in_store, core)

    assert events() == [("COST_UP", "10", "12.5", "NOTIFY")]
    assert (shelf.variants[0].cost_minor, shelf.variants[0].price_minor) == (1250, 2099)


def test_prc_05_reprice_follows_the_rules_and_one_product_may_differ(
    shelf: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    product_id = MappedVariant.objects.values_list("product_id", flat=True)[0]
    reaction_set(event="COST_UP", reaction="NOTHING", product_id=None, now=NIGHT)
    reaction_set(event="COST_UP", reaction="REPRICE", product_id=product_id, now=NIGHT)
    says(supplier, black={"cost": Decimal("12.50")})

    check(in_store, core)

    assert (shelf.variants[0].cost_minor, shelf.variants[0].price_minor) == (1250, 2599)
    assert events() == [("COST_UP", "10", "12.5", "REPRICE")]
    _, writer, _ = core.price_log[-1]
    assert (writer.kind, writer.label) == ("SYNC", "ALIEXPRESS")


def test_imp_12_a_price_set_by_a_person_is_not_repriced_and_it_is_said(
    shelf: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    shelf.variants[0].locked_fields.add("price")
    reaction_set(event="COST_UP", reaction="REPRICE", product_id=None, now=NIGHT)
    says(supplier, black={"cost": Decimal("12.50")})

    check(in_store, core)

    assert shelf.variants[0].price_minor == 2099
    assert "A person has set this" in SyncEvent.objects.get().message
    assert not SyncEvent.objects.get().is_done


def test_prc_03_a_cost_over_the_floor_is_said_with_the_event(
    shelf: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    says(supplier, black={"cost": Decimal("30.00")})

    check(in_store, core)

    assert SyncEvent.objects.get().message == "The price no longer holds your margin at the new cost."


def test_prc_05_out_of_stock_empties_the_shelf_and_back_in_stock_fills_it(
    shelf: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    says(supplier, black={"quantity": 0})
    check(in_store, core)
    assert [row.stock_quantity for row in shelf.variants] == [0, 5]

    says(supplier, black={"quantity": 7})
    check(in_store, core, NIGHT + timedelta(days=1))
    assert [row.stock_quantity for row in shelf.variants] == [7, 5]
    assert [row[0] for row in events()] == ["OUT_OF_STOCK", "BACK_IN_STOCK"]


def test_prc_05_a_variant_that_is_gone_is_reacted_to_once(
    shelf: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    known = fake_product(1, images=())
    supplier.product_add(replace(known, variants=known.variants[1:]))

    check(in_store, core)
    check(in_store, core, NIGHT + timedelta(days=1))

    assert events() == [("VARIANT_GONE", "there", "gone", "ZERO_STOCK")]
    assert [row.stock_quantity for row in shelf.variants] == [0, 5]


def test_prc_06_a_product_that_is_gone_is_hidden_and_put_back_when_it_returns(
    shelf: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    gone = supplier.products.pop(ID)
    check(in_store, core)
    check(in_store, core, NIGHT + timedelta(days=1))
    assert (shelf.status, [row[0] for row in events()]) == ("DRAFT", ["PRODUCT_GONE"])

    supplier.product_add(gone)
    check(in_store, core, NIGHT + timedelta(days=2))
    assert shelf.status == "ACTIVE"


def test_prc_06_what_the_merchant_hid_stays_hidden(
    shelf: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    gone = supplier.products.pop(ID)
    check(in_store, core)
    # The merchant published it and took it off sale again.
    shelf.status, shelf.hidden_by = "DRAFT", ""
    supplier.product_add(gone)

    check(in_store, core, NIGHT + timedelta(days=1))

    assert shelf.status == "DRAFT"
    assert not MappedVariant.objects.filter(is_hidden_by_us=True).exists()


@pytest.mark.parametrize(
    ("black", "product", "suspicion"),
    [
        ({"cost": Decimal(0)}, {}, "COST_ZERO"),
        ({"cost": None}, {}, "COST_ZERO"),
        ({"cost": Decimal("100.01")}, {}, "COST_JUMP"),
        ({"cost": Decimal("0.99")}, {}, "COST_JUMP"),
        ({}, {"currency": "USD"}, "CURRENCY"),
    ],
)
def test_prc_07_what_cannot_be_true_is_held_back_and_the_shop_unchanged(
    shelf: Any,
    in_store: Any,
    core: Any,
    supplier: FakeSupplier,
    black: dict[str, Any],
    product: dict[str, Any],
    suspicion: str,
) -> None:
    says(supplier, black=black | {"quantity": 1}, **product)
    before = [(row.price_minor, row.cost_minor, row.stock_quantity) for row in shelf.variants]

    night = check(in_store, core)
    check(in_store, core, NIGHT + timedelta(days=1))

    assert night.held == 1
    held = HeldFact.objects.get()
    assert (held.suspicion, held.state) == (suspicion, "HELD")
    assert [(row.price_minor, row.cost_minor, row.stock_quantity) for row in shelf.variants] == before
    assert "variants_change" not in core.calls
    assert events() == []


def test_prc_07_an_empty_list_of_variants_changes_nothing(
    shelf: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    supplier.product_add(replace(fake_product(1, images=()), variants=()))

    check(in_store, core)

    assert HeldFact.objects.get().suspicion == "NO_SKUS"
    assert [row.stock_quantity for row in shelf.variants] == [5, 5]


def test_prc_07_a_person_who_believes_it_lets_it_through(
    shelf: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    says(supplier, black={"cost": Decimal("100.01")})
    check(in_store, core)
    held_decide(held_id=HeldFact.objects.get().pk, is_accepted=True, user_id=USER, now=NIGHT)

    check(in_store, core, NIGHT + timedelta(minutes=5))

    assert shelf.variants[0].cost_minor == 10001
    assert events() == [("COST_UP", "10", "100.01", "NOTIFY")]


def test_the_state_of_the_checks_is_shown(
    shelf: Any, store: Any, owner_client: Any, viewer_client: Any
) -> None:
    base = f"/api/v1/automation/stores/{store.id}/sync"

    data = viewer_client.get(base).json()["data"]
    assert (data["mapped"], data["held"], data["last_night"]) == (2, 0, None)
    listed = viewer_client.get(f"{base}/variants").json()
    assert (listed["total"], listed["data"][0]["state"]) == (2, "OK")
    put = {"event": "COST_UP", "reaction": "REPRICE"}
    assert viewer_client.put(f"{base}/reactions", put, format="json").status_code == 403
    changed = owner_client.put(f"{base}/reactions", put, format="json").json()["data"]
    assert (changed["reactions"]["COST_UP"], changed["reactions"]["PRODUCT_GONE"]) == ("REPRICE", "UNPUBLISH")
    assert changed["own"] == ["COST_UP"]


def test_prc_05_a_products_own_reactions_are_told_from_the_stores(
    shelf: Any, store: Any, owner_client: Any
) -> None:
    url = f"/api/v1/automation/stores/{store.id}/sync/reactions"
    product_id = owner_client.get(url.replace("reactions", "variants")).json()["data"][0]["product_id"]
    owner_client.put(url, {"event": "COST_UP", "reaction": "REPRICE"}, format="json")
    own = {"event": "OUT_OF_STOCK", "reaction": "UNPUBLISH", "product_id": product_id}

    changed = owner_client.put(url, own, format="json").json()["data"]

    assert (changed["reactions"]["COST_UP"], changed["reactions"]["OUT_OF_STOCK"]) == ("REPRICE", "UNPUBLISH")
    assert changed["own"] == ["OUT_OF_STOCK"]
    assert owner_client.get(url).json()["data"]["reactions"]["OUT_OF_STOCK"] == "ZERO_STOCK"
    back = owner_client.put(url, own | {"reaction": None}, format="json").json()["data"]
    assert (back["reactions"]["OUT_OF_STOCK"], back["own"]) == ("ZERO_STOCK", [])


def test_prc_07_what_a_person_ignores_is_not_asked_again(
    shelf: Any, in_store: Any, core: Any, supplier: FakeSupplier
) -> None:
    says(supplier, black={"cost": Decimal("100.01")})
    check(in_store, core)
    held_decide(held_id=HeldFact.objects.get().pk, is_accepted=False, user_id=USER, now=NIGHT)

    check(in_store, core, NIGHT + timedelta(days=1))

    assert HeldFact.objects.get().state == "DISMISSED"
    assert {row.message for row in MappedVariant.objects.all()} == {
        "A person said to ignore what the supplier says now; what was known before holds."
    }
    assert shelf.variants[0].cost_minor == 1000


def test_prc_04_the_list_of_one_product_says_what_is_overdue(
    shelf: Any, store: Any, owner_client: Any
) -> None:
    base = f"/api/v1/automation/stores/{store.id}/sync"
    MappedVariant.objects.filter(sku_id="10").update(checked_at=datetime.now(UTC) - timedelta(hours=25))
    product_id = MappedVariant.objects.values_list("product_id", flat=True)[0]

    rows = owner_client.get(f"{base}/variants?product_id={product_id}").json()["data"]

    assert [(row["sku_id"], row["is_overdue"], row["is_best_seller"]) for row in rows] == [
        ("10", True, False),
        ("11", False, False),
    ]
    other = "00000000-0000-0000-0000-000000000009"
    assert owner_client.get(f"{base}/variants?product_id={other}").json()["total"] == 0
    assert owner_client.get(f"{base}/events?product_id={other}").json()["total"] == 0
    assert owner_client.get(f"{base}/events?product_id=nine").status_code == 400
