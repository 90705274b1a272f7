"""API-02, API-05, AUT-03: keys of machines, what they reach and what they never do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from apps.accounts.api import limits
from apps.accounts.models import ApiKey
from apps.catalog.models import Product
from tenancy.context import public_context, store_context
from tests.apps.accounts.team import member, url
from tests.conftest import Person, api_client, store_make

pytestmark = pytest.mark.django_db
WORK = ["products.read", "products.write", "orders.read"]


def key_make(owner: Person, **more: Any) -> dict[str, Any]:
    body = {"name": "Warehouse", "scopes": WORK, **more}
    answer = owner.client().post(url(owner, "api-keys"), body)
    assert answer.status_code == 201, answer.json()
    return dict(answer.json()["data"])


def path(store: Any, what: str = "products") -> str:
    return f"/api/v1/stores/{store.id}/{what}"


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_api_02_a_key_is_shown_once_and_only_its_hash_is_kept(owner: Person, store: Any) -> None:
    live, test = key_make(owner), key_make(owner, mode="TEST")

    assert live["secret"].startswith("dw_live_")
    assert test["secret"].startswith("dw_test_")
    listed = owner.client().get(url(owner, "api-keys")).json()["data"]
    assert live["secret"] not in str(listed)
    assert {row["hint"] for row in listed} == {live["secret"][:12], test["secret"][:12]}
    stored = str(list(ApiKey.objects.values()))
    assert live["secret"][12:] not in stored


def test_api_02_a_key_does_what_its_scopes_say_and_nothing_else(owner: Person, store: Any) -> None:
    machine = api_client(key_make(owner)["secret"])

    made = machine.post(path(store), {"title": "By machine"})

    assert made.status_code == 201
    assert machine.get(path(store, "orders")).status_code == 200
    assert refused(machine.patch(f"/api/v1/stores/{store.id}", {"name": "Taken"})) == (
        403,
        "permission_denied",
    )
    few = api_client(key_make(owner, scopes=["orders.read"])["secret"])
    assert refused(few.get(path(store))) == (403, "permission_denied")
    with store_context(store.schema_name):
        assert Product.objects.count() == 1


def test_api_02_a_key_never_reaches_people_keys_bills_or_the_log(owner: Person, store: Any) -> None:
    machine = api_client(key_make(owner)["secret"])

    paths = ["members", "invitations", "roles", "team-policy", "api-keys", "audit", "audit/export"]
    answers = [machine.get(url(owner, one)) for one in paths]
    answers += [
        machine.get("/api/v1/auth/me"),
        machine.get("/api/v1/stores"),
        machine.get("/api/v1/auth/sessions"),
    ]
    answers += [machine.post(url(owner, "api-keys"), {"name": "More", "scopes": WORK})]

    assert {refused(answer) for answer in answers} == {(403, "api_key_not_allowed")}
    assert ApiKey.objects.count() == 1


def test_api_02_scopes_are_a_part_of_what_the_maker_has(owner: Person) -> None:
    for scopes in (["team.write"], ["billing.read"], ["keys.write"], ["payouts.read"], ["moon.read"], []):
        answer = owner.client().post(url(owner, "api-keys"), {"name": "X", "scopes": scopes})
        assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["scopes"]), scopes
    body = {"name": "Keys only", "permissions": ["keys.read", "keys.write", "orders.read"]}
    role_id = owner.client().post(url(owner, "roles"), body).json()["data"]["id"]
    person = member(owner, "VIEWER")
    from tests.apps.accounts.team import member_id

    grant = {"role": "CUSTOM", "custom_role_id": role_id}
    owner.client().patch(url(owner, f"members/{member_id(owner, person.user.email)}"), grant)

    beyond = person.client().post(url(owner, "api-keys"), {"name": "X", "scopes": ["products.write"]})

    assert beyond.status_code == 403
    assert ApiKey.objects.count() == 0


def test_api_02_a_test_key_reads_and_changes_nothing(owner: Person, store: Any) -> None:
    machine = api_client(key_make(owner, mode="TEST")["secret"])

    assert machine.get(path(store)).status_code == 200
    assert refused(machine.post(path(store), {"title": "No"})) == (403, "api_key_test_mode")
    with store_context(store.schema_name):
        assert Product.objects.count() == 0


def test_api_02_a_rotated_key_has_two_secrets_until_the_overlap_ends(owner: Person, store: Any) -> None:
    made = key_make(owner)
    rotate = url(owner, f"api-keys/{made['id']}/rotate")
    fresh = owner.client().post(rotate, {"overlap_hours": 2}).json()["data"]

    old, new = api_client(made["secret"]), api_client(fresh["secret"])
    assert fresh["id"] == made["id"]
    assert (old.get(path(store)).status_code, new.get(path(store)).status_code) == (200, 200)
    with time_machine.travel(timezone.now() + timedelta(hours=2, seconds=1), tick=False):
        assert refused(old.get(path(store))) == (401, "api_key_invalid")
        assert new.get(path(store)).status_code == 200


def test_api_02_without_overlap_the_old_secret_is_dead_at_once(owner: Person, store: Any) -> None:
    made = key_make(owner)
    owner.client().post(url(owner, f"api-keys/{made['id']}/rotate"), {"overlap_hours": 0})

    assert api_client(made["secret"]).get(path(store)).status_code == 401


def test_api_02_a_revoked_key_is_dead_with_both_secrets(owner: Person, store: Any) -> None:
    made = key_make(owner)
    fresh = owner.client().post(url(owner, f"api-keys/{made['id']}/rotate"), {}).json()["data"]

    assert owner.client().post(url(owner, f"api-keys/{made['id']}/revoke")).status_code == 200

    for secret in (made["secret"], fresh["secret"]):
        assert refused(api_client(secret).get(path(store))) == (401, "api_key_invalid")
    assert owner.client().get(url(owner, "api-keys")).json()["data"] == []
    assert owner.client().post(url(owner, f"api-keys/{made['id']}/rotate"), {}).status_code == 404


def test_api_02_a_key_expires(owner: Person, store: Any) -> None:
    ends = timezone.now() + timedelta(days=1)
    made = key_make(owner, expires_at=ends.isoformat())
    past = {"name": "X", "scopes": WORK, "expires_at": "2020-01-01T00:00:00Z"}

    assert api_client(made["secret"]).get(path(store)).status_code == 200
    with time_machine.travel(ends + timedelta(seconds=1), tick=False):
        assert refused(api_client(made["secret"]).get(path(store))) == (401, "api_key_invalid")
    assert owner.client().post(url(owner, "api-keys"), past).status_code == 400


def test_api_02_last_use_is_noted_at_most_once_a_minute(owner: Person, store: Any) -> None:
    made = key_make(owner)
    start = datetime(2031, 5, 5, 12, 0, 0, tzinfo=UTC)
    seen = []

    for seconds in (0, 30, 61):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            api_client(made["secret"]).get(path(store))
            with public_context():
                seen.append(ApiKey.objects.get().last_used_at)

    assert seen == [start, start, start + timedelta(seconds=61)]
    with public_context():
        assert ApiKey.objects.get().last_used_address == "127.0.0.1"


def test_aut_03_a_key_of_one_store_is_a_stranger_in_every_other(
    owner: Person, store: Any, other_store: Any, store_schemas: tuple[str, str]
) -> None:
    sister = store_make(
        merchant_id=owner.merchant_id, name="Sister", subdomain="sister", schema_name="s_" + "a" * 20
    )
    bound = api_client(key_make(owner, store_id=str(store.id))["secret"])
    wide = api_client(key_make(owner)["secret"])

    assert bound.get(path(store)).status_code == 200
    assert refused(bound.get(f"/api/v1/stores/{sister.id}")) == (404, "not_found")
    assert refused(bound.get(path(other_store))) == (404, "not_found")
    assert refused(bound.post(path(other_store), {"title": "X"})) == (404, "not_found")
    assert refused(wide.get(path(other_store))) == (404, "not_found")


def test_aut_03_a_members_token_is_a_stranger_in_other_peoples_stores(
    owner: Person, viewer: Person, other_store: Any
) -> None:
    for person in (owner, viewer):
        assert refused(person.client().get(path(other_store))) == (404, "not_found")
        assert refused(person.client().post(path(other_store), {"title": "X"})) == (404, "not_found")


def test_aut_03_a_key_for_somebody_elses_store_is_not_made(owner: Person, other_store: Any) -> None:
    body = {"name": "X", "scopes": WORK, "store_id": str(other_store.id)}

    assert owner.client().post(url(owner, "api-keys"), body).status_code == 404
    assert ApiKey.objects.count() == 0


@pytest.mark.parametrize("secret", ["dw_live_unknown", "dw_test_", "dw_", "dw_live_" + "x" * 500])
def test_api_02_unknown_keys_are_refused(store: Any, secret: str) -> None:
    assert refused(api_client(secret).get(path(store))) == (401, "api_key_invalid")


def test_api_02_trying_keys_is_throttled(store: Any) -> None:
    codes = [api_client(f"dw_live_{number}").get(path(store)).status_code for number in range(40)]

    assert (codes.count(401), codes.count(429)) == (30, 10)


def test_api_05_each_key_has_its_own_limit_said_in_headers(
    owner: Person, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "KEY_CALLS", limits.Limit(scope="api-key", times=3, seconds=60))
    first, second = api_client(key_make(owner)["secret"]), api_client(key_make(owner)["secret"])

    with time_machine.travel(datetime(2031, 5, 5, 12, 0, 20, tzinfo=UTC), tick=False):
        answers = [first.get(path(store)) for _ in range(4)]
        assert second.get(path(store)).headers["RateLimit-Remaining"] == "2"
    with time_machine.travel(datetime(2031, 5, 5, 12, 1, 0, tzinfo=UTC), tick=False):
        assert first.get(path(store)).status_code == 200

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert {answer.headers["RateLimit-Limit"] for answer in answers} == {"3"}
    assert answers[3].headers["Retry-After"] == "40"
    assert answers[3].headers["RateLimit-Reset"] == "40"


def test_api_02_keys_have_their_own_idempotency_keys(owner: Person, store: Any) -> None:
    first, second = api_client(key_make(owner)["secret"]), api_client(key_make(owner)["secret"])

    ids = [
        client.post(path(store), {"title": "Once"}, HTTP_IDEMPOTENCY_KEY="same").json()["data"]["id"]
        for client in (first, first, second)
    ]

    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize("role", ["STAFF", "VIEWER"])
def test_api_02_only_who_manages_sees_and_makes_keys(owner: Person, role: str) -> None:
    person = member(owner, role)

    assert person.client().get(url(owner, "api-keys")).status_code == 403
    assert person.client().post(url(owner, "api-keys"), {"name": "X", "scopes": WORK}).status_code == 403
    assert ApiKey.objects.count() == 0


def test_aut_03_automation_hears_of_a_key_only_within_its_reach(
    owner: Person, store: Any, other_store: Any, settings: Any
) -> None:
    from apps.accounts.hashes import secret_hash
    from automation.core_client.types import CoreRejected
    from tests.contract.test_core_client import client

    settings.CORE_CALLS_IN_TRANSACTION = True
    core, made = client(settings.INTERNAL_API_KEYS), key_make(owner)

    def ask(store_id: Any) -> Any:
        return core.key_access_get(
            store_id=store_id, key_hash=secret_hash(made["secret"]), address="203.0.113.9"
        )

    assert ask(store.id).permissions == set(WORK)
    with public_context():
        assert ApiKey.objects.get().last_used_address == "203.0.113.9"
    with pytest.raises(CoreRejected, match="not_found"):
        ask(other_store.id)
    owner.client().post(url(owner, f"api-keys/{made['id']}/revoke"))
    with pytest.raises(CoreRejected, match="api_key_invalid"):
        ask(store.id)
