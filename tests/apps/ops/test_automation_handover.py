"""ADR 18: the core hands its staff over to automation, and nobody else."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.models import AuditEntry
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
STATE = "a" * 64


def staff_client(*rights: str, **fields: Any) -> Client:
    user = User.objects.create_user("ops@example.com", PASSWORD, **({"is_staff": True} | fields))
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client(HTTP_HOST="admin.localhost")
    client.force_login(user)
    return client


def handed(client: Client) -> dict[str, Any]:
    answer = client.get("/automation/enter", {"state": STATE})
    assert answer.status_code == 302, answer.content
    assert answer["Location"].startswith(f"{settings.AUTOMATION_STAFF_URL}/enter?token=")
    assert answer["Referrer-Policy"] == "no-referrer"
    token = parse_qs(urlsplit(answer["Location"]).query)["token"][0]
    return dict(
        jwt.decode(
            token, settings.JWT_PUBLIC_KEY, algorithms=["RS256"], audience="dropwright-automation-staff"
        )
    )


def test_adm_06_a_superuser_is_handed_over_to_act_for_a_minute_and_it_is_written_down() -> None:
    claims = handed(staff_client(is_superuser=True))

    user = User.objects.get(email="ops@example.com")
    assert (claims["sub"], claims["email"], claims["operate"]) == (str(user.pk), "ops@example.com", True)
    assert (claims["token_type"], claims["state"], claims["exp"] - claims["iat"]) == (
        "staff_handover",
        STATE,
        60,
    )
    entry = AuditEntry.objects.get(verb="automation.entered")
    assert (entry.actor_kind, entry.actor_label, entry.object_id) == (
        "STAFF",
        "ops@example.com",
        claims["jti"],
    )


def test_two_handovers_are_two() -> None:
    client = staff_client(is_superuser=True)
    assert handed(client)["jti"] != handed(client)["jti"]


@pytest.mark.parametrize(
    ("rights", "may_operate"),
    [(("enter_automation",), False), (("enter_automation", "operate_automation"), True)],
)
def test_rights_given_here_are_rights_there(rights: tuple[str, ...], may_operate: bool) -> None:
    assert handed(staff_client(*rights))["operate"] is may_operate


@pytest.mark.parametrize("rights", [(), ("operate_automation",), ("view_store",)])
def test_staff_without_the_right_stay_here_and_see_no_link(rights: tuple[str, ...]) -> None:
    client = staff_client(*rights)

    assert client.get("/automation/enter", {"state": STATE}).status_code == 403
    assert settings.AUTOMATION_STAFF_URL not in client.get("/").content.decode()
    assert not AuditEntry.objects.filter(verb="automation.entered").exists()


def test_who_is_not_staff_is_asked_to_sign_in() -> None:
    for client in (Client(HTTP_HOST="admin.localhost"), staff_client(is_staff=False)):
        answer = client.get("/automation/enter", {"state": STATE})
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/?next=/automation/enter")


def test_whose_right_ended_is_not_handed_over_again() -> None:
    client = staff_client(is_superuser=True)
    handed(client)
    User.objects.update(is_active=False)

    assert client.get("/automation/enter", {"state": STATE})["Location"].startswith("/login/")


@pytest.mark.parametrize("state", ["", "a", "A" * 64, "a" * 65, "a" * 63 + "\n", "https://evil.example"])
def test_nobody_is_handed_over_without_a_browser_that_asked(state: str) -> None:
    answer = staff_client(is_superuser=True).get("/automation/enter", {"state": state})

    assert answer.status_code == 400
    assert b"token" not in answer.content


def test_nothing_in_the_address_says_where_to() -> None:
    client = staff_client(is_superuser=True)
    answer = client.get(
        "/automation/enter",
        {"state": STATE, "next": "https://evil.example", "redirect_uri": "https://evil.example"},
    )

    assert urlsplit(answer["Location"]).netloc == urlsplit(settings.AUTOMATION_STAFF_URL).netloc


def test_the_way_in_is_on_the_staff_host_only(store: Any) -> None:
    client = staff_client(is_superuser=True)
    assert client.get(f"/store/{store.id}/automation/enter", {"state": STATE}).status_code == 404
    for host in ("api.localhost", "localhost", "meadow.localhost"):
        answer = client.get("/automation/enter", {"state": STATE}, HTTP_HOST=host)
        assert answer.status_code == 404, host


def test_the_link_is_on_the_front_page_and_in_a_store_leads_to_that_store(store: Any) -> None:
    client = staff_client(is_superuser=True)

    assert f'href="{settings.AUTOMATION_STAFF_URL}/"' in client.get("/").content.decode()
    inside = client.get(f"/store/{store.id}/").content.decode()
    assert f'href="{settings.AUTOMATION_STAFF_URL}/store/{store.id}/"' in inside


def test_no_merchant_gets_automations_staff_host_as_a_shop() -> None:
    from apps.tenants.subdomains import subdomain_check
    from apps.tenants.types import SubdomainRefused

    host = urlsplit(settings.AUTOMATION_STAFF_URL).hostname or ""
    assert host.endswith(f".{settings.BASE_DOMAIN}")
    with pytest.raises(SubdomainRefused):
        subdomain_check(host.removesuffix(f".{settings.BASE_DOMAIN}"))


def test_a_handover_is_no_access_token() -> None:
    from apps.ops.handover import handover_make
    from tenancy.ids import uuid7

    url = handover_make(
        person_id=uuid7(), email="ops@example.com", may_operate=True, state=STATE, now=timezone.now()
    )
    token = parse_qs(urlsplit(url).query)["token"][0]
    api = Client(HTTP_HOST="api.localhost", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert api.get("/api/v1/stores").status_code == 401
