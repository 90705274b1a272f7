"""Codes, zones and taxes as the dashboard writes them. STO-10, STO-11, STO-12."""

from typing import Any

import pytest

from apps.audit.models import AuditEntry
from apps.checkout.models import Discount, ShippingZone, TaxRate

pytestmark = pytest.mark.django_db


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


@pytest.fixture
def path(store: Any) -> str:
    return f"/api/v1/stores/{store.id}"


CODE = {
    "code": " summer-24 ",
    "kind": "PERCENTAGE",
    "percentage": "12.5",
    "minimum_spend": euros("20.00"),
    "usage_limit": 100,
    "per_customer_limit": 1,
    "ends_at": "2100-01-01T00:00:00Z",
}


class TestDiscounts:
    def test_sto_12_made_changed_and_deleted_with_an_audit_entry_each(
        self, owner_client: Any, path: str, in_store: Any
    ) -> None:
        made = owner_client.post(f"{path}/discounts", CODE, format="json")
        assert made.status_code == 201, made.content
        code = made.json()["data"]
        assert (code["code"], code["percentage"], code["state"]) == ("SUMMER-24", "12.5", "ACTIVE")
        assert (code["amount"], code["minimum_spend"], code["times_used"]) == (None, euros("20.00"), 0)

        changed = owner_client.patch(f"{path}/discounts/{code['id']}", {"is_active": False}, format="json")
        assert (changed.json()["data"]["state"], changed.json()["data"]["usage_limit"]) == ("OFF", 100)
        assert owner_client.get(f"{path}/discounts?state=OFF").json()["total"] == 1
        assert owner_client.get(f"{path}/discounts?state=ACTIVE").json()["total"] == 0
        assert owner_client.get(f"{path}/discounts?search=summer").json()["total"] == 1

        assert owner_client.delete(f"{path}/discounts/{code['id']}").status_code == 200
        assert Discount.objects.count() == 0
        verbs = list(
            AuditEntry.objects.filter(verb__startswith="discount.")
            .order_by("pk")
            .values_list("verb", flat=True)
        )
        assert verbs == ["discount.created", "discount.changed", "discount.deleted"]
        assert AuditEntry.objects.get(verb="discount.changed").after == {"is_active": False}

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"code": "a b"}, "code"),
            ({"code": "x" * 41}, "code"),
            ({"percentage": "0"}, "percentage"),
            ({"percentage": "100.001"}, "percentage"),
            ({"percentage": 12}, "percentage"),
            ({"percentage": "1e1"}, "percentage"),
            ({"percentage": "-1"}, "percentage"),
            ({"percentage": "."}, "percentage"),
            ({"kind": "AMOUNT"}, "amount"),
            ({"kind": "AMOUNT", "amount": {"amount": "5.00", "currency": "USD"}}, "amount"),
            ({"minimum_spend": euros("-1.00")}, "minimum_spend"),
            ({"usage_limit": 0}, "usage_limit"),
            ({"starts_at": "2100-01-02T00:00:00Z"}, "ends_at"),
            ({"product_ids": ["x"]}, "product_ids.0"),
            ({"kind": "GIFT"}, "kind"),
        ],
    )
    def test_bad_input_names_its_field(
        self, owner_client: Any, path: str, in_store: Any, change: dict[str, Any], field: str
    ) -> None:
        answer = owner_client.post(f"{path}/discounts", CODE | change, format="json")
        assert answer.status_code == 400, answer.content
        assert list(answer.json()["error"]["fields"]) == [field]
        assert Discount.objects.count() == 0

    def test_a_code_is_there_once_in_any_spelling(self, owner_client: Any, path: str, in_store: Any) -> None:
        owner_client.post(f"{path}/discounts", CODE, format="json")
        answer = owner_client.post(f"{path}/discounts", CODE | {"code": "Summer-24"}, format="json")
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "discount_code_taken")

    def test_a_list_costs_the_same_for_one_and_for_many(
        self, owner_client: Any, path: str, in_store: Any, django_assert_num_queries: Any
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        counts = []
        for place in range(3):
            owner_client.post(f"{path}/discounts", CODE | {"code": f"C-{place}"}, format="json")
            with CaptureQueriesContext(connection) as queries:
                owner_client.get(f"{path}/discounts")
            counts.append(len(queries))
        assert len(set(counts)) == 1


class TestZones:
    def test_sto_10_zones_round_trip(self, owner_client: Any, path: str, in_store: Any) -> None:
        rates = [
            {"name": "Post", "kind": "FLAT", "price": euros("4.90"), "free_over": euros("50.00")},
            {
                "name": "By weight",
                "kind": "BY_WEIGHT",
                "bands": [
                    {"up_to_grams": 1000, "price": euros("5.00")},
                    {"up_to_grams": None, "price": euros("9.00")},
                ],
            },
            {
                "name": "By price",
                "kind": "BY_PRICE",
                "bands": [{"up_to": euros("20.00"), "price": euros("2.00")}],
            },
        ]
        body = {"name": "Home", "countries": ["de", "AT"], "rates": rates}
        made = owner_client.post(f"{path}/shipping/zones", body, format="json")
        assert made.status_code == 201, made.content
        zone = made.json()["data"]
        assert (zone["countries"], [rate["name"] for rate in zone["rates"]]) == (
            ["AT", "DE"],
            ["Post", "By weight", "By price"],
        )
        assert zone["rates"][1]["bands"][0] == {"up_to_grams": 1000, "up_to": None, "price": euros("5.00")}
        assert zone["rates"][2]["bands"][0] == {
            "up_to_grams": None,
            "up_to": euros("20.00"),
            "price": euros("2.00"),
        }

        first, second, _ = zone["rates"]
        swapped = [first | {"name": "By weight"}, second | {"name": "Post"}]
        kept = owner_client.patch(
            f"{path}/shipping/zones/{zone['id']}", body | {"rates": swapped}, format="json"
        )
        assert kept.status_code == 200, kept.content
        assert [(rate["id"], rate["name"]) for rate in kept.json()["data"]["rates"]] == [
            (first["id"], "By weight"),
            (second["id"], "Post"),
        ]
        assert owner_client.get(f"{path}/shipping/zones").json()["data"] == [kept.json()["data"]]
        assert owner_client.delete(f"{path}/shipping/zones/{zone['id']}").status_code == 200
        assert ShippingZone.objects.count() == 0

    def test_a_country_is_in_one_zone(self, owner_client: Any, path: str, in_store: Any) -> None:
        for name in ("One", "Two"):
            answer = owner_client.post(
                f"{path}/shipping/zones", {"name": name, "countries": ["DE"]}, format="json"
            )
        assert answer.status_code == 400
        assert answer.json()["error"]["fields"] == {"countries": ["In another zone already: DE."]}

    def test_another_currency_is_refused(self, owner_client: Any, path: str, in_store: Any) -> None:
        dollars = {"amount": "1.00", "currency": "USD"}
        for rate in (
            {"name": "A", "kind": "FLAT", "price": dollars},
            {"name": "A", "kind": "BY_WEIGHT", "bands": [{"price": dollars}]},
        ):
            body = {"name": "Home", "countries": ["DE"], "rates": [rate]}
            answer = owner_client.post(f"{path}/shipping/zones", body, format="json")
            assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["rates"])


