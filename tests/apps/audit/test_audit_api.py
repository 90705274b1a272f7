"""AUT-07: who did what to which thing, before and after, from where; filter, export, append-only."""

import csv
import io
from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client as PageClient
from django.utils import timezone

from apps.accounts import services as accounts
from apps.accounts.models import User
from apps.accounts.types import LastOwner
from apps.audit.actor import actor_bind, actor_current
from apps.audit.models import AuditEntry
from apps.audit.services import entry_record
from apps.audit.types import SYSTEM, Actor
from apps.tenants import services as tenants
from tests.apps.accounts.team import member, member_id, url
from tests.conftest import PASSWORD, Person, api_client

pytestmark = pytest.mark.django_db


def entries(person: Person, **query: Any) -> list[dict[str, Any]]:
    answer = person.client().get(url(person, "audit"), query)
    assert answer.status_code == 200, answer.json()
    return list(answer.json()["data"])


def test_aut_07_an_entry_says_who_what_before_after_and_from_where(owner: Person, store: Any) -> None:
    person = member(owner, "VIEWER")
    owner.client().patch(
        url(owner, f"members/{member_id(owner, person.user.email)}"),
        {"role": "STAFF"},
        HTTP_X_REQUEST_ID="request-one",
    )

    entry = entries(owner, verb="member.role_changed")[0]

    assert (entry["actor_kind"], entry["actor_label"]) == ("USER", "owner@example.com")
    assert entry["actor_id"] == str(owner.user.pk)
    assert (entry["object_type"], entry["object_label"]) == ("member", person.user.email)
    assert (entry["before"], entry["after"]) == ({"role": "Viewer"}, {"role": "Staff"})
    assert (entry["address"], entry["request_id"]) == ("127.0.0.1", "request-one")


def test_aut_07_store_settings_show_only_what_changed(owner: Person, store: Any) -> None:
    owner.client().patch(f"/api/v1/stores/{store.id}", {"name": "Meadow Two", "country": store.country})

    entry = entries(owner, verb="store")[0]

    assert (entry["verb"], entry["store_id"]) == ("store.changed", str(store.id))
    assert (entry["before"], entry["after"]) == ({"name": "Meadow"}, {"name": "Meadow Two"})


def test_aut_07_a_refused_verb_leaves_no_entry(owner: Person) -> None:
    path = url(owner, f"members/{member_id(owner, 'owner@example.com')}")

    assert owner.client().delete(path).status_code == 409
    with pytest.raises(LastOwner):
        accounts.membership_remove(user_id=owner.user.pk, merchant_id=owner.merchant_id)
    assert entries(owner, verb="member") == []


def test_aut_07_sign_up_is_in_the_log_under_the_persons_name() -> None:
    body = {"email": "ada@example.com", "password": PASSWORD, "store_name": "Ada's"}
    data = api_client().post("/api/v1/auth/register", body).json()["data"]

    rows = api_client(data["access"]).get(f"/api/v1/merchants/{data['merchant']['id']}/audit").json()["data"]

    assert {(row["verb"], row["actor_label"]) for row in rows} >= {
        ("merchant.created", "ada@example.com"),
        ("store.created", "ada@example.com"),
    }


def test_aut_07_tasks_act_as_the_platform_and_keys_as_themselves(owner: Person, store: Any) -> None:
    tenants.store_suspend(store_id=store.id, reason="unpaid")
    tenants.store_resume(store_id=store.id)
    body = {"name": "Warehouse", "scopes": ["store.read", "store.write"]}
    secret = owner.client().post(url(owner, "api-keys"), body).json()["data"]["secret"]
    assert api_client(secret).patch(f"/api/v1/stores/{store.id}", {"name": "By key"}).status_code == 200

    rows = {row["verb"]: row for row in entries(owner)}

    assert (rows["store.suspended"]["actor_kind"], rows["store.suspended"]["actor_label"]) == (
        "SYSTEM",
        "Dropwright",
    )
    assert rows["store.suspended"]["after"] == {"status": "SUSPENDED", "reason": "unpaid"}
    assert (rows["store.changed"]["actor_kind"], rows["store.changed"]["actor_label"]) == (
        "API_KEY",
        "Warehouse",
    )
    assert secret[12:] not in str(entries(owner))


