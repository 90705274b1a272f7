"""RES-07: tags, notes, a target; alerts on price, stock, rating and trend; one click to import."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from automation.imports.models import ImportJob
from automation.research import selectors, services
from automation.research.models import Candidate, WatchAlert, WatchlistItem
from automation.research.services.watchlist import changes_of
from automation.tests.research.world import World, supplier, work_off

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
WHO = UUID(int=5)


@pytest.fixture
def world() -> World:
    return World(suppliers={"ALIEXPRESS": supplier("ALIEXPRESS", "Walnut desk lamp")})


@pytest.fixture
def candidate(in_store: Any, store: Any, world: World) -> Candidate:
    services.criteria_set(changes={"keywords": ["lamp"]}, now=NOW)
    run = services.run_start(day=NOW.date(), now=NOW)
    later = iter(NOW + timedelta(hours=hour) for hour in range(10_000))
    work_off(run.pk, store=store, world=world, now=lambda: next(later))
    return Candidate.objects.get()


def test_res_07_watching_keeps_tags_and_a_note_and_twice_is_once(candidate: Candidate) -> None:
    for _ in range(2):
        item = services.watchlist_add(
            candidate_id=candidate.pk,
            user_id=WHO,
            now=NOW,
            tags=[" Summer ", "summer", "desk"],
            note="ask first",
        )

    assert WatchlistItem.objects.count() == 1
    assert (item.tags, item.note) == (["summer", "desk"], "ask first")
    assert Candidate.objects.get().state == "WATCHED"
    services.watchlist_remove(item_id=item.pk, now=NOW)
    assert Candidate.objects.get().state == "SEEN"


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"cost": Decimal("8.00")}, "PRICE"),
        ({"cost": Decimal("13.00")}, "PRICE"),
        ({"quantity": 0}, "STOCK"),
        ({"rating": 4.1}, "RATING"),
    ],
)
def test_res_07_a_change_writes_one_alert_once(
    candidate: Candidate, store: Any, world: World, change: dict[str, Any], kind: str
) -> None:
    services.watchlist_add(candidate_id=candidate.pk, user_id=WHO, now=NOW)
    shop = world.suppliers["ALIEXPRESS"]
    product = shop.products[candidate.product_id]
    if "rating" in change:
        product = replace(product, **change)
    else:
        product = replace(product, variants=tuple(replace(one, **change) for one in product.variants))
    shop.products[candidate.product_id] = product

    assert services.watchlist_check(store=store, sources=world.sources, now=NOW) == 1
    assert services.watchlist_check(store=store, sources=world.sources, now=NOW) == 0
    assert services.watchlist_check(store=store, sources=world.sources, now=NOW + timedelta(days=1)) == 0
    assert WatchAlert.objects.get().kind == kind


def test_res_07_a_reached_target_is_told(candidate: Candidate, store: Any, world: World) -> None:
    services.watchlist_add(candidate_id=candidate.pk, user_id=WHO, now=NOW, target_cost=Decimal("9.90"))
    shop = world.suppliers["ALIEXPRESS"]
    product = shop.products[candidate.product_id]
    shop.products[candidate.product_id] = replace(
        product, variants=tuple(replace(one, cost=Decimal("9.80")) for one in product.variants)
    )

    services.watchlist_check(store=store, sources=world.sources, now=NOW)
    assert [alert.message for alert in WatchAlert.objects.all()] == [
        "It costs 9.80 now: your target of 9.90 is reached."
    ]


def test_res_07_a_supplier_that_is_away_changes_nothing(
    candidate: Candidate, store: Any, world: World
) -> None:
    services.watchlist_add(candidate_id=candidate.pk, user_id=WHO, now=NOW)
    world.suppliers.clear()

    assert services.watchlist_check(store=store, sources=world.sources, now=NOW) == 0
    assert WatchlistItem.objects.get().checked_at is None


def test_res_07_small_moves_and_new_knowledge_are_no_news() -> None:
    before = {"cost": "10.00", "stock": 5, "rating": 4.6, "trend": 10.0}
    after = {"cost": "10.40", "stock": 900, "rating": 4.5, "trend": 11.0}

    assert changes_of(before=before, after=after, target=None) == []
    assert changes_of(before={}, after=after, target=None) == []


def test_res_07_one_click_imports_and_two_clicks_import_once(candidate: Candidate) -> None:
    first = services.candidate_import(candidate_id=candidate.pk, user_id=WHO, now=NOW)
    second = services.candidate_import(candidate_id=candidate.pk, user_id=WHO, now=NOW)

    assert first == second
    assert ImportJob.objects.get().pk == first
    assert selectors.candidate_get(candidate_id=candidate.pk).state == "IMPORTED"
