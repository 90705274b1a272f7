"""The orders API: shapes, filters, figures, and who may see what. F6, ORD-15."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from apps.accounts import services as accounts
from apps.accounts.types import Client
from apps.orders import services
from apps.orders.models import Order
from apps.orders.selectors import order_get, order_rows
from apps.outbox.models import OutboxEvent
from apps.tenants.models import Store
from apps.tenants.selectors import lookup_forget
from tenancy.context import public_context, store_context
from tests.apps.orders.making import pay_order, place_order
from tests.apps.payments.stage import stock_of
from tests.conftest import PASSWORD, Person, api_client

pytestmark = pytest.mark.django_db


def url(store: Any, rest: str = "") -> str:
    return f"/api/v1/stores/{store.id}/orders{rest}"


@pytest.fixture
def paid(in_store: Any, goods: Any) -> Order:
    """A paid order of two mugs: 18.00 + 4.90."""
    order = place_order(store=in_store, product=goods(9), quantity=2)
    pay_order(order, store=in_store)
    return order


class TestDetail:
    def test_shows_everything_of_the_contract(self, paid: Order, store: Any, owner_client: Any) -> None:
        data = owner_client.get(url(store, f"/{paid.pk}")).json()["data"]

        assert {
            key: data[key] for key in ("number", "email", "customer_name", "items_count", "currency")
        } == {
            "number": 1001,
            "email": "ana@example.com",
            "customer_name": "Ana Kowalska",
            "items_count": 2,
            "currency": "EUR",
        }
        euro = {"currency": "EUR"}
        assert {key: data[key] for key in data if isinstance(data[key], dict) and "amount" in data[key]} == {
            "total": {"amount": "22.90", **euro},
            "subtotal": {"amount": "18.00", **euro},
            "shipping_total": {"amount": "4.90", **euro},
            "tax_total": {"amount": "0.00", **euro},
            "discount_total": {"amount": "0.00", **euro},
            "paid_total": {"amount": "22.90", **euro},
            "refunded_total": {"amount": "0.00", **euro},
            "refundable": {"amount": "22.90", **euro},
            "shipping_refundable": {"amount": "4.90", **euro},
        }
        [line] = data["lines"]
        assert (line["title"], line["variant_title"], line["sku"], line["quantity"]) == (
            "Mug",
            "No 0",
            "MUG-0",
            2,
        )
        assert line["unit_price"] == {"amount": "9.00", **euro}
        assert data["shipping_address"]["country"] == "DE"
        assert [entry["type"] for entry in data["timeline"]] == ["placed", "paid"]
        assert data["payment"]["provider"] == "stripe"
        assert (data["payment_status"], data["fulfillment_status"]) == ("PAID", "UNFULFILLED")

    def test_takes_a_bounded_number_of_queries(
        self, paid: Order, in_store: Any, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(5):
            order_get(order_id=paid.pk, store_url=in_store.url)

    def test_unknown_order(self, store: Any, owner_client: Any) -> None:
        answer = owner_client.get(url(store, f"/{uuid4()}"))
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


class TestList:
    @pytest.fixture
    def three(self, in_store: Any, goods: Any) -> list[Order]:
        mug = goods(99)
        orders = [
            place_order(store=in_store, product=mug, email=f"{name}@example.com", name=name.title())
            for name in ("ana", "ben", "cleo")
        ]
        pay_order(orders[1], store=in_store)
        return orders

    def test_newest_first_with_paging(self, three: list[Order], store: Any, owner_client: Any) -> None:
        body = owner_client.get(url(store), {"per_page": 2}).json()

        assert [row["number"] for row in body["data"]] == [1003, 1002]
        assert (body["total"], body["page"], body["per_page"]) == (3, 1, 2)
        assert set(body["data"][0]) == {
            "id",
            "number",
            "placed_at",
            "email",
            "customer_name",
            "payment_status",
            "fulfillment_status",
            "delivery_status",
            "items_count",
            "total",
        }

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ({"payment_status": "PAID"}, [1002]),
            ({"payment_status": "PENDING"}, [1003, 1001]),
            ({"fulfillment_status": "FULFILLED"}, []),
            ({"search": "1003"}, [1003]),
            ({"search": "#1003"}, [1003]),
            ({"search": "BEN@"}, [1002]),
            ({"search": "cleo"}, [1003]),
            ({"search": "99999999999999999999"}, []),
            ({"search": "%"}, []),
            ({"search": ""}, [1003, 1002, 1001]),
        ],
    )
    def test_filters(
        self, three: list[Order], store: Any, owner_client: Any, query: dict[str, str], numbers: list[int]
    ) -> None:
        rows = owner_client.get(url(store), query).json()["data"]
        assert [row["number"] for row in rows] == numbers

    @pytest.mark.parametrize(
        "query",
        [
            {"payment_status": "paid"},
            {"fulfillment_status": "X"},
            {"page": 0},
            {"per_page": 101},
            {"search": "x" * 121},
        ],
    )
    def test_bad_filters_are_named(self, store: Any, owner_client: Any, query: dict[str, Any]) -> None:
        answer = owner_client.get(url(store), query)
        assert answer.status_code == 400
        assert set(answer.json()["error"]["fields"]) == set(query)

    def test_takes_two_queries_however_many_rows(
        self, three: list[Order], django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(2):
            rows = order_rows()
            assert (len(rows), len(rows[0:20])) == (3, 3)


class TestCancel:
    def test_a_pending_order_is_cancelled_once_and_frees_its_stock(
        self, in_store: Any, goods: Any, store: Any, owner_client: Any
    ) -> None:
        mug = goods(9)
        order = place_order(store=in_store, product=mug, quantity=2)

        for _ in range(2):
            answer = owner_client.post(url(store, f"/{order.pk}/cancel"), {"reason": "Asked by phone"})
            assert answer.status_code == 200
            assert answer.json()["data"]["payment_status"] == "CANCELLED"

        with store_context(store.schema_name):
            assert stock_of(mug) == (9, 0)
            assert Order.objects.get().cancel_reason == "Asked by phone"
        assert OutboxEvent.objects.filter(name="order.cancelled").count() == 1

    def test_a_paid_order_is_refused_and_stays_paid(self, paid: Order, store: Any, owner_client: Any) -> None:
        answer = owner_client.post(url(store, f"/{paid.pk}/cancel"), {})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "order_is_paid")
        with store_context(store.schema_name):
            assert Order.objects.get().payment_status == "PAID"

    def test_an_expired_order_is_closed_already(
        self, in_store: Any, goods: Any, store: Any, owner_client: Any
    ) -> None:
        order = place_order(store=in_store, product=goods(9))
        services.order_expire(order_id=order.pk, store_id=in_store.id, now=timezone.now())
        answer = owner_client.post(url(store, f"/{order.pk}/cancel"), {})
        assert answer.json()["error"]["code"] == "order_not_cancellable"

    @pytest.mark.parametrize("reason", ["x" * 201, ["a"], "a\x00b"])
    def test_bad_reasons(self, paid: Order, store: Any, owner_client: Any, reason: Any) -> None:
        assert owner_client.post(url(store, f"/{paid.pk}/cancel"), {"reason": reason}).status_code == 400


class TestSummary:
    def test_days_are_the_stores_own(self, in_store: Any, goods: Any, store: Any, owner_client: Any) -> None:
        """23:30 in Auckland is the day before in UTC."""
        Store.objects.filter(pk=store.id).update(time_zone="Pacific/Auckland")
        lookup_forget()
        now = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # 14:00 on the 20th in Auckland
        mug = goods(99)
        for moment in (now, now - timedelta(hours=1), now - timedelta(hours=15), now - timedelta(days=9)):
            order = place_order(store=in_store, product=mug)
            pay_order(order, store=in_store, at=moment)
        place_order(store=in_store, product=mug)

        with time_machine.travel(now, tick=False):
            data = _signed_in_now().get(url(store, "/summary")).json()["data"]

        assert data["today"] == {"orders": 2, "revenue": {"amount": "27.80", "currency": "EUR"}}
        days = {day["date"]: day["orders"] for day in data["last_7_days"]}
        assert days == {
            "2026-11-14": 0,
            "2026-11-15": 0,
            "2026-11-16": 0,
            "2026-11-17": 0,
            "2026-11-18": 0,
            "2026-11-19": 1,
            "2026-11-20": 2,
        }
        assert data["unfulfilled"] == 4

    def test_money_that_went_back_or_is_held_is_no_revenue(
        self, paid: Order, in_store: Any, store: Any, owner_client: Any, goods: Any
    ) -> None:
        Order.objects.filter(pk=paid.pk).update(refunded_minor=1000, payment_status="PARTIALLY_REFUNDED")
        held = place_order(store=in_store, product=goods(9, title="Plate"))
        pay_order(held, store=in_store, amount_minor=1)

        data = owner_client.get(url(store, "/summary")).json()["data"]

        assert data["today"] == {"orders": 1, "revenue": {"amount": "12.90", "currency": "EUR"}}
        assert data["unfulfilled"] == 1


def _signed_in_now() -> Any:
    """The owner with a token that is valid at the frozen moment."""
    with public_context():
        signed_in = accounts.login(
            email="owner@example.com", password=PASSWORD, now=timezone.now(), client=Client()
        )
    return api_client(signed_in.tokens.access)


class TestCast:
    """Owner, viewer, stranger, other store's owner, nobody."""

    PATHS = ["", "/summary", "/{order}"]

    def test_members_read(self, paid: Order, store: Any, owner_client: Any, viewer_client: Any) -> None:
        for client in (owner_client, viewer_client):
            for path in self.PATHS:
                assert client.get(url(store, path.format(order=paid.pk))).status_code == 200

    def test_others_find_nothing(
        self,
        paid: Order,
        store: Any,
        other_store: Any,
        stranger_client: Any,
        other_owner_client: Any,
        other_owner: Person,
    ) -> None:
        for client in (stranger_client, other_owner_client):
            for path in self.PATHS:
                assert client.get(url(store, path.format(order=paid.pk))).status_code == 404
            assert client.post(url(store, f"/{paid.pk}/cancel"), {}).status_code == 404
        # The right store with somebody else's order is just as empty.
        assert other_owner_client.get(url(other_store, f"/{paid.pk}")).status_code == 404
        assert other_owner_client.post(url(other_store, f"/{paid.pk}/cancel"), {}).status_code == 404
        assert other_owner_client.get(url(other_store)).json()["total"] == 0

    def test_nobody_is_asked_to_sign_in(self, paid: Order, store: Any, anonymous_client: Any) -> None:
        for path in self.PATHS:
            assert anonymous_client.get(url(store, path.format(order=paid.pk))).status_code == 401
        assert anonymous_client.post(url(store, f"/{paid.pk}/cancel"), {}).status_code == 401

    def test_a_viewer_changes_nothing(
        self, in_store: Any, goods: Any, store: Any, viewer_client: Any
    ) -> None:
        order = place_order(store=in_store, product=goods(9))
        answer = viewer_client.post(url(store, f"/{order.pk}/cancel"), {})
        assert answer.status_code == 403
        with store_context(store.schema_name):
            assert Order.objects.get().payment_status == "PENDING"
