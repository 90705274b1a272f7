"""Consent: double opt-in, proof of every change, and what is left of it after erasure."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from apps.customers import consent_services
from apps.customers.consent_selectors import confirmation_of, consent_proofs, consents_by_email
from apps.customers.consent_tokens import confirm_token, mail_token, mail_token_read
from apps.customers.consent_types import ConsentEmailInvalid, ConsentLinkInvalid, Evidence
from apps.customers.erasure_services import consent_erase
from apps.customers.models import Consent, ConsentRecord
from apps.customers.services import customer_ensure
from apps.outbox.models import OutboxEvent
from tenancy.context import store_context

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
FORM = Evidence(
    source="NEWSLETTER_FORM", wording="I want news.", ip_address="192.0.2.1", user_agent="Firefox"
)
LINK = Evidence(source="CONFIRMATION_LINK", wording="I want news.")


def ask(store: Any, email: str = "ana@example.com", **changes: Any) -> Any:
    values = {"email": email, "evidence": FORM, "store_id": store.id, "now": NOW}
    return consent_services.consent_request(**values | changes)


def leave(store: Any, email: str = "ana@example.com", source: str = "ONE_CLICK") -> Any:
    return consent_services.consent_set(
        email=email, state="UNSUBSCRIBED", evidence=Evidence(source=source), store_id=store.id, now=NOW
    )


def token_of(email: str = "ana@example.com") -> str:
    row = Consent.objects.get(email=email)
    return confirm_token(email=email, channel="EMAIL", number=row.request_number)


def confirm(store: Any, token: str) -> Any:
    return consent_services.consent_confirm(token=token, evidence=LINK, store_id=store.id, now=NOW)


def state(email: str = "ana@example.com") -> str:
    found = consents_by_email(emails=[email]).get(email)
    return found.state if found else ""


def changes_told() -> list[dict[str, Any]]:
    rows = OutboxEvent.objects.filter(name="customer.consent_changed").order_by("position")
    return [row.payload for row in rows]


def test_eml_07_double_opt_in_asks_by_mail_and_only_the_link_subscribes(
    in_store: Any, deliver: Callable[[], int]
) -> None:
    ask(in_store)
    assert state() == "PENDING"
    assert changes_told() == []
    deliver()

    (sent,) = mail.outbox
    assert sent.to == ["ana@example.com"]
    assert "/newsletter/confirm/" in sent.body
    confirm(in_store, sent.body.split("/newsletter/confirm/")[1].split()[0])

    assert state() == "SUBSCRIBED"
    (told,) = changes_told()
    assert (told["email"], told["channel"], told["state"]) == ("ana@example.com", "EMAIL", "SUBSCRIBED")


def test_eml_07_the_proof_has_source_time_wording_and_channel_of_each_change(in_store: Any) -> None:
    ask(in_store)
    confirm(in_store, token_of())
    leave(in_store)

    proofs = consent_proofs(email="Ana@Example.com")
    assert [(proof.state, proof.source, proof.wording) for proof in proofs] == [
        ("PENDING", "NEWSLETTER_FORM", "I want news."),
        ("SUBSCRIBED", "CONFIRMATION_LINK", "I want news."),
        ("UNSUBSCRIBED", "ONE_CLICK", ""),
    ]
    assert all(proof.at == NOW for proof in proofs)


def test_eml_07_proof_survives_erasure_and_the_address_does_not(in_store: Any) -> None:
    ask(in_store)
    confirm(in_store, token_of())

    assert consent_erase(email="ANA@example.com", store_id=in_store.id, now=NOW) == 2

    assert state() == ""
    proofs = consent_proofs(email="ana@example.com")
    assert [proof.state for proof in proofs] == ["PENDING", "SUBSCRIBED"]
    assert all(proof.is_erased for proof in proofs)
    assert consent_proofs(email="ben@example.com") == []
    assert list(ConsentRecord.objects.values_list("email", "ip_address", "user_agent").distinct()) == [
        ("", None, "")
    ]


def test_the_same_change_again_is_neither_proved_nor_told_twice(in_store: Any) -> None:
    ask(in_store)
    token = token_of()
    confirm(in_store, token)
    confirm(in_store, token)
    leave(in_store)
    leave(in_store)

    assert len(consent_proofs(email="ana@example.com")) == 3
    assert [row["state"] for row in changes_told()] == ["SUBSCRIBED", "UNSUBSCRIBED"]


def test_an_older_link_confirms_nothing_after_leaving(in_store: Any) -> None:
    ask(in_store)
    token = token_of()
    confirm(in_store, token)
    leave(in_store)

    with pytest.raises(ConsentLinkInvalid):
        confirm(in_store, token)
    assert state() == "UNSUBSCRIBED"


def test_who_left_stays_off_until_the_new_link_is_used(in_store: Any) -> None:
    leave(in_store)
    ask(in_store, now=NOW + timedelta(hours=1))
    assert state() == "UNSUBSCRIBED"

    confirm(in_store, token_of())
    assert state() == "SUBSCRIBED"


def test_a_form_sent_again_and_again_sends_one_mail(in_store: Any, deliver: Callable[[], int]) -> None:
    for minutes in (0, 1, 9):
        ask(in_store, now=NOW + timedelta(minutes=minutes))
    deliver()
    assert len(mail.outbox) == 1

    ask(in_store, now=NOW + timedelta(minutes=11))
    deliver()
    assert len(mail.outbox) == 2


def test_the_same_delivery_again_sends_nothing(in_store: Any, deliver: Callable[[], int]) -> None:
    from apps.customers.events import ConsentRequested
    from apps.customers.handlers import on_consent_requested

    ask(in_store)
    deliver()
    row = Consent.objects.get()
    on_consent_requested(event=ConsentRequested(consent_id=row.pk, number=row.request_number))

    assert len(mail.outbox) == 1
    assert confirmation_of(consent_id=row.pk, number=row.request_number) is None


def test_subscribers_are_not_asked_again(in_store: Any, deliver: Callable[[], int]) -> None:
    ask(in_store)
    confirm(in_store, token_of())
    deliver()
    mail.outbox.clear()

    ask(in_store, now=NOW + timedelta(days=1))
    deliver()

    assert mail.outbox == []
    assert state() == "SUBSCRIBED"


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "a@b\r\nBcc: c@d.example", "ä@example.com", "a" * 250 + "@example.com"]
)
def test_d13_what_is_no_address_is_refused(in_store: Any, email: str) -> None:
    with pytest.raises(ConsentEmailInvalid):
        ask(in_store, email=email)
    assert Consent.objects.count() == 0


def test_d14_links_are_opaque_and_of_one_shop_and_one_purpose(in_store: Any, other_store: Any) -> None:
    token = mail_token(email="ana@example.com", channel="EMAIL", purpose="unsubscribe")

    assert "ana" not in token
    assert mail_token_read(token=token, purpose="unsubscribe") == ("ana@example.com", "EMAIL")
    for bad in (token[:-2] + "xx", token + "x", "", "x" * 5000, "ü"):
        with pytest.raises(ConsentLinkInvalid):
            mail_token_read(token=bad, purpose="unsubscribe")
    with pytest.raises(ConsentLinkInvalid):
        mail_token_read(token=token, purpose="preferences")
    with store_context(other_store.schema_name), pytest.raises(ConsentLinkInvalid):
        mail_token_read(token=token, purpose="unsubscribe")


def test_consent_knows_the_customer_of_the_address(in_store: Any) -> None:
    customer_id = customer_ensure(email="Ana@example.com", name="Ana", phone="", now=NOW)
    ask(in_store)
    confirm(in_store, token_of())

    assert changes_told()[0]["customer_id"] == str(customer_id)


def test_consent_is_of_one_store(in_store: Any, other_store: Any) -> None:
    ask(in_store)
    confirm(in_store, token_of())

    with store_context(other_store.schema_name):
        assert state() == ""


def test_eml_07_each_channel_is_allowed_and_left_for_itself(in_store: Any) -> None:
    for channel in ("EMAIL", "SMS"):
        ask(in_store, channel=channel)
    row = Consent.objects.get(channel="SMS")
    confirm(in_store, confirm_token(email=row.email, channel="SMS", number=row.request_number))
    states = [consents_by_email(emails=["ana@example.com"], channel=one) for one in ("EMAIL", "SMS")]
    assert [found["ana@example.com"].state for found in states] == ["PENDING", "SUBSCRIBED"]

    leave(in_store)
    assert consents_by_email(emails=["ana@example.com"], channel="SMS")["ana@example.com"].is_subscribed
    assert [row["channel"] for row in changes_told()] == ["SMS", "EMAIL"]


def test_eml_07_a_link_of_one_channel_confirms_no_other(in_store: Any) -> None:
    ask(in_store)
    row = Consent.objects.get()
    with pytest.raises(ConsentLinkInvalid):
        confirm(in_store, confirm_token(email=row.email, channel="SMS", number=row.request_number))
    assert state() == "PENDING"
