"""Placing and following purchases at the sandbox's suppliers: kills, timeouts, lost answers. ORD-05, ORD-07, ORD-08."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Thread
from typing import Any
from uuid import UUID

import pytest

from automation.connections.models import SupplierAccount
from automation.core_client.purchasing import CorePurchase, CorePurchaseLine
from automation.core_client.types import CoreUnavailable
from automation.purchasing.services import purchases_follow, purchases_place
from automation.purchasing.timing import WorkTime
from automation.tests.marketplaces.markets import FIRST, Marketplaces
from automation.tests.marketplaces.shops import connect_aliexpress, connect_cj
from tenancy.ids import uuid7

pytestmark = pytest.mark.django_db

BERLIN = {
    "name": "Ada Lovelace",
    "line1": "Hauptstr. 1",
    "city": "Berlin",
    "country": "DE",
    "postal_code": "10115",
    "phone": "030 1234567",
}
BLACK = CorePurchaseLine(
    supplier_product_id=str(FIRST), supplier_sku_id="12000030000000000", sku_attr="14:193#Black", quantity=1
)


def purchase_of(number: int = 1, **changes: Any) -> CorePurchase:
    made = CorePurchase(
        id=uuid7(),
        reference=f"DW-{number}-abc-1",
        order_id=UUID(int=number),
        provider="ALIEXPRESS",
        ship_from="CN",
        status="READY",
        shipping_code="CAINIAO_STANDARD",
        lines=(BLACK,),
        shipping_address=BERLIN,
        email="ada@example.com",
    )
    return replace(made, **changes)


def cj_purchase(shops: Marketplaces, **changes: Any) -> CorePurchase:
    from automation.connections.selectors import catalogue_for

    ask: dict[str, Any] = {"ship_to": "DE", "currency": "EUR", "language": "en"}
    catalogue = catalogue_for(provider="CJ")
    hit = catalogue.search(query="teapot", page=1, per_page=1, **ask).items[0]
    variant: Any = catalogue.product(product_id=hit.product_id, **ask).variants[0]
    line = CorePurchaseLine(
        supplier_product_id=hit.product_id, supplier_sku_id=variant.sku_id, sku_attr="", quantity=1
    )
    return purchase_of(provider="CJ", lines=(line,), shipping_code="CJPacket Ordinary", **changes)


def work(core: Any, store: Any) -> int:
    return purchases_place(core=core, store_id=store.id, work=WorkTime())


def status(core: Any, store: Any, purchase: CorePurchase) -> str:
    return str(core.purchase_rows[store.id, purchase.id].status)


class TestOnce:
    def test_ord_05_what_is_due_is_placed_once(self, shops: Marketplaces, core: Any, in_store: Any) -> None:
        connect_aliexpress(shops, in_store)
        purchase = core.purchase_add(in_store.id, purchase_of())
        assert (work(core, in_store), work(core, in_store)) == (1, 0)
        (order,) = shops.orders("aliexpress")
        assert order["out_order_id"] == purchase.reference
        (report,) = (report for _, report in core.placed)
        assert report.supplier_order_ids == (str(order["id"]),)
        assert report.is_paid

    @pytest.mark.parametrize("provider", ["ALIEXPRESS", "CJ"])
    def test_ord_05_a_lost_answer_is_one_order(
        self, shops: Marketplaces, core: Any, in_store: Any, provider: str
    ) -> None:
        """The supplier does the work and the answer never arrives: the next try finds that order."""
        if provider == "ALIEXPRESS":
            connect_aliexpress(shops, in_store)
            purchase = core.purchase_add(in_store.id, purchase_of())
        else:
            connect_cj()
            purchase = core.purchase_add(in_store.id, cj_purchase(shops))
        name = provider.lower()
        path = "order.create" if name == "aliexpress" else "createOrderV2"
        for _ in range(3):
            shops.fault(name, kind="disconnect", path=path, lost=True, times=1)
        for _ in range(5):
            work(core, in_store)
        assert len(shops.orders(name)) == 1
        assert status(core, in_store, purchase) == "PAID"
        assert core.waits
        assert len(core.placed) == 1

    @pytest.mark.parametrize("provider", ["ALIEXPRESS", "CJ"])
    def test_ord_05_a_worker_killed_after_placing_leaves_one_order(
        self, shops: Marketplaces, core: Any, in_store: Any, provider: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if provider == "ALIEXPRESS":
            connect_aliexpress(shops, in_store)
            purchase = core.purchase_add(in_store.id, purchase_of())
        else:
            connect_cj()
            purchase = core.purchase_add(in_store.id, cj_purchase(shops))

        def killed(**_: Any) -> None:
            raise CoreUnavailable("killed before it could report")

        with monkeypatch.context() as patch:
            patch.setattr(core, "purchase_placed", killed)
            with pytest.raises(CoreUnavailable):
                work(core, in_store)
        assert status(core, in_store, purchase) == "PLACING"
        assert work(core, in_store) == 0
        core.claim_end(in_store.id, purchase.id)
        assert work(core, in_store) == 1
        assert len(shops.orders(provider.lower())) == 1

    def test_ord_05_two_workers_place_one_order(self, shops: Marketplaces, core: Any, in_store: Any) -> None:
        """Both read the same due list; one gets the claim."""
        from automation.core_client.types import CoreRejected

        connect_aliexpress(shops, in_store)
        purchase = core.purchase_add(in_store.id, purchase_of())
        won: list[bool] = []

        def claim(token: str) -> None:
            try:
                core.purchase_claim(store_id=in_store.id, purchase_id=purchase.id, claim_token=token)
                won.append(True)
            except CoreRejected:
                won.append(False)

        threads = [Thread(target=claim, args=(f"w{number}",)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(won) == [False] * 7 + [True]
        assert work(core, in_store) == 0
        assert shops.orders("aliexpress") == []

    def test_ord_05_after_a_day_nobody_guesses(self, shops: Marketplaces, core: Any, in_store: Any) -> None:
        connect_aliexpress(shops, in_store)
        yesterday = datetime.now(UTC) - timedelta(hours=24)
        purchase = core.purchase_add(in_store.id, purchase_of(first_attempt_at=yesterday))
        work(core, in_store)
        assert shops.orders("aliexpress") == []
        assert core.failures == [(purchase.id, "UNCERTAIN", "outcome_unknown")]

    def test_ord_05_a_short_claim_is_not_used(self, shops: Marketplaces, core: Any, in_store: Any) -> None:
        """A frozen worker that wakes near the end of its claim places nothing."""
        connect_aliexpress(shops, in_store)
        core.purchase_add(in_store.id, purchase_of())
        original = core.purchase_claim

        def late(**named: Any) -> CorePurchase:
            return replace(original(**named), claimed_until=datetime.now(UTC) + timedelta(seconds=30))

        core.purchase_claim = late
        work(core, in_store)
        assert shops.orders("aliexpress") == []
        assert len(core.waits) == 1


class TestTrouble:
    def test_a_supplier_that_is_down_makes_it_wait_and_it_goes_on(
        self, shops: Marketplaces, core: Any, in_store: Any
    ) -> None:
        connect_aliexpress(shops, in_store)
        purchase = core.purchase_add(in_store.id, purchase_of())
        shops.fault("aliexpress", kind="status", status=503)
        work(core, in_store)
        assert status(core, in_store, purchase) == "READY"
        assert core.waits[0][2] >= 30
        shops.post("/controls/faults/clear", service="aliexpress")
        assert work(core, in_store) == 1

    def test_ord_07_created_and_unpaid_is_reported_as_such(
        self, shops: Marketplaces, core: Any, in_store: Any
    ) -> None:
        connect_aliexpress(shops, in_store)
        shops.aliexpress("mode", pay="fails")
        core.purchase_add(in_store.id, purchase_of())
        work(core, in_store)
        (report,) = (report for _, report in core.placed)
        assert report.is_paid is False
        assert "balance" in report.payment_error
        assert report.pay_url.startswith("https://www.aliexpress.com/")
        purchases_follow(core=core, store_id=in_store.id, work=WorkTime())
        assert core.trackings[-1][1] == "UNPAID"

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            ("B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL", "ADDRESS"),
            ("INVENTORY_HOLD_ERROR", "OUT_OF_STOCK"),
            ("DELIVERY_METHOD_NOT_EXIST", "METHOD_GONE"),
            ("BLACKLIST_BUYER_IN_LIST", "BUYER_BLOCKED"),
            ("REPEATED_ORDER_ERROR", "ALREADY_ORDERED"),
        ],
    )
    def test_ord_08_a_refusal_reaches_the_queue_with_its_reason(
        self, shops: Marketplaces, core: Any, in_store: Any, code: str, reason: str
    ) -> None:
        connect_aliexpress(shops, in_store)
        purchase = core.purchase_add(in_store.id, purchase_of())
        shops.aliexpress("refuse", code=code)
        assert work(core, in_store) == 0
        assert core.failures == [(purchase.id, reason, code)]

    def test_without_an_account_it_is_said(self, shops: Marketplaces, core: Any, in_store: Any) -> None:
        purchase = core.purchase_add(in_store.id, purchase_of())
        work(core, in_store)
        assert core.failures == [(purchase.id, "NOT_CONNECTED", "supplier_not_connected")]

    def test_a_token_ended_early_is_renewed_and_the_order_placed(
        self, shops: Marketplaces, core: Any, in_store: Any
    ) -> None:
        connect_aliexpress(shops, in_store)
        core.purchase_add(in_store.id, purchase_of())
        shops.aliexpress("tokens", what="access")
        assert work(core, in_store) == 0
        assert core.waits[0][2] == 1
        assert work(core, in_store) == 1

    def test_a_revoked_connection_is_a_persons(self, shops: Marketplaces, core: Any, in_store: Any) -> None:
        connect_aliexpress(shops, in_store)
        purchase = core.purchase_add(in_store.id, purchase_of())
        shops.aliexpress("tokens", what="revoked")
        work(core, in_store)
        assert core.failures == [(purchase.id, "CONNECTION_EXPIRED", "supplier_token_expired")]
        assert SupplierAccount.objects.get().status == "EXPIRED"

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"stock": 0}, "OUT_OF_STOCK"),
            ({"gone": True}, "PRODUCT_GONE"),
            ({"offline": True}, "PRODUCT_GONE"),
            ({"not_sold_to": "DE"}, "NOT_SOLD_THERE"),
        ],
    )
    def test_ord_06_what_cannot_be_had_any_more_is_seen_before_it_is_ordered(
        self, shops: Marketplaces, core: Any, in_store: Any, change: dict[str, Any], reason: str
    ) -> None:
        connect_aliexpress(shops, in_store)
        core.purchase_add(in_store.id, purchase_of())
        shops.aliexpress(f"products/{FIRST}", **change)
        assert work(core, in_store) == 0
        assert [one[1] for one in core.failures] == [reason]
        assert shops.calls("aliexpress", "order.create") == 0

    def test_ord_06_a_method_that_is_gone_is_said_with_those_there_are(
        self, shops: Marketplaces, core: Any, in_store: Any
    ) -> None:
        connect_aliexpress(shops, in_store)
        core.purchase_add(in_store.id, purchase_of(shipping_code="PIGEON"))
        work(core, in_store)
        assert [one[1] for one in core.failures] == ["METHOD_GONE"]
        assert shops.orders("aliexpress") == []

    @pytest.mark.parametrize(
        "wrong",
        [
            {"city": ""},
            {"phone": ""},
            {"country": "US", "line1": "No 1"},
            {"country": "BR", "tax_id": "123"},
            {"country": "ES", "phone": "+34 123"},
        ],
    )
    def test_ord_06_an_address_that_will_be_refused_is_said_before(
        self, shops: Marketplaces, core: Any, in_store: Any, wrong: dict[str, str]
    ) -> None:
        connect_aliexpress(shops, in_store)
        core.purchase_add(in_store.id, purchase_of(shipping_address=BERLIN | wrong))
        work(core, in_store)
        assert [one[1] for one in core.failures] == ["ADDRESS"]
        assert core.quotes == []
        assert shops.orders("aliexpress") == []

    def test_ord_06_the_core_hears_todays_price_and_may_hold_it(
        self, shops: Marketplaces, core: Any, in_store: Any
    ) -> None:
        connect_aliexpress(shops, in_store)
        purchase = core.purchase_add(in_store.id, purchase_of(lines=(replace(BLACK, quantity=2),)))
        core.most_landed = Decimal(0)
        assert work(core, in_store) == 0
        cheap = core.quotes[0][1]
        assert cheap.landed == cheap.cost + cheap.shipping_cost
        assert cheap.cost == 2 * dict(cheap.units)[BLACK.supplier_sku_id]
        assert (cheap.currency, cheap.landed_currency) == ("EUR", "EUR")
        assert (core.failures, shops.orders("aliexpress")) == ([(purchase.id, "BELOW_FLOOR", "")], [])

        shops.aliexpress(f"products/{FIRST}", price_factor=1.5)
        core.purchase_add(in_store.id, replace(purchase, status="READY"))
        core.most_landed = None
        assert work(core, in_store) == 1
        assert core.quotes[1][1].cost > cheap.cost

    def test_ord_06_a_retry_of_what_may_exist_is_not_asked_about(
        self, shops: Marketplaces, core: Any, in_store: Any
    ) -> None:
        """The last piece was ours: asking for stock would say that it is gone."""
        connect_aliexpress(shops, in_store)
        core.purchase_add(in_store.id, purchase_of())
        for _ in range(3):
            shops.fault("aliexpress", kind="disconnect", path="order.create", lost=True, times=1)
        work(core, in_store)
        shops.aliexpress(f"products/{FIRST}", stock=0)
        for _ in range(4):
            work(core, in_store)
        assert (len(core.placed), core.failures) == (1, [])

    def test_an_offer_without_a_method_takes_the_cheapest(
        self, shops: Marketplaces, core: Any, in_store: Any
    ) -> None:
        connect_cj()
        core.purchase_add(in_store.id, replace(cj_purchase(shops), shipping_code=""))
        assert work(core, in_store) == 1


class TestFollowing:
    def follow(self, core: Any, store: Any) -> int:
        return purchases_follow(core=core, store_id=store.id, work=WorkTime())

    @pytest.mark.parametrize("provider", ["ALIEXPRESS", "CJ"])
    def test_a_parcel_reaches_the_core_and_its_delivery_too(
        self, shops: Marketplaces, core: Any, in_store: Any, provider: str
    ) -> None:
        if provider == "ALIEXPRESS":
            connect_aliexpress(shops, in_store)
            core.purchase_add(in_store.id, purchase_of())
        else:
            connect_cj()
            core.purchase_add(in_store.id, cj_purchase(shops))
        work(core, in_store)
        order_id = core.placed[0][1].supplier_order_ids[0]
        name = provider.lower()
        self.follow(core, in_store)
        assert core.trackings[-1][1:] == ("PAID", ())
        shops.post(f"/controls/{name}/orders/{order_id}/ship", number="TRACK1")
        self.follow(core, in_store)
        state, parcels = core.trackings[-1][1:]
        assert state == "SHIPPED"
        assert [(one.number, one.is_delivered) for one in parcels] == [("TRACK1", False)]
        assert len(parcels[0].items) == 1
        shops.post(f"/controls/{name}/orders/{order_id}/deliver")
        self.follow(core, in_store)
        assert core.trackings[-1][1] == "DELIVERED"
        assert core.trackings[-1][2][0].is_delivered

    def test_a_question_that_fails_changes_nothing_and_is_counted(
        self, shops: Marketplaces, core: Any, in_store: Any
    ) -> None:
        connect_aliexpress(shops, in_store)
        purchase = core.purchase_add(in_store.id, purchase_of())
        work(core, in_store)
        shops.fault("aliexpress", kind="garbage", path="order.get")
        assert self.follow(core, in_store) == 1
        assert core.trackings[-1] == (purchase.id, "PAID", ())

    def test_an_order_closed_by_the_supplier_is_told(
        self, shops: Marketplaces, core: Any, in_store: Any
    ) -> None:
        connect_aliexpress(shops, in_store)
        core.purchase_add(in_store.id, purchase_of())
        work(core, in_store)
        order_id = core.placed[0][1].supplier_order_ids[0]
        shops.post(f"/controls/aliexpress/orders/{order_id}/close")
        self.follow(core, in_store)
        assert core.trackings[-1][1] == "CLOSED"
