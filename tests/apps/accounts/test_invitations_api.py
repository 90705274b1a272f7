"""AUT-04: role, expiry, single use, resend, revoke; another e-mail is refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from apps.accounts.models import Invitation, Membership, User
from apps.entitlements.models import UsageCounter
from tests.apps.accounts.team import invite, mailed_token, member, post, url
from tests.conftest import PASSWORD, Person, api_client, person_make

pytestmark = pytest.mark.django_db
NEW = "new@example.com"


@pytest.fixture
def token(owner: Person, deliver: Callable[[], int], mailoutbox: list[Any]) -> str:
    assert invite(owner, NEW).status_code == 201
    return mailed_token(mailoutbox, deliver, NEW)


def places(owner: Person) -> int:
    return UsageCounter.objects.get(merchant_id=owner.merchant_id, resource="members").used


def test_aut_04_a_new_person_joins_by_the_mailed_link(token: str, owner: Person) -> None:
    offer = post("invitations/offer", {"token": token}).json()["data"]
    answer = post("invitations/register", {"token": token, "password": PASSWORD, "full_name": "Nia New"})

    assert (offer["email"], offer["merchant_name"], offer["role_name"]) == (NEW, "Meadow Goods", "Staff")
    assert offer["has_account"] is False
    assert answer.status_code == 201
    data = answer.json()["data"]
    assert data["merchant"] == {
        "id": str(owner.merchant_id), "name": "Meadow Goods", "role": "STAFF", "role_name": "Staff"
    }  # fmt: skip
    assert data["user"]["is_email_verified"] is True
    assert api_client(data["access"]).get(url(owner, "members")).status_code == 200
    assert owner.client().get(url(owner, "invitations")).json()["data"] == []


def test_aut_04_a_link_works_once(token: str) -> None:
    body = {"token": token, "password": PASSWORD}

    assert post("invitations/register", body).status_code == 201
    again = post("invitations/register", body)

    assert (again.status_code, again.json()["error"]["code"]) == (400, "link_invalid")
    assert post("invitations/offer", {"token": token}).status_code == 400
    assert Membership.objects.filter(user__email=NEW).count() == 1


def test_aut_04_another_address_is_refused_and_uses_nothing_up(
    token: str, owner: Person, stranger: Person
) -> None:
    refused = post("invitations/accept", {"token": token}, stranger.access)

    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "invitation_for_another_address")
    assert not Membership.objects.filter(user=stranger.user, merchant_id=owner.merchant_id).exists()
    assert post("invitations/register", {"token": token, "password": PASSWORD}).status_code == 201


def test_aut_04_a_person_with_an_account_joins_signed_in(
    owner: Person, stranger: Person, deliver: Callable[[], int], mailoutbox: list[Any]
) -> None:
    invite(owner, "Stranger@Example.com", "ADMIN")
    token = mailed_token(mailoutbox, deliver, "stranger@example.com")

    registering = post("invitations/register", {"token": token, "password": PASSWORD})
    joined = post("invitations/accept", {"token": token}, stranger.access)

    assert (registering.status_code, registering.json()["error"]["code"]) == (409, "account_exists")
    assert joined.status_code == 200
    assert joined.json()["data"]["merchant"]["role"] == "ADMIN"
    me = api_client(joined.json()["data"]["access"]).get("/api/v1/auth/me").json()["data"]
    assert me["merchant"]["id"] == str(owner.merchant_id)
    assert len(me["merchants"]) == 2


def test_aut_04_a_link_runs_out_after_seven_days_and_can_be_sent_again(
    token: str, owner: Person, deliver: Callable[[], int], mailoutbox: list[Any]
) -> None:
    invitation_id = Invitation.objects.get().pk
    later = timezone.now() + timedelta(days=7, seconds=1)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert post("invitations/offer", {"token": token}).status_code == 400
    resent = owner.client().post(url(owner, f"invitations/{invitation_id}/resend"))
    fresh = mailed_token(mailoutbox, deliver, NEW)

    assert resent.status_code == 200
    assert resent.json()["data"]["is_expired"] is False
    assert fresh != token
    assert post("invitations/offer", {"token": token}).status_code == 400
    assert post("invitations/offer", {"token": fresh}).status_code == 200
    with time_machine.travel(later + timedelta(seconds=5), tick=False):
        assert post("invitations/offer", {"token": fresh}).status_code == 400


def test_aut_04_a_revoked_link_is_dead_and_gives_its_place_back(token: str, owner: Person) -> None:
    before = places(owner)
    path = url(owner, f"invitations/{Invitation.objects.get().pk}/revoke")

    assert owner.client().post(path).status_code == 200
    again = owner.client().post(path)

    assert post("invitations/register", {"token": token, "password": PASSWORD}).status_code == 400
    assert not User.objects.filter(email=NEW).exists()
    assert (again.status_code, again.json()["error"]["code"]) == (409, "invitation_closed")
    assert places(owner) == before - 1


def test_aut_04_an_address_is_invited_once_and_a_member_not_at_all(owner: Person, viewer: Person) -> None:
    first, second = invite(owner, NEW), invite(owner, "NEW@example.com")
    known = invite(owner, "viewer@example.com")

    assert [first.status_code, second.status_code, known.status_code] == [201, 409, 409]
    assert second.json()["error"]["code"] == "already_invited"
    assert known.json()["error"]["code"] == "already_member"
    assert Invitation.objects.count() == 1


def test_aut_04_nobody_gives_a_role_above_their_own(owner: Person) -> None:
    admin = member(owner, "ADMIN")

    assert invite(admin, NEW, "OWNER").status_code == 403
    assert invite(admin, NEW, "ADMIN").status_code == 201
    assert [row.role for row in Invitation.objects.all()] == ["ADMIN"]


def test_aut_04_members_count_against_the_plan_while_they_are_invited(owner: Person) -> None:
    UsageCounter.objects.update_or_create(
        merchant_id=owner.merchant_id, resource="members", period="", defaults={"used": 10_000}
    )

    refused = invite(owner, NEW)

    assert refused.status_code in {402, 422}
    assert Invitation.objects.count() == 0


def test_aut_04_the_mail_names_the_merchant_and_no_event_carries_address_or_token(
    token: str, mailoutbox: list[Any]
) -> None:
    from apps.outbox.models import OutboxEvent

    mail = mailoutbox[-1]

    assert mail.subject == "You are invited to Meadow Goods"
    text = "".join(str(row.payload) for row in OutboxEvent.objects.all())
    assert NEW not in text
    assert token not in text


@pytest.mark.parametrize("role", ["VIEWER", "STAFF"])
def test_aut_04_only_who_manages_the_team_invites(owner: Person, role: str) -> None:
    person = member(owner, role)

    assert invite(person, NEW).status_code == 403
    assert person.client().get(url(owner, "invitations")).status_code == 200
    assert Invitation.objects.count() == 0


def test_aut_04_strangers_other_owners_and_nobody(
    owner: Person, stranger: Person, other_owner: Person
) -> None:
    for client in (stranger.client(), other_owner.client()):
        answer = client.post(url(owner, "invitations"), {"email": NEW, "role": "STAFF"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    assert api_client().get(url(owner, "invitations")).status_code == 401
    assert Invitation.objects.count() == 0


def test_aut_04_a_link_answered_twice_at_once_makes_one_member(
    transactional: None, owner: Person, deliver: Callable[[], int], mailoutbox: list[Any]
) -> None:
    invite(owner, "second@example.com")
    token = mailed_token(mailoutbox, deliver, "second@example.com")
    person = person_make(email="second@example.com", merchant_id=person_merchant(), role="OWNER")

    def accept(_: int) -> int:
        try:
            return int(post("invitations/accept", {"token": token}, person.access).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(accept, range(4)))

    assert codes == [200, 400, 400, 400]
    assert Membership.objects.filter(user=person.user, merchant_id=owner.merchant_id).count() == 1


def person_merchant() -> Any:
    from apps.tenants.services import merchant_create

    return merchant_create(name="Second", now=timezone.now())


def test_aut_04_asking_about_links_is_throttled() -> None:
    codes = [post("invitations/offer", {"token": f"guess-{number}"}).status_code for number in range(40)]

    assert (codes.count(400), codes.count(429)) == (30, 10)
