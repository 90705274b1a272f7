"""The buying part of the core's contract: the signed client against the real core, and the fake. API-06, ORD-05."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from automation.core_client.client import Core
from automation.core_client.fake import FakeCore
from automation.core_client.purchasing import (
    CorePurchase,
    CorePurchaseLine,
    OfferDraft,
    ParcelReport,
    PlacedReport,
    QuoteReport,
)
from automation.core_client.types import CoreRejected
from tenancy.context import store_context
from tenancy.ids import uuid7
from tests.contract.test_core_client import client

pytestmark = pytest.mark.django_db
NOBODY = UUID(int=1)
ONE = "worker-1"
PLACED = PlacedReport(supplier_order_ids=("8001",), is_paid=True)


@dataclass
class Stage:
    """A store with a product that can be bought, and one purchase that is due: two mugs, sold for 22.90 EUR."""

    core: Core
    store_id: UUID
    product_id: UUID
    variant_id: UUID
    purchase_id: UUID
    claim_end: Callable[[], None]

    @property
    def its(self) -> dict[str, UUID]:
        return {"store_id": self.store_id, "purchase_id": self.purchase_id}

    def claim(self, worker: str = ONE) -> CorePurchase:
        return self.core.purchase_claim(**self.its, claim_token=worker)

    def due(self) -> list[CorePurchase]:
        return self.core.purchases(store_id=self.store_id, state="due")

    def following(self) -> list[CorePurchase]:
        return self.core.purchases(store_id=self.store_id, state="following")

    def quote(self, landed: str, worker: str = ONE) -> CorePurchase:
        report = QuoteReport(
            cost=Decimal("9.00"),
            currency="USD",
            shipping_cost=Decimal("1.50"),
            shipping_currency="USD",
            landed=Decimal(landed),
            landed_currency="EUR",
            units=(("sku-1", Decimal("4.50")),),
        )
        return self.core.purchase_quoted(**self.its, claim_token=worker, report=report)

    def fail(self, worker: str = ONE, reason: str = "ADDRESS") -> None:
        self.core.purchase_failed(**self.its, claim_token=worker, reason=reason, code="X", message="No.")

    def postpone(self, worker: str = ONE, *, is_sent: bool = True, seconds: int = 60) -> None:
        self.core.purchase_postponed(
            **self.its, claim_token=worker, message="Away.", seconds=seconds, is_sent=is_sent
        )

    def track(self, state: str, *parcels: ParcelReport, key: str = "t1") -> None:
        self.core.purchase_tracking(
            **self.its, state=state, parcels=parcels, pay_until=None, idempotency_key=key
        )


def real(store: Any, settings: Any) -> Stage:
    from apps.catalog import services as catalog
    from apps.catalog.types import ProductInput, VariantInput
    from apps.money.types import Money
    from apps.suppliers.models import PurchaseOrder
    from tests.apps.suppliers.making import due, planned

    with store_context(store.schema_name):
        product = catalog.product_create(
            data=ProductInput(
                title="Mug",
                status="ACTIVE",
                variants=(VariantInput(price=Money(900, "EUR"), stock_quantity=9, is_stock_tracked=True),),
            )
        )
        purchase_id = due(planned(store, product)).pk

    def claim_end() -> None:
        with store_context(store.schema_name):
            PurchaseOrder.objects.update(claimed_until=datetime.now(UTC) - timedelta(seconds=1))

    settings.CORE_CALLS_IN_TRANSACTION = True  # the test itself is one
    core = client(settings.INTERNAL_API_KEYS)
    return Stage(core, store.id, product.id, product.variants[0].id, purchase_id, claim_end)


def fake(store: Any) -> Stage:
    core, product_id, variant_id, order_id = FakeCore(), uuid7(), uuid7(), uuid7()
    offer = OfferDraft(
        variant_id=variant_id,
        product_id=product_id,
        supplier_product_id="100501",
        supplier_sku_id="sku-1",
        sku_attr="14:193#Black",
    )
    core.offers_upsert(store_id=store.id, provider="ALIEXPRESS", offers=[offer], idempotency_key="first")
    purchase = CorePurchase(
        id=uuid7(),
        reference="DW-1-abc-1",
        order_id=order_id,
        provider="ALIEXPRESS",
        ship_from="CN",
        status="READY",
        shipping_code="STANDARD",
        lines=(CorePurchaseLine("100501", "sku-1", "14:193#Black", 2),),
        currency="USD",
        shipping_address={"name": "Ana Kowalska", "country": "DE"},
        email="ana@example.com",
    )
    core.purchase_add(store.id, purchase)
    core.most_landed = Decimal("22.90")
    return Stage(
        core,
        store.id,
        product_id,
        variant_id,
        purchase.id,
        lambda: core.claim_end(store.id, purchase.id),
    )


@pytest.fixture(params=["the core over HTTP", "the fake"])
def stage(request: pytest.FixtureRequest, store: Any, settings: Any) -> Stage:
    return fake(store) if request.param == "the fake" else real(store, settings)


def refused(code: str, status: int = 409) -> Any:
    return pytest.raises(CoreRejected, check=lambda error: (error.status, error.code) == (status, code))


class TestOffers:
    def offer(self, stage: Stage, number: int, **changes: Any) -> OfferDraft:
        made = OfferDraft(
            variant_id=stage.variant_id,
            product_id=stage.product_id,
            supplier_product_id=f"10050{number}",
            supplier_sku_id=f"sku-{number}",
            cost=Decimal("4.00"),
        )
        return replace(made, **changes)

    def write(self, stage: Stage, *offers: OfferDraft, key: str) -> list[Any]:
        return stage.core.offers_upsert(
            store_id=stage.store_id, provider="ALIEXPRESS", offers=offers, idempotency_key=key
        )

    def test_a_new_offer_stands_behind_and_a_known_one_keeps_its_place(self, stage: Stage) -> None:
        (second,) = self.write(stage, self.offer(stage, 2), key="a")
        assert (second.priority, second.is_active, second.provider) == (2, True, "ALIEXPRESS")
        (again,) = self.write(stage, self.offer(stage, 2, sku_attr="14:1"), key="b")
        assert (again.id, again.priority, again.sku_attr) == (second.id, 2, "14:1")
        known = stage.core.offers_of_product(store_id=stage.store_id, product_id=stage.product_id)
        assert [(one.supplier_sku_id, one.priority) for one in known] == [("sku-1", 1), ("sku-2", 2)]
        assert stage.core.offers_of_product(store_id=stage.store_id, product_id=NOBODY) == []

    def test_an_offer_that_cannot_be_is_refused(self, store: Any, settings: Any) -> None:
        stage = real(store, settings)
        for wrong in ({"ship_from": "China"}, {"days_min": 999}, {"stock": -1}):
            with pytest.raises(CoreRejected) as error:
                self.write(stage, self.offer(stage, 3, **wrong), key=str(wrong))
            assert error.value.status == 400


class TestPlacing:
    def test_ord_05_what_is_due_comes_with_all_that_placing_needs(self, stage: Stage) -> None:
        (due,) = stage.due()
        assert (due.id, due.provider, due.ship_from) == (stage.purchase_id, "ALIEXPRESS", "CN")
        assert (due.shipping_code, due.currency, due.attempts) == ("STANDARD", "USD", 0)
        assert due.lines == (CorePurchaseLine("100501", "sku-1", "14:193#Black", 2),)
        assert (due.shipping_address["country"], due.email) == ("DE", "ana@example.com")
        assert stage.following() == []

    def test_ord_05_one_worker_has_the_claim_and_may_ask_for_it_again(self, stage: Stage) -> None:
        taken = stage.claim()
        assert (taken.status, taken.attempts, taken.first_attempt_at) == ("PLACING", 1, None)
        assert taken.claimed_until is not None
        assert stage.claim().attempts == 1
        with refused("purchase_claimed"):
            stage.claim("worker-2")
        assert stage.due() == []

    def test_ord_05_a_dead_workers_claim_goes_to_the_next_who_hears_of_it(self, stage: Stage) -> None:
        stage.claim()
        stage.claim_end()
        assert [one.id for one in stage.due()] == [stage.purchase_id]
        taken = stage.claim("worker-2")
        assert taken.attempts == 2
        assert taken.first_attempt_at is not None
        for call in (stage.fail, stage.postpone):
            with refused("purchase_claimed"):
                call("worker-1")

    def test_ord_05_what_was_placed_is_told_twice_and_another_order_refused(self, stage: Stage) -> None:
        stage.claim()
        for _ in range(2):
            stage.core.purchase_placed(**stage.its, report=PLACED)
        (bought,) = following_whenever(stage)
        assert (bought.status, bought.supplier_order_ids) == ("PAID", ("8001",))
        with refused("purchase_mismatch"):
            stage.core.purchase_placed(**stage.its, report=replace(PLACED, supplier_order_ids=("9999",)))
        with refused("purchase_not_due"):
            stage.claim("worker-2")

    def test_ord_07_created_and_unpaid_is_placed_and_not_paid(self, stage: Stage) -> None:
        stage.claim()
        report = replace(PLACED, is_paid=False, payment_error="No balance.", pay_url="https://pay.example/1")
        stage.core.purchase_placed(**stage.its, report=report)
        assert [one.status for one in following_whenever(stage)] == ["PLACED"]

    def test_ord_08_a_failure_takes_it_off_the_list_and_may_be_told_twice(self, stage: Stage) -> None:
        stage.claim()
        for _ in range(2):
            stage.fail()
        assert stage.due() == []
        with refused("purchase_not_due"):
            stage.claim("worker-2")

    @pytest.mark.parametrize("is_sent", [True, False])
    def test_ord_05_what_waits_remembers_only_tries_that_may_have_arrived(
        self, stage: Stage, is_sent: bool
    ) -> None:
        stage.claim()
        for _ in range(2):
            stage.postpone(is_sent=is_sent, seconds=1)
        stage_wait(stage)
        taken = stage.claim("worker-2")
        assert (taken.first_attempt_at is not None) is is_sent

    def test_an_unknown_purchase_is_not_there(self, stage: Stage) -> None:
        nobody = replace(stage, purchase_id=NOBODY)
        for call in (
            nobody.claim,
            nobody.fail,
            nobody.postpone,
            lambda: nobody.quote("1.00"),
            lambda: nobody.track("PAID"),
            lambda: nobody.core.purchase_placed(**nobody.its, report=PLACED),
        ):
            with pytest.raises(CoreRejected) as error:
                call()
            assert error.value.status == 404

    def test_words_the_core_does_not_know_are_refused(self, store: Any, settings: Any) -> None:
        stage = real(store, settings)
        stage.claim()
        for call in (
            lambda: stage.fail(reason="BORED"),
            lambda: stage.track("LOST"),
            lambda: stage.core.purchases(store_id=stage.store_id, state="all"),
        ):
            with pytest.raises(CoreRejected) as error:
                call()
            assert error.value.status == 400


class TestQuotes:
    def test_ord_06_a_price_that_holds_goes_on_and_may_be_told_twice(self, stage: Stage) -> None:
        stage.claim()
        assert [stage.quote("22.90").status for _ in range(2)] == ["PLACING", "PLACING"]
        stage.core.purchase_placed(**stage.its, report=PLACED)

    def test_ord_06_a_price_below_the_margin_is_held_and_was_no_attempt(self, stage: Stage) -> None:
        stage.claim()
        held = stage.quote("22.91")
        assert (held.status, held.first_attempt_at) == ("FAILED", None)
        assert stage.due() == []

    def test_ord_06_only_who_has_the_claim_may_ask(self, stage: Stage) -> None:
        stage.claim()
        with refused("purchase_claimed"):
            stage.quote("1.00", "worker-2")


class TestFollowing:
    def test_a_parcel_and_its_arrival(self, stage: Stage) -> None:
        stage.claim()
        stage.core.purchase_placed(**stage.its, report=PLACED)
        parcel = ParcelReport(number="LP1", carrier="Cainiao", items=(("sku-1", 2),))
        stage.track("SHIPPED", parcel, key="t1")
        assert [one.status for one in following_whenever(stage)] == ["SHIPPED"]
        stage.track("DELIVERED", replace(parcel, is_delivered=True), key="t2")
        assert following_whenever(stage) == []

    def test_a_closed_order_is_not_followed_any_more(self, stage: Stage) -> None:
        stage.claim()
        stage.core.purchase_placed(**stage.its, report=PLACED)
        stage.track("CLOSED")
        assert following_whenever(stage) == []

    def test_the_state_of_a_connection_is_told_twice(self, stage: Stage) -> None:
        ends_at = datetime.now(UTC) + timedelta(days=3)
        for _ in range(2):
            stage.core.supplier_connection_report(
                store_id=stage.store_id,
                provider="CJ",
                state="EXPIRING",
                ends_at=ends_at,
                idempotency_key="c1",
            )


def stage_wait(stage: Stage) -> None:
    """Let the pause of a postponed purchase be over."""
    if isinstance(stage.core, FakeCore):
        return
    from apps.suppliers.models import PurchaseOrder
    from apps.tenants.selectors import store_get

    with store_context(store_get(store_id=stage.store_id).schema_name):
        PurchaseOrder.objects.update(next_attempt_at=datetime.now(UTC) - timedelta(seconds=1))


def following_whenever(stage: Stage) -> list[CorePurchase]:
    """Return what is followed, also what is not to be asked for yet."""
    if not isinstance(stage.core, FakeCore):
        from apps.suppliers.models import PurchaseOrder
        from apps.tenants.selectors import store_get

        with store_context(store_get(store_id=stage.store_id).schema_name):
            past = datetime.now(UTC) - timedelta(seconds=1)
            PurchaseOrder.objects.exclude(next_check_at=None).update(next_check_at=past)
    return stage.following()
