"""AUT-06 (without SSO), AUT-01, C14: the second factor, its codes, its challenge, and who must have one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
import time_machine
from django.core.cache import caches
from django.db import connection, connections

from apps.accounts.models import LoginSession, Membership, RecoveryCode, TwoFactor
from tests.apps.accounts.team import member, post, url
from tests.conftest import PASSWORD, Person, api_client, person_make

pytestmark = pytest.mark.django_db
NOON = datetime(2031, 5, 5, 12, 0, 0, tzinfo=UTC)
CREDENTIALS = {"email": "owner@example.com", "password": PASSWORD}


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def boss(clock: Any, merchant_id: Any) -> Person:
    return person_make(email="owner@example.com", merchant_id=merchant_id, role="OWNER")


def enrol(person: Person) -> tuple[str, list[str]]:
    """Turn the second factor on; returns its secret and the recovery codes."""
    secret = post("auth/two-factor/begin", {}, person.access).json()["data"]["secret"]
    answer = post("auth/two-factor/confirm", {"code": pyotp.TOTP(secret).now()}, person.access)
    assert answer.status_code == 200, answer.json()
    return secret, answer.json()["data"]["recovery_codes"]


def challenge() -> str:
    data = post("auth/login", CREDENTIALS).json()["data"]
    assert data["two_factor_required"] is True
    assert "access" not in data
    return str(data["challenge"])


def answer(code: str, given: str | None = None) -> Any:
    return post("auth/login/two-factor", {"challenge": given or challenge(), "code": code})


def test_aut_06_nothing_is_asked_before_a_code_has_proved_the_app(boss: Person) -> None:
    begun = post("auth/two-factor/begin", {}, boss.access).json()["data"]
    wrong = post("auth/two-factor/confirm", {"code": "000000"}, boss.access)

    assert begun["uri"].startswith("otpauth://totp/Dropwright:owner%40example.com?secret=")
    assert begun["qr_svg"].startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert (wrong.status_code, list(wrong.json()["error"]["fields"])) == (400, ["code"])
    assert "access" in post("auth/login", CREDENTIALS).json()["data"]


def test_aut_06_sign_in_takes_two_steps(boss: Person, clock: Any) -> None:
    secret, _ = enrol(boss)
    clock.shift(60)

    before = LoginSession.objects.count()
    given = challenge()
    assert LoginSession.objects.count() == before
    done = answer(pyotp.TOTP(secret).now(), given)

    assert done.status_code == 200
    assert api_client(done.json()["data"]["access"]).get("/api/v1/auth/me").status_code == 200


def test_c14_a_code_works_once_and_shuts_the_codes_before_it(boss: Person, clock: Any) -> None:
    secret, _ = enrol(boss)
    clock.shift(60)
    code, earlier = pyotp.TOTP(secret).now(), pyotp.TOTP(secret).at(datetime.now(UTC) - timedelta(seconds=30))

    assert answer(code).status_code == 200
    replayed, older = answer(code), answer(earlier)

    assert (replayed.status_code, replayed.json()["error"]["code"]) == (401, "two_factor_code_wrong")
    assert older.status_code == 401


def test_c14_the_code_that_turned_it_on_does_not_sign_in(boss: Person) -> None:
    secret, _ = enrol(boss)

    assert answer(pyotp.TOTP(secret).now()).status_code == 401


def test_aut_06_a_challenge_works_once_five_tries_five_minutes(boss: Person, clock: Any) -> None:
    secret, _ = enrol(boss)
    clock.shift(60)
    used, tried, late = challenge(), challenge(), challenge()

    assert answer(pyotp.TOTP(secret).now(), used).status_code == 200
    clock.shift(30)
    again = answer(pyotp.TOTP(secret).now(), used)
    wrong = [answer("000000", tried).json()["error"]["code"] for _ in range(6)]
    right_too_late = answer(pyotp.TOTP(secret).now(), tried)
    clock.shift(300)
    out_of_time = answer(pyotp.TOTP(secret).now(), late)

    assert (again.status_code, again.json()["error"]["code"]) == (401, "challenge_invalid")
    assert wrong == ["two_factor_code_wrong"] * 5 + ["challenge_invalid"]
    assert right_too_late.json()["error"]["code"] == "challenge_invalid"
    assert out_of_time.json()["error"]["code"] == "challenge_invalid"
    assert answer("000000", "made up").status_code == 401


def test_aut_06_parallel_guesses_share_the_five_tries(transactional: None, owner: Person) -> None:
    enrol(owner)
    given = challenge()

    def guess(number: int) -> str:
        try:
            return str(answer(f"{number:06d}", given).json()["error"]["code"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(guess, range(24)))

    assert codes.count("two_factor_code_wrong") == 5
    assert codes.count("challenge_invalid") == 5
    assert codes.count("too_many_requests") == 14


def test_aut_06_new_challenges_give_no_more_tries(boss: Person) -> None:
    enrol(boss)
    given = [challenge() for _ in range(5)]

    codes = [answer("000000", one).status_code for one in given for _ in range(4)]

    assert (codes.count(401), codes.count(429)) == (10, 10)
    assert post("auth/login", CREDENTIALS).status_code == 429


def test_aut_06_ten_recovery_codes_each_once(boss: Person) -> None:
    _, codes = enrol(boss)

    assert len(set(codes)) == 10
    assert answer(codes[0]).status_code == 200
    assert answer(codes[0]).status_code == 401
    assert answer(codes[1].upper().replace("-", " ")).status_code == 200
    state = boss.client().get("/api/v1/auth/two-factor").json()["data"]
    assert state == {"is_enabled": True, "is_required": False, "recovery_codes_left": 8}
    stored = "".join(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert not any(code.replace("-", "") in stored for code in codes)


def test_aut_06_the_secret_lies_encrypted(boss: Person) -> None:
    secret, _ = enrol(boss)

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM public.accounts_twofactor")
        (stored,) = cursor.fetchone()
    assert secret not in stored
    assert TwoFactor.objects.get().secret == secret


def test_aut_06_turning_it_off_takes_password_and_code(boss: Person, clock: Any) -> None:
    secret, codes = enrol(boss)
    clock.shift(60)
    code = pyotp.TOTP(secret).now()

    no_password = post("auth/two-factor/disable", {"password": "wrong", "code": code}, boss.access)
    no_code = post("auth/two-factor/disable", {"password": PASSWORD, "code": "000000"}, boss.access)
    off = post("auth/two-factor/disable", {"password": PASSWORD, "code": code}, boss.access)

    assert (no_password.status_code, list(no_password.json()["error"]["fields"])) == (400, ["password"])
    assert (no_code.status_code, list(no_code.json()["error"]["fields"])) == (400, ["code"])
    assert off.status_code == 200
    assert "access" in post("auth/login", CREDENTIALS).json()["data"]
    assert RecoveryCode.objects.count() == 0
    assert codes


def test_aut_06_new_recovery_codes_replace_the_old(boss: Person, clock: Any) -> None:
    secret, codes = enrol(boss)
    clock.shift(60)
    body = {"password": PASSWORD, "code": pyotp.TOTP(secret).now()}

    fresh = post("auth/two-factor/recovery-codes", body, boss.access).json()["data"]["recovery_codes"]

    assert len(fresh) == 10
    assert answer(codes[0]).status_code == 401
    assert answer(fresh[0]).status_code == 200


def test_aut_06_guessing_codes_in_a_session_is_throttled(boss: Person) -> None:
    enrol(boss)

    body = {"password": PASSWORD, "code": "000000"}
    codes = [post("auth/two-factor/disable", body, boss.access).status_code for _ in range(12)]

    # One of the five tries of this minute went into turning it on.
    assert (codes.count(400), codes.count(429)) == (4, 8)


def test_aut_06_an_owner_asks_everybody_and_who_has_none_can_only_enrol(
    boss: Person, store: Any, clock: Any
) -> None:
    person = member(boss, "STAFF")
    products, policy = f"/api/v1/stores/{store.id}/products", url(boss, "team-policy")
    without = boss.client().patch(policy, {"is_two_factor_required": True})
    enrol(boss)

    assert (without.status_code, without.json()["error"]["code"]) == (409, "two_factor_is_off")
    assert boss.client().patch(policy, {"is_two_factor_required": True}).status_code == 200
    refused = [person.client().get(products), person.client().get(url(boss, "members"))]
    me = person.client().get("/api/v1/auth/me").json()["data"]

    assert [(one.status_code, one.json()["error"]["code"]) for one in refused] == [
        (403, "two_factor_required")
    ] * 2
    assert (me["must_enrol"], me["permissions"], me["stores"]) == (True, [], [])
    assert person.client().get("/api/v1/stores").status_code == 403
    clock.shift(60)
    caches["shared"]._cache.clear()
    enrol(person)
    assert person.client().get(products).status_code == 200
    assert boss.client().get(products).status_code == 200


def test_aut_06_what_a_team_asks_for_cannot_be_turned_off(boss: Person, clock: Any) -> None:
    secret, _ = enrol(boss)
    boss.client().patch(url(boss, "team-policy"), {"is_two_factor_required": True})
    clock.shift(60)

    body = {"password": PASSWORD, "code": pyotp.TOTP(secret).now()}
    kept = post("auth/two-factor/disable", body, boss.access)

    assert (kept.status_code, kept.json()["error"]["code"]) == (409, "two_factor_required")
    assert TwoFactor.objects.get(user=boss.user).confirmed_at is not None


@pytest.mark.parametrize("role", ["ADMIN", "STAFF", "VIEWER"])
def test_aut_06_only_owners_decide_for_everybody(owner: Person, role: str) -> None:
    person = member(owner, role)

    answered = person.client().patch(url(owner, "team-policy"), {"is_two_factor_required": False})

    assert answered.status_code == 403


def test_aut_06_automation_hears_that_nothing_is_allowed(boss: Person) -> None:
    from apps.accounts.selectors import access_get

    person = member(boss, "ADMIN")
    enrol(boss)
    boss.client().patch(url(boss, "team-policy"), {"is_two_factor_required": True})

    access = access_get(user_id=person.user.pk, merchant_id=boss.merchant_id)
    assert (access.permissions, access.must_enrol) == (frozenset(), True)
    assert Membership.objects.get(user=person.user).role == "ADMIN"


class TestSessions:
    def test_aut_02_a_list_of_ones_own_sessions_of_which_one_can_be_ended(
        self, owner: Person, viewer: Person
    ) -> None:
        phone = api_client().post("/api/v1/auth/login", CREDENTIALS, HTTP_USER_AGENT="Phone")
        phone_access = phone.json()["data"]["access"]
        rows = owner.client().get("/api/v1/auth/sessions").json()["data"]
        other = next(row for row in rows if not row["is_current"])

        by_viewer = post("auth/sessions/end", {"session_id": other["id"]}, viewer.access)
        ended = post("auth/sessions/end", {"session_id": other["id"]}, owner.access)

        assert (len(rows), other["client_agent"]) == (2, "Phone")
        assert by_viewer.status_code == 404
        assert ended.status_code == 200
        assert api_client(phone_access).get("/api/v1/auth/me").status_code == 401
        refresh = phone.json()["data"]["refresh"]
        assert post("auth/refresh", {"refresh": refresh}).status_code == 401
        assert owner.client().get("/api/v1/auth/me").status_code == 200

    def test_aut_02_all_the_others_can_be_ended_at_once(self, owner: Person, viewer: Person) -> None:
        accesses = [post("auth/login", CREDENTIALS).json()["data"]["access"] for _ in range(3)]

        ended = post("auth/sessions/end-others", {}, owner.access)

        assert ended.json()["data"] == {"ended": 3}
        assert [api_client(one).get("/api/v1/auth/me").status_code for one in accesses] == [401] * 3
        assert owner.client().get("/api/v1/auth/me").status_code == 200
        assert viewer.client().get("/api/v1/auth/me").status_code == 200