def test_aut_07_staff_act_under_their_own_name(owner: Person, store: Any) -> None:
    User.objects.create_superuser("staff@example.com", PASSWORD)
    site = PageClient(HTTP_HOST="admin.localhost")
    assert site.login(username="staff@example.com", password=PASSWORD)

    site.post("/tenants/store/", {"action": "suspend", "_selected_action": [str(store.id)]})

    entry = entries(owner, verb="store.suspended")[0]
    assert (entry["actor_kind"], entry["actor_label"]) == ("STAFF", "staff@example.com")


def test_aut_07_no_actor_outlives_its_request(owner: Person) -> None:
    owner.client().get("/api/v1/auth/me")
    assert actor_current() == SYSTEM

    actor_bind(Actor(kind="USER", label="left over"))
    api_client().post("/api/v1/auth/register", {
        "email": "fresh@example.com", "password": PASSWORD, "store_name": "Fresh",
    })  # fmt: skip
    actor_bind(SYSTEM)

    assert not AuditEntry.objects.filter(actor_label="left over").exists()


def test_aut_07_security_of_an_account_shows_at_every_merchant_of_the_person(
    owner: Person, other_merchant_id: Any
) -> None:
    accounts.membership_set(user_id=owner.user.pk, merchant_id=other_merchant_id, role="STAFF")
    body = {"current_password": PASSWORD, "new_password": "another long secret"}
    owner.client().post("/api/v1/auth/password/change", body)

    rows = AuditEntry.objects.filter(verb="user.password_changed")

    assert {row.merchant_id for row in rows} == {owner.merchant_id, other_merchant_id}
    assert "another long secret" not in str(list(rows.values()))


def test_aut_07_filters(owner: Person, store: Any) -> None:
    accounts.membership_set(
        user_id=member(owner, "VIEWER").user.pk, merchant_id=owner.merchant_id, role="STAFF"
    )
    owner.client().patch(f"/api/v1/stores/{store.id}", {"name": "Two"})
    role = {"name": "R", "permissions": ["orders.read"]}
    made = owner.client().post(url(owner, "roles"), role).json()["data"]
    now = timezone.now().isoformat()

    def verbs(**query: Any) -> list[str]:
        return [row["verb"] for row in entries(owner, **query)]

    assert verbs(actor="OWNER@") == ["role.created", "store.changed"]
    assert verbs(actor_kind="SYSTEM", object_type="member") == ["member.role_changed"]
    assert verbs(verb="role") == verbs(object_id=made["id"]) == ["role.created"]
    assert verbs(store_id=str(store.id)) == ["store.changed"]
    assert verbs(since=now) == []
    assert len(verbs(until=now)) >= 3
    bad = owner.client().get(url(owner, "audit"), {"since": "yesterday"})
    assert (bad.status_code, list(bad.json()["error"]["fields"])) == (400, ["since"])


def test_aut_07_export_is_the_same_as_csv_and_no_formula(owner: Person, viewer: Person) -> None:
    entry_record(
        verb="thing.done",
        object_type="thing",
        object_id="1",
        object_label='=HYPERLINK("http://evil.example")',
        merchant_id=owner.merchant_id,
        after={"name": "ü"},
    )

    answer = owner.client().get(url(owner, "audit/export"), {"verb": "thing"})

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit-log.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))
    assert [row["verb"] for row in rows] == ["thing.done"]
    assert rows[0]["object_label"] == '\'=HYPERLINK("http://evil.example")'
    assert rows[0]["after"] == '{"name": "ü"}'
    assert viewer.client().get(url(owner, "audit/export")).status_code == 403


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_auditentry SET verb = 'x'", "DELETE FROM audit_auditentry"]
)
def test_aut_07_the_database_lets_nobody_rewrite_the_log(owner: Person, statement: str) -> None:
    entry_record(verb="thing.done", object_type="thing", object_id="1", merchant_id=owner.merchant_id)

    with (
        pytest.raises((InternalError, ProgrammingError), match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEntry.objects.filter(verb="thing.done").count() == 1


def test_aut_07_who_may_read(
    owner: Person, viewer: Person, stranger: Person, other_owner: Person, other_store: Any
) -> None:
    tenants.store_suspend(store_id=other_store.id, reason="theirs")

    assert viewer.client().get(url(owner, "audit")).status_code == 403
    for person in (stranger, other_owner):
        assert person.client().get(url(owner, "audit")).status_code == 404
    assert api_client().get(url(owner, "audit")).status_code == 401
    assert not [row for row in entries(owner) if row["object_label"] == "Harbour"]
    mixed = owner.client().get(url(owner, "audit"), {"store_id": str(other_store.id)})
    assert mixed.json()["data"] == []