class TestTaxes:
    def test_sto_11_settings_and_rates(self, owner_client: Any, path: str, in_store: Any) -> None:
        rate = {"country": "us", "name": "Sales tax", "percentage": "8.375"}
        made = owner_client.post(f"{path}/taxes/rates", rate, format="json")
        assert made.status_code == 201, made.content
        rate_id = made.json()["data"]["id"]
        settings = {"is_inclusive": False, "is_shipping_taxed": False}
        answer = owner_client.patch(f"{path}/taxes", settings, format="json")
        assert answer.json()["data"] == settings | {
            "rates": [{"id": rate_id, "country": "US", "name": "Sales tax", "percentage": "8.375"}]
        }
        again = owner_client.post(f"{path}/taxes/rates", rate, format="json")
        assert (again.status_code, again.json()["error"]["code"]) == (409, "tax_country_taken")
        changed = owner_client.patch(
            f"{path}/taxes/rates/{rate_id}", {"name": "Tax", "percentage": "9"}, format="json"
        )
        assert changed.json()["data"]["percentage"] == "9"
        owner_client.delete(f"{path}/taxes/rates/{rate_id}")
        assert TaxRate.objects.count() == 0

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"country": "XX", "name": "T", "percentage": "1"}, "country"),
            ({"country": "DE", "name": "", "percentage": "1"}, "name"),
            ({"country": "DE", "name": "T", "percentage": "101"}, "percentage"),
            ({"country": "DE", "name": "T"}, "percentage"),
        ],
    )
    def test_bad_input_names_its_field(
        self, owner_client: Any, path: str, in_store: Any, body: dict[str, str], field: str
    ) -> None:
        answer = owner_client.post(f"{path}/taxes/rates", body, format="json")
        assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [field])
