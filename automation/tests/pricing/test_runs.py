"""Preview, apply, undo: over the API and the worker, against the core's own refusals. PRC-01, PRC-03."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from automation.core_client.types import CoreUnavailable, ProductDraft, VariantDraft
from automation.pricing.services.runs import BATCH, price_run_work
from automation.registry.types import StoreInfo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("automation.pricing.api.views.price_run_dispatch", lambda **_: True)


def product(
    core: Any, store: Any, number: int = 1, *, cost: str | None = "8.00", price: str = "10.00", count: int = 1
) -> Any:
    draft = ProductDraft(
        title=f"Lamp {number}",
        external_reference=f"aliexpress:{number}",
        currency="EUR",
        product_type="Lamps",
        options=(("Kind", tuple(str(place) for place in range(count))),),
        variants=tuple(
            VariantDraft((str(place),), Decimal(price), cost=Decimal(cost) if cost else None)
            for place in range(count)
        ),
    )
    made = core.product_create(store_id=store.id, draft=draft, idempotency_key=f"p{number}")
    return core.shelf(store.id, made.id)


def url(store: StoreInfo, path: str) -> str:
    return f"/api/v1/automation/stores/{store.id}/pricing/{path}"


def rule(client: Any, store: Any, **values: Any) -> dict[str, Any]:
    body = {"name": "Triple", "kind": "MULTIPLIER", "multiplier": "3", "ending": 99} | values
    answer = client.post(url(store, "rules"), body, format="json")
    assert answer.status_code == 201, answer.json()
    return dict(answer.json()["data"])


def preview(client: Any, store: Any, **body: Any) -> dict[str, Any]:
    answer = client.post(url(store, "runs"), body, format="json")
    assert answer.status_code == 201, answer.json()
    return dict(answer.json()["data"])


def lines(client: Any, store: Any, run: dict[str, Any], **query: str) -> list[dict[str, Any]]:
    return list(client.get(url(store, f"runs/{run['id']}/lines"), query).json()["data"])


def work(run: dict[str, Any], store: Any, core: Any) -> None:
    from tenancy.context import store_context

    with store_context(store.schema_name):
        while price_run_work(run_id=UUID(run["id"]), store=store, core=core, now=timezone.now()):
            pass


def state(client: Any, store: Any, run: dict[str, Any]) -> dict[str, Any]:
    return dict(client.get(url(store, f"runs/{run['id']}")).json()["data"])


def test_prc_01_a_preview_shows_before_and_after_and_changes_nothing(
    owner_client: Any, store: Any, core: Any
) -> None:
    rule(owner_client, store)
    shelf = product(core, store)

    run = preview(owner_client, store)

    assert (run["state"], run["counts"]) == ("PREVIEW", {"CHANGE": 1})
    line = lines(owner_client, store, run)[0]
    assert (line["cost"], line["before"], line["after"]) == (
        {"amount": "8.00", "currency": "EUR"},
        {"amount": "10.00", "currency": "EUR"},
        {"amount": "24.99", "currency": "EUR"},
    )
    assert (line["rule_name"], line["margin"]) == ("Triple", "68.0")
    assert shelf.variants[0].price_minor == 1000


def test_prc_01_apply_and_undo_put_everything_back(owner_client: Any, store: Any, core: Any) -> None:
    rule(owner_client, store)
    shelf = product(core, store)
    run = preview(owner_client, store)

    assert owner_client.post(url(store, f"runs/{run['id']}/apply")).status_code == 202
    work(run, store, core)
    assert shelf.variants[0].price_minor == 2499
    assert state(owner_client, store, run)["counts"] == {"APPLIED": 1}
    assert owner_client.post(url(store, f"runs/{run['id']}/apply")).status_code == 409

    assert owner_client.post(url(store, f"runs/{run['id']}/undo")).status_code == 202
    work(run, store, core)
    assert shelf.variants[0].price_minor == 1000
    assert state(owner_client, store, run)["state"] == "UNDONE"
    assert [writer.kind for _, writer, _ in core.price_log] == ["RULE", "RULE"]


def test_prc_01_an_undo_leaves_what_was_changed_since(owner_client: Any, store: Any, core: Any) -> None:
    rule(owner_client, store)
    shelf = product(core, store, count=2)
    run = preview(owner_client, store)
    owner_client.post(url(store, f"runs/{run['id']}/apply"))
    work(run, store, core)
    shelf.variants[1].price_minor = 3333

    owner_client.post(url(store, f"runs/{run['id']}/undo"))
    work(run, store, core)

    assert [row.price_minor for row in shelf.variants] == [1000, 3333]
    assert state(owner_client, store, run)["counts"] == {"REFUSED": 1, "UNDONE": 1}


def test_prc_03_below_the_floor_is_shown_and_the_core_refuses_it_anyway(
    owner_client: Any, store: Any, core: Any
) -> None:
    rule(owner_client, store, multiplier="1.1", ending=None)
    shelf = product(core, store)
    core.floors[store.id] = 2000
    assert preview(owner_client, store)["counts"] == {"BELOW_FLOOR": 1}

    core.floors[store.id] = 0
    run = preview(owner_client, store)
    core.floors[store.id] = 2000
    owner_client.post(url(store, f"runs/{run['id']}/apply"))
    work(run, store, core)

    refused = lines(owner_client, store, run, state="REFUSED")[0]
    assert "880 is below the least price 1000" in refused["message"]
    assert shelf.variants[0].price_minor == 1000


def test_imp_12_what_a_person_priced_stays(owner_client: Any, store: Any, core: Any) -> None:
    rule(owner_client, store)
    shelf = product(core, store, count=2)
    shelf.variants[0].locked_fields.add("price")

    run = preview(owner_client, store)
    owner_client.post(url(store, f"runs/{run['id']}/apply"))
    work(run, store, core)

    assert run["counts"] == {"CHANGE": 1, "LOCKED": 1}
    assert [row.price_minor for row in shelf.variants] == [1000, 2499]


def test_without_a_cost_or_a_rule_nothing_is_reckoned(owner_client: Any, store: Any, core: Any) -> None:
    product(core, store, 1, cost=None)
    product(core, store, 2)
    assert preview(owner_client, store)["counts"] == {"CHANGE": 1, "NO_COST": 1}

    rule(owner_client, store, scope="SUPPLIER", scope_value="CJ")
    assert preview(owner_client, store)["counts"] == {"NO_RULE": 2}


def test_a_run_of_many_goes_in_batches_and_survives_a_core_that_goes_away(
    owner_client: Any, store: Any, core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenancy.context import store_context

    rule(owner_client, store)
    shelf = product(core, store, count=BATCH + 50)
    run = preview(owner_client, store)
    owner_client.post(url(store, f"runs/{run['id']}/apply"))
    with store_context(store.schema_name):
        assert price_run_work(run_id=UUID(run["id"]), store=store, core=core, now=timezone.now())
        core.is_away = True
        with pytest.raises(CoreUnavailable):
            price_run_work(run_id=UUID(run["id"]), store=store, core=core, now=timezone.now())
    core.is_away = False

    work(run, store, core)

    assert {row.price_minor for row in shelf.variants} == {2499}
    assert len(core.price_log) == BATCH + 50
    assert state(owner_client, store, run)["state"] == "APPLIED"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "TIERS"}, "tiers"),
        ({"kind": "TIERS", "tiers": [{"up_to": "5.00", "multiplier": "2"}]}, "tiers"),
        (
            {
                "kind": "TIERS",
                "tiers": [{"up_to": None, "multiplier": "2"}, {"up_to": "5.00", "multiplier": "2"}],
            },
            "tiers",
        ),
        ({"ending": 100}, "ending"),
        ({"scope": "COLLECTION"}, "scope_value"),
        ({"multiplier": "0"}, "multiplier"),
        ({"fixed": "1.999"}, "fixed"),
        ({"name": ""}, "name"),
    ],
)
def test_bad_rules_are_named_by_field(
    owner_client: Any, store: Any, change: dict[str, Any], field: str
) -> None:
    body = {"name": "R", "kind": "MULTIPLIER", "multiplier": "2"} | change

    answer = owner_client.post(url(store, "rules"), body, format="json")

    assert answer.status_code == 400
    assert field in answer.json()["error"]["fields"]


def test_rules_have_an_order_and_can_be_moved_and_deleted(owner_client: Any, store: Any) -> None:
    first, second = rule(owner_client, store, name="A"), rule(owner_client, store, name="B")
    body = {"name": "B", "kind": "FIXED", "fixed": "5.00", "position": 0}

    changed = owner_client.put(url(store, f"rules/{second['id']}"), body, format="json").json()["data"]

    assert (changed["kind"], changed["fixed"]) == ("FIXED", "5.00")
    listed = owner_client.get(url(store, "rules")).json()["data"]
    assert [row["name"] for row in listed["rules"]] == ["B", "A"]
    assert owner_client.delete(url(store, f"rules/{first['id']}")).status_code == 200
    assert owner_client.delete(url(store, f"rules/{first['id']}")).status_code == 404


def test_viewers_look_and_do_not_touch(viewer_client: Any, stranger_client: Any, store: Any) -> None:
    assert viewer_client.get(url(store, "rules")).json()["data"]["default"] == "Default: double the cost"
    assert viewer_client.post(url(store, "runs"), {}, format="json").status_code == 403
    assert stranger_client.get(url(store, "rules")).status_code == 404
