"""AUT-05: roles, built-in and custom, enforced by the API; members come, change and go at once."""

from typing import Any
from uuid import UUID

import pytest

from apps.accounts import services
from apps.accounts.models import Membership
from apps.accounts.types import KEY_SCOPES, MANAGE, PERMISSIONS, PermissionMissing
from tests.apps.accounts.team import invite, member, member_id, post, role_give, role_make, url
from tests.conftest import PASSWORD, Person, api_client, person_make

pytestmark = pytest.mark.django_db


def test_aut_05_a_role_without_refunds_gets_403_by_the_table() -> None:
    assert "orders.refund" not in PERMISSIONS["STAFF"]
    assert "orders.refund" in PERMISSIONS["ADMIN"]
    assert not {name for name in PERMISSIONS["VIEWER"] if not name.endswith(".read")}
    assert not {name for name in KEY_SCOPES if name.split(".")[0] in {"team", "keys", "billing", "payouts"}}


def test_aut_05_a_custom_role_allows_what_it_names_and_nothing_else(owner: Person, store: Any) -> None:
    packer = member(owner, "VIEWER")
    role_id = role_make(owner, "Packer", ["orders.read"]).json()["data"]["id"]

    assert role_give(owner, packer, "CUSTOM", role_id).status_code == 200
    orders = packer.client().get(f"/api/v1/stores/{store.id}/orders")
    products = packer.client().get(f"/api/v1/stores/{store.id}/products")

    assert orders.status_code == 200
    assert (products.status_code, products.json()["error"]["code"]) == (403, "permission_denied")
    me = packer.client().get("/api/v1/auth/me").json()["data"]
    assert me["permissions"] == ["orders.read"]
    assert me["merchant"]["role_name"] == "Packer"


def test_aut_05_a_changed_role_counts_from_the_next_request(owner: Person, store: Any) -> None:
    person = member(owner, "VIEWER")
    role_id = role_make(owner, "Buyer", ["orders.read", "products.read"]).json()["data"]["id"]
    role_give(owner, person, "CUSTOM", role_id)
    products = f"/api/v1/stores/{store.id}/products"
    assert person.client().get(products).status_code == 200

    body = {"name": "Buyer", "permissions": ["orders.read"]}
    changed = owner.client().patch(url(owner, f"roles/{role_id}"), body)

    assert changed.json()["data"]["permissions"] == ["orders.read"]
    assert changed.json()["data"]["members_count"] == 1
    assert person.client().get(products).status_code == 403


def test_aut_05_a_role_in_use_stays_and_a_free_one_goes(owner: Person) -> None:
    person = member(owner, "VIEWER")
    role_id = role_make(owner, "Packer", ["orders.read"]).json()["data"]["id"]
    role_give(owner, person, "CUSTOM", role_id)
    path = url(owner, f"roles/{role_id}")

    used = owner.client().delete(path)
    role_give(owner, person, "STAFF")

    assert (used.status_code, used.json()["error"]["code"]) == (409, "role_in_use")
    assert owner.client().delete(path).status_code == 200
    assert owner.client().delete(path).status_code == 404


def test_aut_05_names_are_one_of_a_kind_and_rights_are_known(owner: Person) -> None:
    assert role_make(owner, "Packer", ["orders.read"]).status_code == 201

    assert role_make(owner, "PACKER", ["orders.read"]).json()["error"]["code"] == "role_name_taken"
    assert "permissions" in role_make(owner, "X", ["moon.read"]).json()["error"]["fields"]
    assert "permissions" in role_make(owner, "X", ["store.close"]).json()["error"]["fields"]
    assert role_make(owner, "X", []).status_code == 400


