"""ADM-06, ADR 18: staff enter by the core's word, once, for half an hour, with the browser that asked."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.test import Client

from automation.staff.models import Entry, Person
from automation.tests.conftest import token as access_token
from automation.tests.settings import JWT_PUBLIC_KEY
from automation.tests.staff.coming_in import PERSON, asked, browser, entered, signed

pytestmark = pytest.mark.django_db


def test_adm_06_the_core_is_asked_and_its_word_opens_the_page_that_was_wanted() -> None:
    client = browser()
    state = asked(client, "/registry/store/?q=lamp")

    answer = client.get("/enter", {"token": signed(state)})

    assert (answer.status_code, answer["Location"]) == (302, "/registry/store/?q=lamp")
    assert client.get(answer["Location"]).status_code == 200
    entry = Entry.objects.get()
    assert (entry.person_id, entry.person.email, entry.may_operate) == (PERSON, "ops@example.com", True)
    assert entry.ends_at - entry.entered_at == timedelta(minutes=30)


def test_there_is_no_password_and_nothing_to_sign_in_with() -> None:
    assert not any("password" in field.name for field in Person._meta.get_fields())
    answer = browser().post("/login/", {"username": "ops@example.com", "password": "x"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("http://admin.localhost/automation/enter")
    assert browser().get("/password_change/").status_code in {302, 404}


def test_a_handover_is_good_once_also_for_another_browser_of_the_same_person() -> None:
    client = browser()
    state = asked(client)
    handed = signed(state)
    assert client.get("/enter", {"token": handed}).status_code == 302

    again = browser()
    again.cookies = client.cookies.__class__()
    asked(again)
    assert again.get("/enter", {"token": handed}).status_code == 403
    # Nor with the very cookie that the first one had.
    third = browser()
    third.cookies[settings.STAFF_STATE_COOKIE] = _state_cookie_of(state)
    assert third.get("/enter", {"token": handed}).status_code == 403
    assert Entry.objects.count() == 1


def _state_cookie_of(state: str) -> str:
    from django.core import signing

    return signing.get_cookie_signer(salt=settings.STAFF_STATE_COOKIE + "staff-state").sign(
        json.dumps({"state": state, "next": "/"})
    )


def test_the_same_handover_twice_from_the_same_browser_is_refused() -> None:
    client = browser()
    state = asked(client)
    kept = client.cookies[settings.STAFF_STATE_COOKIE].value
    handed = signed(state)
    assert client.get("/enter", {"token": handed}).status_code == 302

    client.cookies[settings.STAFF_STATE_COOKIE] = kept
    assert client.get("/enter", {"token": handed}).status_code == 403
    assert Entry.objects.count() == 1


def test_a_stolen_handover_is_worth_nothing_in_another_browser() -> None:
    victim, thief = browser(), browser()
    handed = signed(asked(victim))
    asked(thief)

    assert thief.get("/enter", {"token": handed}).status_code == 403
    assert browser().get("/enter", {"token": handed}).status_code == 403
    assert Entry.objects.count() == 0


def _other_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


LONG_AGO = int((datetime.now(UTC) - timedelta(minutes=5)).timestamp())
WRONG: dict[str, dict[str, Any]] = {
    "expired": {"iat": LONG_AGO, "exp": LONG_AGO + 60},
    "for the merchants' API": {"aud": "dropwright"},
    "for nobody": {"aud": None},
    "by somebody else": {"iss": "somebody"},
    "an access token": {"token_type": "access"},
    "of no kind": {"token_type": None},
    "good for a day": {"exp": LONG_AGO + 86_400},
    "good for ever": {"exp": None},
    "without an id": {"jti": None},
    "with an id that is none": {"jti": "once"},
    "without a person": {"sub": None},
    "without an address": {"email": None},
    "without a browser": {"state": None},
    "for another browser": {"state": "0" * 64},
}


@pytest.mark.parametrize("why", WRONG)
def test_what_the_core_did_not_mean_is_refused(why: str) -> None:
    client = browser()
    state = asked(client)

    answer = client.get("/enter", {"token": signed(state, **WRONG[why])})

    assert answer.status_code == 403
    assert "ops@example.com" not in answer.content.decode()
    assert client.get("/registry/store/").status_code == 302
    assert Entry.objects.count() == 0


def test_a_forged_one_is_refused_whoever_signed_it() -> None:
    client = browser()
    state = asked(client)
    unsigned = jwt.encode(
        jwt.decode(signed(state), options={"verify_signature": False}), "", algorithm="none"
    )
    # The public key used as a shared secret: the classic confusion of algorithms.
    confused = _hs256(signed(state), JWT_PUBLIC_KEY)

    for forged in (signed(state, key=_other_key()), unsigned, confused, "", "x", "a.b.c", "x" * 5000):
        assert client.get("/enter", {"token": forged}).status_code == 403, forged[:30]
    assert Entry.objects.count() == 0


def _hs256(token: str, secret: str) -> str:
    import base64
    import hashlib
    import hmac

    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).decode().rstrip("=")

    text = part(b'{"alg":"HS256","typ":"JWT"}') + "." + token.split(".")[1]
    return text + "." + part(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest())


def test_an_access_token_of_a_merchant_is_no_handover_and_a_handover_no_access_token(store: Any) -> None:
    client = browser()
    state = asked(client)
    assert client.get("/enter", {"token": access_token(user=1, session=1, state=state)}).status_code == 403

    api = Client(HTTP_AUTHORIZATION=f"Bearer {signed(state, sid=str(PERSON))}")
    assert api.get(f"/api/v1/automation/stores/{store.id}/imports").status_code == 401


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:///evil.example",
        "evil",
        "\t//evil.example",
    ],
)
def test_nobody_is_sent_to_another_site_afterwards(wanted: str) -> None:
    client = browser()
    begin = client.get("/login/", {"next": wanted})
    state = begin["Location"].partition("state=")[2]

    assert client.get("/enter", {"token": signed(state)})["Location"] == "/"


def test_a_session_that_was_planted_is_not_the_one_that_comes_in() -> None:
    client = browser()
    client.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = _planted_session()
    state = asked(client)

    client.get("/enter", {"token": signed(state)})

    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted
    other = browser()
    other.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert other.get("/registry/store/").status_code == 302


def _planted_session() -> str:
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session["planted"] = True
    session.save()
    return str(session.session_key)


def test_after_half_an_hour_the_core_is_asked_again(operator: Client, time_machine: Any) -> None:
    assert operator.get("/registry/store/").status_code == 200
    entry = Entry.objects.get()
    time_machine.move_to(entry.ends_at - timedelta(seconds=5))
    assert operator.get("/registry/store/").status_code == 200
    time_machine.move_to(entry.ends_at + timedelta(seconds=1))

    answer = operator.get("/registry/store/")
    assert answer.status_code == 302
    assert operator.get(answer["Location"])["Location"].startswith("http://admin.localhost/automation/enter")


def test_signing_out_ends_it_here(operator: Client) -> None:
    answer = operator.post("/logout/")
    assert answer["Location"] == "http://admin.localhost"
    assert operator.get("/registry/store/").status_code == 302


def test_forms_ask_for_the_sites_own_word(store: Any) -> None:
    client = browser(enforce_csrf_checks=True)
    client.get("/enter", {"token": signed(asked(client))})

    refused = client.post("/registry/store/", {"action": "read_again", "_selected_action": str(store.id)})
    assert refused.status_code == 403


def test_rights_are_those_of_the_last_word(operator: Client) -> None:
    assert (
        "read_again" in operator.get("/registry/store/").content.decode() or Person.objects.get().may_operate
    )
    entered(operate=False)

    assert Person.objects.get(pk=PERSON).may_operate is False


def test_b12_the_staff_site_is_on_its_own_host_and_the_api_is_not(operator: Client, store: Any) -> None:
    for host in ("api.localhost", "localhost", "127.0.0.1", "automation-admin.localhost.evil.example", ""):
        for path in ("/", "/login/", "/enter", "/registry/store/", f"/store/{store.id}/"):
            answer = Client(HTTP_HOST=host).get(path) if host else Client().get(path)
            assert answer.status_code == 404, (host, path)
            assert not answer.cookies
    for path in (f"/api/v1/automation/stores/{store.id}/imports", "/api/v1/automation/schema/"):
        assert operator.get(path).status_code in {302, 404}, path
        assert browser().get(path).status_code in {302, 404}, path


def test_the_api_sets_no_cookie(owner_client: Any, store: Any) -> None:
    answer = owner_client.get(f"/api/v1/automation/stores/{store.id}/imports")

    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_pages_have_the_staff_sites_policy_and_cannot_be_framed(operator: Client) -> None:
    answer = operator.get("/registry/store/")

    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "form-action 'self'" in answer["Content-Security-Policy"]
