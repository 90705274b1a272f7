"""Connecting suppliers: consent, keys, renewal, warnings. IMP-01."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from automation.connections import selectors, services
from automation.connections.models import SupplierAccount
from automation.suppliers.catalogue import SupplierNotConnected, SupplierTokenExpired
from automation.tests.marketplaces.markets import APP, CJ_KEY, Marketplaces
from automation.tests.marketplaces.shops import connect_aliexpress, connect_cj
from tenancy.context import store_context

pytestmark = pytest.mark.django_db


def url(store: Any, rest: str = "") -> str:
    return f"/api/v1/automation/stores/{store.id}/suppliers{rest}"


def listed(client: Any, store: Any) -> dict[str, Any]:
    return {row["provider"]: row for row in client.get(url(store)).json()["data"]}


def begin(client: Any, store: Any) -> str:
    answer = client.post(url(store, "/connect"), {"provider": "ALIEXPRESS"}, format="json")
    assert answer.status_code == 200, answer.json()
    return str(answer.json()["data"]["authorize_url"])


def state_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["state"][0]


def finish(client: Any, store: Any, code: str, state: str) -> Any:
    return client.post(
        url(store, "/callback"), {"provider": "ALIEXPRESS", "code": code, "state": state}, format="json"
    )


class TestConsent:
    def test_imp_01_the_owner_agrees_and_sees_both_ends(
        self, shops: Marketplaces, owner_client: Any, store: Any
    ) -> None:
        assert listed(owner_client, store)["ALIEXPRESS"]["status"] == "NOT_CONNECTED"
        address = begin(owner_client, store)
        query = parse_qs(urlsplit(address).query)
        assert query["client_id"] == [APP.key]
        assert query["redirect_uri"] == ["http://localhost:3000/suppliers/callback"]
        back = httpx.post(
            f"{shops.aliexpress_url}/oauth/authorize",
            data={"redirect_uri": query["redirect_uri"][0], "state": query["state"][0], "answer": "allow"},
            trust_env=False,
        )
        sent_back = parse_qs(urlsplit(back.headers["Location"]).query)
        answer = finish(owner_client, store, sent_back["code"][0], sent_back["state"][0])
        assert answer.status_code == 200, answer.json()
        row = listed(owner_client, store)["ALIEXPRESS"]
        assert (row["status"], row["account"]) == ("CONNECTED", "lena.dropship@example.com")
        assert row["access_expires_at"] < row["refresh_expires_at"]

    def test_imp_01_tokens_are_ciphertext_in_the_database(self, shops: Marketplaces, in_store: Any) -> None:
        account = connect_aliexpress(shops, in_store)
        with connection.cursor() as cursor:
            cursor.execute("SELECT access_token, refresh_token FROM connections_supplieraccount")
            row = cursor.fetchone()
        assert account.access_token.startswith("50000")
        assert account.access_token not in row[0]
        assert account.refresh_token not in row[1]

    def test_imp_01_a_state_is_good_once_for_its_person_and_store(
        self,
        shops: Marketplaces,
        owner_client: Any,
        other_owner_client: Any,
        store: Any,
        other_store: Any,
    ) -> None:
        state = state_of(begin(owner_client, store))
        foreign = finish(other_owner_client, other_store, shops.code(), state)
        assert (foreign.status_code, foreign.json()["error"]["code"]) == (422, "connect_state_invalid")
        assert finish(owner_client, store, shops.code(), state + "x").status_code == 422
        assert finish(owner_client, store, shops.code(), state).status_code == 200
        assert finish(owner_client, store, shops.code(), state).status_code == 422
        with store_context(other_store.schema_name):
            assert SupplierAccount.objects.count() == 0

    def test_imp_01_a_state_ends_after_ten_minutes(
        self, shops: Marketplaces, owner_client: Any, store: Any
    ) -> None:
        from automation.connections.services.connecting import STATE_SECONDS
        from automation.connections.types import StateInvalid

        with store_context(store.schema_name):
            now = timezone.now()
            with time_machine.travel(now - timedelta(seconds=STATE_SECONDS + 5), tick=False):
                address = services.connect_begin(
                    provider="ALIEXPRESS", store_id=store.id, user_id=store.id, now=now
                )
            with pytest.raises(StateInvalid):
                services.connect_finish(
                    provider="ALIEXPRESS",
                    state=state_of(address),
                    code=shops.code(),
                    store_id=store.id,
                    user_id=store.id,
                    now=now,
                )

    def test_viewers_look_and_do_not_connect(
        self, shops: Marketplaces, viewer_client: Any, store: Any
    ) -> None:
        assert viewer_client.get(url(store)).status_code == 200
        assert (
            viewer_client.post(url(store, "/connect"), {"provider": "ALIEXPRESS"}, format="json").status_code
            == 403
        )

    def test_a_supplier_without_keys_is_said_to_be_so(
        self, owner_client: Any, store: Any, settings: Any
    ) -> None:
        settings.ALIEXPRESS_APP_KEY = ""
        row = listed(owner_client, store)["ALIEXPRESS"]
        assert (row["is_set_up"], row["status"]) == (False, "NOT_CONNECTED")
        answer = owner_client.post(url(store, "/connect"), {"provider": "ALIEXPRESS"}, format="json")
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "supplier_not_set_up")
        with store_context(store.schema_name), pytest.raises(SupplierNotConnected):
            selectors.catalogue_for(provider="ALIEXPRESS")


class TestKey:
    def test_imp_01_cj_is_connected_by_a_key_that_is_not_kept(
        self, shops: Marketplaces, owner_client: Any, store: Any
    ) -> None:
        answer = owner_client.post(url(store, "/key"), {"provider": "CJ", "api_key": CJ_KEY}, format="json")
        assert answer.status_code == 200, answer.json()
        assert answer.json()["data"]["account"] == "CJ1234567"
        assert CJ_KEY.partition("@api@")[2] not in answer.content.decode()
        with store_context(store.schema_name):
            row = SupplierAccount.objects.get(provider="CJ")
            assert CJ_KEY.partition("@api@")[2] not in str(vars(row))
            found = selectors.catalogue_for(provider="CJ").search(
                query="teapot", page=1, per_page=5, ship_to="DE", currency="EUR", language="en"
            )
        assert found.total == 1

    def test_a_wrong_key_is_refused_in_words(
        self, shops: Marketplaces, owner_client: Any, store: Any
    ) -> None:
        answer = owner_client.post(
            url(store, "/key"), {"provider": "CJ", "api_key": "nonsense"}, format="json"
        )
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "connect_refused")
        assert "no longer" not in answer.json()["error"]["message"]

    def test_disconnecting_forgets_the_tokens(
        self, shops: Marketplaces, owner_client: Any, store: Any
    ) -> None:
        owner_client.post(url(store, "/key"), {"provider": "CJ", "api_key": CJ_KEY}, format="json")
        assert (
            owner_client.post(url(store, "/disconnect"), {"provider": "CJ"}, format="json").json()["data"][
                "status"
            ]
            == "NOT_CONNECTED"
        )
        with store_context(store.schema_name):
            assert not SupplierAccount.objects.exists()


class TestRenewal:
    def look_after(self, core: Any, store: Any, **later: float) -> int:
        return services.accounts_look_after(
            core=core, store_id=store.id, now=timezone.now() + timedelta(**later)
        )

    def test_imp_01_renewed_at_least_half_an_hour_early_and_not_before(
        self, shops: Marketplaces, core: Any, in_store: Any
    ) -> None:
        shops.aliexpress("lifetimes", access=4 * 3600, refresh=40 * 86400)
        account = connect_aliexpress(shops, in_store)
        assert self.look_after(core, in_store, minutes=60) == 0
        assert self.look_after(core, in_store, minutes=4 * 60 - 31) == 1
        renewed = SupplierAccount.objects.get(pk=account.pk)
        assert renewed.access_token != account.access_token
        assert renewed.refresh_token != account.refresh_token
        assert abs(renewed.refresh_expires_at - account.refresh_expires_at) < timedelta(seconds=2)

    def test_imp_01_two_workers_renew_once(self, shops: Marketplaces, core: Any, in_store: Any) -> None:
        account = connect_aliexpress(shops, in_store)
        now = timezone.now()
        SupplierAccount.objects.update(renewing_until=now + timedelta(seconds=60))
        assert services.account_renew(account_id=account.pk, now=now) is False
        assert services.account_renew(account_id=account.pk, now=now + timedelta(seconds=61)) is True

    def test_imp_01_a_supplier_that_is_away_is_noted_and_tried_again(
        self, shops: Marketplaces, core: Any, in_store: Any
    ) -> None:
        shops.aliexpress("lifetimes", access=3600)
        connect_aliexpress(shops, in_store)
        shops.fault("aliexpress", kind="garbage", path="refresh", times=1)
        assert self.look_after(core, in_store) == 0
        info = selectors.connection_get(provider="ALIEXPRESS")
        assert (info.status, bool(info.last_error)) == ("CONNECTED", True)
        assert self.look_after(core, in_store) == 1
        assert selectors.connection_get(provider="ALIEXPRESS").last_error == ""

    def test_imp_01_the_owner_is_warned_days_before_the_refresh_token_ends(
        self, shops: Marketplaces, core: Any, in_store: Any
    ) -> None:
        connect_aliexpress(shops, in_store)
        for _ in range(2):
            self.look_after(core, in_store)
        SupplierAccount.objects.update(refresh_expires_at=timezone.now() + timedelta(days=6))
        for _ in range(3):
            self.look_after(core, in_store)
        assert [state for _, _, state in core.connections] == ["CONNECTED", "EXPIRING"]
        assert selectors.connection_get(provider="ALIEXPRESS").status == "EXPIRING"

    def test_imp_01_what_cannot_be_renewed_ends_and_says_so(
        self, shops: Marketplaces, core: Any, in_store: Any
    ) -> None:
        shops.aliexpress("lifetimes", access=3600)
        connect_aliexpress(shops, in_store)
        shops.aliexpress("tokens", what="refresh")
        self.look_after(core, in_store)
        assert selectors.connection_get(provider="ALIEXPRESS").status == "EXPIRED"
        assert core.connections[-1][2] == "EXPIRED"
        with pytest.raises(SupplierTokenExpired):
            selectors.catalogue_for(provider="ALIEXPRESS")
        connect_aliexpress(shops, in_store)
        assert selectors.connection_get(provider="ALIEXPRESS").status == "CONNECTED"

    def test_the_core_hears_of_it_when_it_is_back(
        self, shops: Marketplaces, core: Any, in_store: Any
    ) -> None:
        connect_cj()
        core.is_away = True
        self.look_after(core, in_store)
        core.is_away = False
        self.look_after(core, in_store)
        assert [state for _, _, state in core.connections] == ["CONNECTED"]