def test_aut_05_nobody_makes_or_gives_rights_beyond_their_own(owner: Person) -> None:
    everything = role_make(owner, "Everything", sorted(MANAGE)).json()["data"]["id"]
    inviter = member(owner, "STAFF")
    few = role_make(owner, "Inviter", ["team.read", "team.write", "orders.read"]).json()["data"]["id"]
    role_give(owner, inviter, "CUSTOM", few)
    viewer = person_make(email="plain@example.com", merchant_id=owner.merchant_id, role="VIEWER")
    path = url(owner, f"members/{member_id(owner, viewer.user.email)}")
    own = url(owner, f"members/{member_id(owner, inviter.user.email)}")

    answers = [
        role_make(inviter, "Bank", ["billing.read"]),
        invite(inviter, "new@example.com", "ADMIN"),
        inviter.client().patch(own, {"role": "OWNER"}),
        inviter.client().patch(own, {"role": "CUSTOM", "custom_role_id": everything}),
        inviter.client().patch(path, {"role": "STAFF"}),
        inviter.client().patch(url(owner, f"members/{member_id(owner, 'owner@example.com')}"), {"role": "VIEWER"}),
        inviter.client().delete(url(owner, f"members/{member_id(owner, 'owner@example.com')}")),
        inviter.client().patch(url(owner, f"roles/{everything}"), {"name": "Mine", "permissions": ["orders.read"]}),
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [403] * 8
    assert Membership.objects.get(user=owner.user).role == "OWNER"
    assert Membership.objects.get(user=viewer.user).role == "VIEWER"


def test_aut_05_another_merchants_role_is_unknown(owner: Person, other_owner: Person) -> None:
    theirs = role_make(other_owner, "Theirs", ["orders.read"]).json()["data"]["id"]
    person = member(owner, "VIEWER")

    assert role_give(owner, person, "CUSTOM", theirs).status_code == 404
    assert role_give(owner, person, "CUSTOM").status_code == 400
    assert role_give(owner, person, "STAFF", theirs).status_code == 400
    assert Membership.objects.get(user=person.user).role == "VIEWER"


def test_aut_05_a_removed_member_is_out_with_the_next_request(owner: Person, store: Any) -> None:
    person = member(owner, "ADMIN")
    products = f"/api/v1/stores/{store.id}/products"
    assert person.client().get(products).status_code == 200

    removed = owner.client().delete(url(owner, f"members/{member_id(owner, person.user.email)}"))

    assert removed.status_code == 200
    assert person.client().get(products).status_code == 404
    assert person.client().get(url(owner, "members")).status_code == 404
    assert person.client().get("/api/v1/auth/me").json()["data"]["merchants"] == []


def test_aut_05_the_last_owner_stays_owner(owner: Person) -> None:
    path = url(owner, f"members/{member_id(owner, 'owner@example.com')}")

    for answer in (
        owner.client().delete(path),
        owner.client().patch(path, {"role": "VIEWER"}),
        post("auth/leave-merchant", {"merchant_id": str(owner.merchant_id)}, owner.access),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "last_owner")
    assert Membership.objects.get(user=owner.user).role == "OWNER"


def test_aut_05_a_member_leaves_by_themselves_and_a_stranger_cannot(owner: Person, stranger: Person) -> None:
    person = member(owner, "STAFF")
    body = {"merchant_id": str(owner.merchant_id)}

    assert post("auth/leave-merchant", body, stranger.access).status_code == 404
    assert post("auth/leave-merchant", body, person.access).status_code == 200
    assert person.client().get(url(owner, "members")).status_code == 404


def test_aut_05_ownership_changes_hands_with_the_password(owner: Person) -> None:
    heir = member(owner, "STAFF")
    body = {"member_id": member_id(owner, heir.user.email), "password": "not the password"}
    path = url(owner, "transfer-ownership")

    wrong = owner.client().post(path, body)
    by_admin = member(owner, "ADMIN").client().post(path, body | {"password": PASSWORD})
    right = owner.client().post(path, body | {"password": PASSWORD})

    assert (wrong.status_code, list(wrong.json()["error"]["fields"])) == (400, ["password"])
    assert by_admin.status_code == 403
    assert right.json()["data"]["role"] == "OWNER"
    assert Membership.objects.get(user=owner.user).role == "ADMIN"


def test_aut_05_everybody_sees_the_team_and_strangers_nothing(
    owner: Person, viewer: Person, stranger: Person, other_owner: Person
) -> None:
    rows = viewer.client().get(url(owner, "members")).json()["data"]

    assert {(row["email"], row["role"]) for row in rows} == {
        ("owner@example.com", "OWNER"),
        ("viewer@example.com", "VIEWER"),
    }
    for person in (stranger, other_owner):
        assert person.client().get(url(owner, "members")).status_code == 404
    assert api_client().get(url(owner, "members")).status_code == 401


def test_c16_who_is_no_owner_any_more_hands_nothing_on(owner: Person) -> None:
    """Two transfers pressed at once: the second finds an admin, whoever pressed it."""
    people = [member(owner, role) for role in ("STAFF", "VIEWER")]
    ids = [UUID(member_id(owner, person.user.email)) for person in people]

    def hand_to(wanted: UUID) -> None:
        services.ownership_transfer(
            merchant_id=owner.merchant_id, member_id=wanted, owner=owner.user, password=PASSWORD
        )

    hand_to(ids[0])
    with pytest.raises(PermissionMissing):
        hand_to(ids[1])
    owners = Membership.objects.filter(merchant_id=owner.merchant_id, role="OWNER")
    assert [row.pk for row in owners] == [ids[0]]
