"""F2: stores through the API, and who sees them. TEN-01, TEN-02, TEN-07."""

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from apps.accounts.models import Membership
from apps.tenants import services
from apps.tenants.models import Store
from tests.conftest import Person

pytestmark = pytest.mark.django_db


def test_the_owner_sees_the_store(owner_client: APIClient, store: Any) -> None:
    answer = owner_client.get(f"/api/v1/stores/{store.id}")

    assert answer.status_code == 200
    assert answer.json()["data"]["status"] == "ACTIVE"
    assert answer.json()["data"]["url"] == "http://meadow.localhost"


def test_aut_03_strangers_other_owners_and_unknown_ids_get_the_same_404(
    store: Any, stranger_client: APIClient, other_owner_client: APIClient, owner_client: APIClient
) -> None:
    unknown = owner_client.get("/api/v1/stores/0190aaaa-0000-7000-8000-000000000000")
    stranger = stranger_client.get(f"/api/v1/stores/{store.id}")
    other = other_owner_client.get(f"/api/v1/stores/{store.id}")

    bodies = [
        {key: value for key, value in answer.json()["error"].items() if key != "request_id"}
        for answer in (unknown, stranger, other)
    ]
    assert [unknown.status_code, stranger.status_code, other.status_code] == [404, 404, 404]
    assert bodies[0] == bodies[1] == bodies[2]


def test_without_a_token_nothing_is_said(anonymous_client: APIClient, store: Any) -> None:
    answer = anonymous_client.get(f"/api/v1/stores/{store.id}")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_aut_05_a_viewer_reads_and_cannot_change(viewer_client: APIClient, store: Any) -> None:
    assert viewer_client.get(f"/api/v1/stores/{store.id}").status_code == 200

    answer = viewer_client.patch(f"/api/v1/stores/{store.id}", {"name": "Mine now"}, format="json")

    assert answer.status_code == 403
    assert Store.objects.get(pk=store.id).name == "Meadow"


def test_c9_a_removed_membership_ends_access_at_once(owner: Person, viewer: Person, store: Any) -> None:
    Membership.objects.filter(user=viewer.user).delete()

    assert viewer.client().get(f"/api/v1/stores/{store.id}").status_code == 404


def test_settings_change_and_raise_the_version(owner_client: APIClient, store: Any) -> None:
    body = {"name": "Meadow & Co", "country": "FR", "locale": "fr", "time_zone": "Europe/Paris"}

    answer = owner_client.patch(f"/api/v1/stores/{store.id}", body, format="json")

    assert answer.status_code == 200
    assert {key: answer.json()["data"][key] for key in body} == body


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("currency", "EURO"),
        ("currency", "eur"),
        ("country", "XX"),
        ("locale", "../../etc"),
        ("time_zone", "Mars/Olympus"),
        ("contact_email", "nobody"),
        ("name", ""),
        ("name", "x" * 121),
    ],
)
def test_bad_settings_are_refused_with_their_field(
    owner_client: APIClient, store: Any, field: str, value: str
) -> None:
    answer = owner_client.patch(f"/api/v1/stores/{store.id}", {field: value}, format="json")

    assert answer.status_code == 400
    assert field in answer.json()["error"]["fields"]


def test_c6_fields_that_are_not_settings_change_nothing(owner_client: APIClient, store: Any) -> None:
    body = {"status": "CLOSED", "schema_name": "public", "merchant_id": str(store.id), "version": 99}

    owner_client.patch(f"/api/v1/stores/{store.id}", body, format="json")

    row = Store.objects.get(pk=store.id)
    assert (row.status, row.schema_name, row.merchant_id) == ("ACTIVE", store.schema_name, store.merchant_id)


def test_a_second_store_gets_a_name_of_its_own(owner_client: APIClient, store: Any) -> None:
    first = owner_client.post("/api/v1/stores", {"name": "Lamp Shop"}, format="json")
    second = owner_client.post("/api/v1/stores", {"name": "Lamp Shop"}, format="json")

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["data"]["domain"] == "lamp-shop.localhost"
    assert second.json()["data"]["domain"].startswith("lamp-shop-")
    assert owner_client.get("/api/v1/stores?per_page=2").json()["total"] == 3


def test_a_viewer_opens_no_store(viewer_client: APIClient, store: Any) -> None:
    assert viewer_client.post("/api/v1/stores", {"name": "Another"}, format="json").status_code == 403
    assert Store.objects.count() == 1


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "per_page=101", "page=99999999999999999999", "page=²"]
)
def test_paging_is_bounded(owner_client: APIClient, store: Any, query: str) -> None:
    assert owner_client.get(f"/api/v1/stores?{query}").status_code == 400


def test_ten_07_a_suspended_store_reads_but_does_not_change(owner_client: APIClient, store: Any) -> None:
    services.store_suspend(store_id=store.id, reason="unpaid")

    assert owner_client.get(f"/api/v1/stores/{store.id}").json()["data"]["status"] == "SUSPENDED"
    services.store_resume(store_id=store.id)
    assert owner_client.get(f"/api/v1/stores/{store.id}").json()["data"]["status"] == "ACTIVE"


def test_api_03_the_same_key_and_body_give_the_stored_answer(owner_client: APIClient, store: Any) -> None:
    headers = {"HTTP_IDEMPOTENCY_KEY": "open-one"}
    first = owner_client.post("/api/v1/stores", {"name": "Once"}, format="json", **headers)

    again = owner_client.post("/api/v1/stores", {"name": "Once"}, format="json", **headers)
    other = owner_client.post("/api/v1/stores", {"name": "Twice"}, format="json", **headers)

    assert again.json() == first.json()
    assert again["Idempotency-Replayed"] == "true"
    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_key_reused")
    assert Store.objects.count() == 2


def test_a_closed_store_is_purged_after_its_grace(store: Any, transactional: None) -> None:
    now = timezone.now()
    services.store_close(store_id=store.id, now=now)

    assert services.stores_purge_expired(now=now) == 0
    assert Store.objects.get(pk=store.id).status == "CLOSED"


def test_the_currency_stays_once_there_are_orders(owner_client: APIClient, store: Any) -> None:
    services.store_currency_fix(store_id=store.id)

    refused = owner_client.patch(f"/api/v1/stores/{store.id}", {"currency": "USD"}, format="json")
    same = owner_client.patch(f"/api/v1/stores/{store.id}", {"currency": "EUR", "name": "New"}, format="json")

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "currency_fixed")
    assert same.status_code == 200
    assert Store.objects.get(pk=store.id).currency == "EUR"
