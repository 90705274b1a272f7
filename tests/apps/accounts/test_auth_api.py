"""F1: sign-up, sign-in, rotation, and what ends a session. AUT-01, AUT-02."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import jwt
import pytest
import time_machine
from django.conf import settings
from django.db import connections
from django.utils import timezone

from apps.accounts import services
from apps.accounts.models import LoginSession, Membership, User
from apps.accounts.types import LastOwner, TokenPurpose
from apps.outbox.models import OutboxEvent
from apps.tenants.models import Domain, Merchant, Store
from tenancy.models import PoolSchema, PoolState
from tests.conftest import PASSWORD, Person, api_client

pytestmark = pytest.mark.django_db
SIGN_UP = {
    "email": "Ada@Example.com",
    "password": "a-long-enough-secret",
    "store_name": "Ada's Lamps",
    "subdomain": "adas-lamps",
}


def post(path: str, body: dict[str, Any], access: str | None = None, **headers: str) -> Any:
    return api_client(access).post(f"/api/v1/{path}", body, format="json", **headers)


class TestRegister:
    def test_ten_01_creates_user_merchant_and_a_store_that_is_being_built(self) -> None:
        PoolSchema.objects.update(state=PoolState.CLAIMED)

        answer = post("auth/register", SIGN_UP)

        assert answer.status_code == 201
        assert answer.json()["error"] is None
        data = answer.json()["data"]
        assert data["user"]["email"] == "ada@example.com"
        assert data["merchant"]["role"] == "OWNER"
        assert data["store"]["domain"] == "adas-lamps.localhost"
        # The pool is empty: the store waits for a worker and nothing routes to it.
        assert data["store"]["status"] == "PROVISIONING"
        assert OutboxEvent.objects.filter(name="store.created", store_id=data["store"]["id"]).count() == 1
        me = api_client(data["access"]).get("/api/v1/auth/me").json()["data"]
        assert [item["id"] for item in me["stores"]] == [data["store"]["id"]]

    def test_known_address_learns_nothing_and_changes_nothing(self, owner: Person) -> None:
        before = (Merchant.objects.count(), Store.objects.count(), Domain.objects.count())

        answer = post("auth/register", SIGN_UP | {"email": "OWNER@example.com"})

        assert answer.status_code == 409
        assert answer.json()["error"]["code"] == "registration_refused"
        assert (Merchant.objects.count(), Store.objects.count(), Domain.objects.count()) == before
        assert OutboxEvent.objects.filter(name="user.known_address_tried").count() == 1

    def test_taken_subdomain_is_refused_with_its_field_and_leaves_no_user(self) -> None:
        post("auth/register", SIGN_UP)

        answer = post("auth/register", SIGN_UP | {"email": "bob@example.com"})

        assert answer.status_code == 409
        assert answer.json()["error"]["code"] == "subdomain_taken"
        assert "subdomain" in answer.json()["error"]["fields"]
        assert not User.objects.filter(email="bob@example.com").exists()

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"email": "no address"}, "email"),
            ({"email": 5}, "email"),
            ({"password": "short"}, "password"),
            ({"password": "1234567890"}, "password"),
            ({"store_name": ""}, "store_name"),
            ({"store_name": "a\r\nBcc: x@example.com"}, "store_name"),
            ({"subdomain": "admin"}, "subdomain"),
            ({"subdomain": "paypa1"}, "subdomain"),
            ({"subdomain": "xn--80ak6aa92e"}, "subdomain"),
            ({"subdomain": {"a": 1}}, "subdomain"),
        ],
    )
    def test_bad_input_names_the_field(self, change: dict[str, Any], field: str) -> None:
        answer = post("auth/register", SIGN_UP | change)

        assert answer.status_code == 400
        assert field in answer.json()["error"]["fields"]
        assert User.objects.count() == 0

    @pytest.mark.parametrize("body", [b"[]", b"{", b'{"email": NaN}', b"\xff", b"[" * 5000, b'"x"'])
    def test_bodies_that_are_no_object_are_refused(self, body: bytes) -> None:
        answer = api_client().generic("POST", "/api/v1/auth/register", body, content_type="application/json")

        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == "parse_error"

    def test_a_ten_megabyte_body_is_refused(self) -> None:
        answer = api_client().generic(
            "POST",
            "/api/v1/auth/register",
            b'{"email": "' + b"a" * 10_000_000,
            content_type="application/json",
        )

        assert answer.status_code == 413


class TestLogin:
    def test_aut_01_known_and_unknown_addresses_get_the_same_answer(self, owner: Person) -> None:
        known = post("auth/login", {"email": "owner@example.com", "password": "wrong password"})
        unknown = post("auth/login", {"email": "nobody@example.com", "password": "wrong password"})

        assert known.status_code == unknown.status_code == 401
        assert known.json()["error"]["code"] == unknown.json()["error"]["code"] == "invalid_credentials"
        assert known.json()["error"]["message"] == unknown.json()["error"]["message"]

    def test_aut_01_a_right_password_signs_in(self, owner: Person) -> None:
        answer = post("auth/login", {"email": "Owner@example.com", "password": PASSWORD})

        assert answer.status_code == 200
        data = answer.json()["data"]
        assert data["merchant"]["id"] == str(owner.merchant_id)
        assert api_client(data["access"]).get("/api/v1/auth/me").status_code == 200

    def test_c10_five_tries_a_minute_whatever_the_forwarded_address(self, owner: Person) -> None:
        codes = [
            post(
                "auth/login",
                {"email": "owner@example.com", "password": "wrong password"},
                HTTP_X_FORWARDED_FOR=f"10.0.0.{number}",
            ).status_code
            for number in range(30)
        ]

        assert codes.count(401) == 5
        assert codes.count(429) == 25

    @pytest.mark.django_db(transaction=True)
    def test_c10_parallel_tries_do_not_slip_through(self, owner: Person) -> None:
        def attempt(_: int) -> int:
            try:
                body = {"email": "owner@example.com", "password": "wrong password"}
                return int(post("auth/login", body).status_code)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            codes = list(pool.map(attempt, range(60)))

        assert codes.count(401) <= 5
        assert codes.count(429) == 60 - codes.count(401)


class TestRefresh:
    def test_aut_02_rotation_kills_the_old_token_and_reuse_kills_the_family(self, owner: Person) -> None:
        first = post("auth/refresh", {"refresh": owner.refresh}).json()["data"]

        again = post("auth/refresh", {"refresh": owner.refresh})

        assert again.status_code == 401
        assert post("auth/refresh", {"refresh": first["refresh"]}).status_code == 401
        assert api_client(first["access"]).get("/api/v1/auth/me").status_code == 401

    def test_c9_logout_ends_access_at_once(self, owner: Person) -> None:
        assert owner.client().get("/api/v1/auth/me").status_code == 200

        assert post("auth/logout", {"refresh": owner.refresh}).status_code == 200

        assert owner.client().get("/api/v1/auth/me").status_code == 401
        assert post("auth/refresh", {"refresh": owner.refresh}).status_code == 401

    def test_c9_password_change_ends_every_other_session(self, owner: Person) -> None:
        body = {"current_password": PASSWORD, "new_password": "another long secret"}

        answer = post("auth/password/change", body, owner.access)

        assert answer.status_code == 200
        assert owner.client().get("/api/v1/auth/me").status_code == 401
        assert api_client(answer.json()["data"]["access"]).get("/api/v1/auth/me").status_code == 200

    def test_c9_a_disabled_user_is_out_at_once(self, owner: Person) -> None:
        User.objects.filter(pk=owner.user.pk).update(is_active=False)

        assert owner.client().get("/api/v1/auth/me").status_code == 401

    def test_an_access_token_lives_five_minutes(self, owner: Person) -> None:
        with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1), tick=False):
            assert owner.client().get("/api/v1/auth/me").status_code == 401

    def test_c17_forged_tokens_are_refused(self, owner: Person) -> None:
        claims = jwt.decode(owner.access, options={"verify_signature": False})
        none = jwt.encode(claims, key="", algorithm="none")
        symmetric = jwt.encode(claims, key="x" * 40, algorithm="HS256")
        other_audience = jwt.encode(
            claims | {"aud": "other"}, key=settings.JWT_PRIVATE_KEY, algorithm="RS256"
        )
        no_session = jwt.encode(
            {key: value for key, value in claims.items() if key != "sid"},
            key=settings.JWT_PRIVATE_KEY,
            algorithm="RS256",
        )

        for forged in [none, symmetric, other_audience, no_session, owner.refresh, "a.b.c", "x" * 9000]:
            assert api_client(forged).get("/api/v1/auth/me").status_code == 401, forged[:40]


class TestMailedLinks:
    def test_aut_01_a_verification_link_works_once(self, owner: Person) -> None:
        secret = services.account_token_issue(
            user_id=owner.user.pk, purpose=TokenPurpose.VERIFY_EMAIL, now=timezone.now()
        )

        assert post("auth/verify-email", {"token": secret}).json()["data"]["is_email_verified"] is True
        assert post("auth/verify-email", {"token": secret}).status_code == 400

    def test_c13_a_reset_link_lives_an_hour_works_once_and_ends_all_sessions(self, owner: Person) -> None:
        now = timezone.now()
        secret = services.account_token_issue(
            user_id=owner.user.pk, purpose=TokenPurpose.RESET_PASSWORD, now=now
        )
        body = {"token": secret, "password": "brand new secret"}

        with time_machine.travel(now + timedelta(minutes=61), tick=False):
            assert post("auth/password/reset/confirm", body).status_code == 400
        assert post("auth/password/reset/confirm", body | {"password": "short"}).status_code == 400
        assert post("auth/password/reset/confirm", body).status_code == 200
        assert post("auth/password/reset/confirm", body).status_code == 400
        assert owner.client().get("/api/v1/auth/me").status_code == 401

    def test_c12_reset_says_the_same_for_known_and_unknown(self, owner: Person) -> None:
        known = post("auth/password/reset", {"email": "owner@example.com"})
        unknown = post("auth/password/reset", {"email": "nobody@example.com"})

        assert (
            (known.status_code, known.json()) == (unknown.status_code, unknown.json()) == (202, known.json())
        )
        assert OutboxEvent.objects.filter(name="user.password_reset_requested").count() == 1

    def test_no_event_carries_an_address_or_a_token(self, deliver: Callable[[], int]) -> None:
        post("auth/register", SIGN_UP)
        post("auth/password/reset", {"email": "ada@example.com"})

        text = "".join(str(row.payload) for row in OutboxEvent.objects.all())
        assert "ada@" not in text
        assert SIGN_UP["password"] not in text


class TestMerchants:
    def test_switching_merchant_needs_membership(self, owner: Person, other_owner: Person) -> None:
        refused = post("auth/switch-merchant", {"merchant_id": str(other_owner.merchant_id)}, owner.access)
        Membership.objects.create(user=owner.user, merchant_id=other_owner.merchant_id, role="VIEWER")

        switched = post("auth/switch-merchant", {"merchant_id": str(other_owner.merchant_id)}, owner.access)

        assert refused.status_code == 404
        assert switched.status_code == 200
        assert switched.json()["data"]["merchant"]["role"] == "VIEWER"
        assert LoginSession.objects.get(user=owner.user).merchant_id == other_owner.merchant_id

    def test_c16_twenty_parallel_removals_leave_one_owner(
        self, transactional: None, merchant_id: Any, owner: Person
    ) -> None:
        second = User.objects.create_user("second@example.com", PASSWORD)
        Membership.objects.create(user=second, merchant_id=merchant_id, role="OWNER")

        def remove(number: int) -> str:
            try:
                user = owner.user if number % 2 else second
                services.membership_remove(user_id=user.pk, merchant_id=merchant_id)
                return "removed"
            except LastOwner:
                return "refused"
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(remove, range(20)))

        assert Membership.objects.filter(merchant_id=merchant_id, role="OWNER").count() == 1


class TestMails:
    def test_aut_01_sign_up_mails_a_link_that_verifies(
        self, deliver: Callable[[], int], mailoutbox: list[Any]
    ) -> None:
        post("auth/register", SIGN_UP)

        deliver()

        mail = next(item for item in mailoutbox if item.to == ["ada@example.com"])
        assert mail.subject == "Confirm your e-mail address"
        link = next(word for word in mail.body.split() if "/verify-email?token=" in word)
        assert link.startswith(settings.DASHBOARD_URL)
        assert link in mail.alternatives[0][0]
        answer = post("auth/verify-email", {"token": link.partition("token=")[2]})
        assert answer.json()["data"]["is_email_verified"] is True

    def test_b9_a_forged_host_does_not_reach_the_link(
        self, owner: Person, deliver: Callable[[], int], mailoutbox: list[Any]
    ) -> None:
        api_client().post(
            "/api/v1/auth/password/reset",
            {"email": "owner@example.com"},
            format="json",
            HTTP_X_FORWARDED_HOST="evil.example",
        )

        deliver()

        assert "evil.example" not in mailoutbox[0].body
        assert settings.DASHBOARD_URL in mailoutbox[0].body

    def test_a_known_address_gets_told_by_mail(
        self, owner: Person, deliver: Callable[[], int], mailoutbox: list[Any]
    ) -> None:
        post("auth/register", SIGN_UP | {"email": "owner@example.com"})

        deliver()

        assert [(item.to, item.subject) for item in mailoutbox] == [
            (["owner@example.com"], "You already have an account")
        ]
