"""Asked once more right before buying; below the store's margin a person decides. ORD-06."""

from typing import Any

import pytest
from django.utils import timezone

from apps.catalog.services import margin_floor_set
from apps.money.types import Money
from apps.suppliers import selectors, services
from apps.suppliers.models import PurchaseOrder
from apps.suppliers.types import FixImpossible, PurchaseClaimed, QuoteFacts
from tests.apps.suppliers.making import claimed, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(in_store: Any, goods: Any) -> PurchaseOrder:
    """Two mugs at 9.00 and 4.90 shipping: the shopper paid 22.90, planned at 8.00 USD and 1.50 USD shipping."""
    return planned(in_store, goods(9), quantity=2)


def quote(
    row: PurchaseOrder, store: Any, landed: int | None, *, cost: int = 800, worker: str = "worker-1"
) -> Any:
    facts = QuoteFacts(
        cost=Money(cost, "USD"),
        shipping_cost=Money(150, "USD"),
        landed=None if landed is None else Money(landed, "EUR"),
        units=(("sku-1", Money(cost // 2, "USD")),),
    )
    return services.purchase_quoted(
        purchase_order_id=row.pk, claim_token=worker, facts=facts, store_id=store.id, now=timezone.now()
    )


@pytest.mark.parametrize(
    ("floor", "landed", "status"),
    [(0, 2290, "PLACING"), (0, 2291, "FAILED"), (5000, 1145, "PLACING"), (5000, 1146, "FAILED")],
)
def test_ord_06_what_the_shopper_paid_has_to_hold_the_margin_to_the_cent(
    row: PurchaseOrder, in_store: Any, floor: int, landed: int, status: str
) -> None:
    margin_floor_set(margin_basis_points=floor, store_id=in_store.id)
    claimed(row)
    assert quote(row, in_store, landed).status == status


def test_ord_06_held_with_the_old_and_the_new_numbers_and_the_choices(
    row: PurchaseOrder, in_store: Any
) -> None:
    margin_floor_set(margin_basis_points=2000, store_id=in_store.id)
    claimed(row)
    info = quote(row, in_store, 2061, cost=2250)
    assert (info.status, info.exception_reason) == ("FAILED", "BELOW_FLOOR")
    assert info.fixes == ("BUY_ANYWAY", "CHOOSE_OFFER", "REFUND", "RETRY", "MARK_BOUGHT", "CANCEL")
    assert info.exception_message == (
        "The supplier asks $22.50 and $1.50 shipping now, planned $8.00. That is €20.61 of the €22.90 the shopper "
        "paid: a margin of 10.0 %; you want at least 20.0 %."
    )
    said = info.quote
    assert (said.planned_cost, said.cost) == (Money(800, "USD"), Money(2250, "USD"))
    assert (said.landed, said.sold) == (Money(2061, "EUR"), Money(2290, "EUR"))
    assert (said.margin_basis_points, said.floor_basis_points) == (1000, 2000)
    assert info.cost == Money(800, "USD")
    assert selectors.purchases_due(now=timezone.now(), limit=9) == []
    (queued,) = selectors.purchases_list(only_exceptions=True)
    assert queued.exception_due_at is not None


def test_ord_06_a_higher_price_that_holds_the_margin_is_bought_and_said(
    row: PurchaseOrder, in_store: Any
) -> None:
    claimed(row)
    info = quote(row, in_store, 1000, cost=900)
    assert (info.status, info.cost, info.lines[0].unit_cost) == (
        "PLACING",
        Money(900, "USD"),
        Money(450, "USD"),
    )
    messages = [event.message for event in selectors.purchase_get(purchase_order_id=row.pk).timeline]
    assert messages[-1] == "Costs $9.00 now, planned $8.00."


def test_ord_06_a_persons_yes_counts_up_to_what_it_was_given_for(row: PurchaseOrder, in_store: Any) -> None:
    call: dict[str, Any] = {"purchase_order_id": row.pk, "store_id": in_store.id, "now": timezone.now()}
    claimed(row)
    quote(row, in_store, 2500)
    info = services.purchase_buy_anyway(**call)
    assert (info.status, info.exception_reason) == ("READY", "")
    again = claimed(row)
    assert again.first_attempt_at is None  # so the price is asked again
    assert quote(row, in_store, 2501).status == "FAILED"
    services.purchase_buy_anyway(**call)
    claimed(row)
    assert quote(row, in_store, 2400).status == "PLACING"


def test_ord_06_buying_anyway_is_no_answer_to_anything_else(row: PurchaseOrder, in_store: Any) -> None:
    call: dict[str, Any] = {"purchase_order_id": row.pk, "store_id": in_store.id, "now": timezone.now()}
    with pytest.raises(FixImpossible):
        services.purchase_buy_anyway(**call)
    claimed(row)
    with pytest.raises(PurchaseClaimed):
        quote(row, in_store, 100, worker="worker-2")


@pytest.mark.parametrize(("cost", "status"), [(800, "PLACING"), (801, "FAILED")])
def test_ord_06_without_an_exchange_rate_only_what_costs_no_more_goes_on(
    row: PurchaseOrder, in_store: Any, cost: int, status: str
) -> None:
    claimed(row)
    assert quote(row, in_store, None, cost=cost).status == status


def test_ord_06_over_the_api(
    row: PurchaseOrder, in_store: Any, owner_client: Any, viewer_client: Any
) -> None:
    claimed(row)
    quote(row, in_store, 2500)
    path = f"/api/v1/stores/{in_store.id}/purchase-orders/{row.pk}"
    said = owner_client.get(path).json()["data"]["quote"]
    assert (said["landed"], said["sold"]["amount"]) == ({"amount": "25.00", "currency": "EUR"}, "22.90")
    assert viewer_client.post(f"{path}/buy-anyway").status_code == 403
    assert owner_client.post(f"{path}/buy-anyway").json()["data"]["status"] == "READY"
    again = owner_client.post(f"{path}/keep")
    assert (again.status_code, again.json()["error"]["code"]) == (422, "fix_impossible")
