"""ADM-06: staff screens never mix the platform's tables with a store's, nor two stores'."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from apps.accounts.models import User
from tenancy.staff.site import is_store_model
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    user = User.objects.create_superuser("staff@example.com", PASSWORD)
    client = Client(HTTP_HOST="admin.localhost")
    client.force_login(user)
    return client


def _changelists(*, of_stores: bool) -> list[str]:
    return [
        f"/{model._meta.app_label}/{model._meta.model_name}/"
        for model in admin.site._registry
        if is_store_model(model) == of_stores
    ]


def test_adm_06_platform_tables_open_at_the_root_and_stores_tables_do_not(staff: Client, store: Any) -> None:
    for path in _changelists(of_stores=False):
        assert staff.get(path).status_code == 200, path
    for path in _changelists(of_stores=True):
        assert staff.get(path).status_code == 404, path


def test_adm_06_a_stores_tables_open_below_its_id_and_platform_tables_do_not(
    staff: Client, store: Any
) -> None:
    prefix = f"/store/{store.id}"
    for path in _changelists(of_stores=True):
        assert staff.get(prefix + path).status_code == 200, path
    for path in _changelists(of_stores=False):
        assert staff.get(prefix + path).status_code == 404, path


def test_signing_in_leads_to_the_front_page_and_tables_are_called_in_english(
    staff: Client, store: Any
) -> None:
    client = Client(HTTP_HOST="admin.localhost")
    answer = client.post("/login/", {"username": "staff@example.com", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")

    page = client.get(f"/store/{store.id}/").content.decode()
    assert "Search settings" in page
    assert "settingss" not in page


def test_links_keep_the_store(staff: Client, store: Any) -> None:
    page = staff.get(f"/store/{store.id}/").content.decode()

    assert f"/store/{store.id}/orders/order/" in page
    assert store.name in page


def test_ten_05_one_stores_rows_are_not_in_the_others_list(
    staff: Client, store: Any, other_store: Any
) -> None:
    from apps.catalog.services import product_create
    from apps.catalog.types import ProductInput
    from tenancy.context import store_context

    with store_context(store.schema_name):
        product_create(data=ProductInput(title="Meadow's own lamp"))

    mine = staff.get(f"/store/{store.id}/catalog/product/").content.decode()
    other = staff.get(f"/store/{other_store.id}/catalog/product/").content.decode()
    assert "Meadow&#x27;s own lamp" in mine
    assert "Meadow&#x27;s own lamp" not in other


def test_b12_the_staff_site_is_on_its_own_host_only(store: Any) -> None:
    for host in ("api.localhost", "localhost", "meadow.localhost"):
        answer = Client(HTTP_HOST=host).get("/login/")
        assert "Dropwright staff" not in answer.content.decode(), host


def test_people_without_staff_rights_stay_outside(owner: Any, store: Any) -> None:
    client = Client(HTTP_HOST="admin.localhost")
    client.force_login(owner.user)

    assert client.get("/").status_code == 302
    assert client.get(f"/store/{store.id}/orders/order/").status_code == 302


def test_a_dead_delivery_is_replayed_by_staff(staff: Client, store: Any) -> None:
    from django.utils import timezone

    from apps.outbox.models import Delivery, OutboxEvent

    event = OutboxEvent.objects.create(name="x.happened", payload={}, created_at=timezone.now())
    dead = Delivery.objects.create(
        event=event,
        position=event.position,
        store_key="public",
        handler="x.y",
        queue="default",
        state="DEAD",
        attempts=8,
        due_at=timezone.now(),
    )

    staff.post("/outbox/delivery/", {"action": "replay", "_selected_action": [str(dead.pk)]})

    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == ("PENDING", 0)


def test_the_sidebar_shows_the_tables_of_where_one_is(staff: Client, store: Any) -> None:
    platform = staff.get("/").content.decode()
    inside = staff.get(f"/store/{store.id}/").content.decode()

    assert 'href="/tenants/store/"' in platform
    assert "Back to the platform" not in platform
    assert f'href="/store/{store.id}/orders/order/"' in inside
    assert "Back to the platform" in inside
    assert 'href="/tenants/store/"' not in inside
