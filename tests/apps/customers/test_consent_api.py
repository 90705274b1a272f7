"""What a merchant can show of an address's consent, and how it is erased. EML-07."""

from datetime import UTC, datetime
from typing import Any

import pytest

from apps.audit.models import AuditEntry
from apps.customers import consent_services
from apps.customers.consent_selectors import consents_by_email
from apps.customers.consent_types import Evidence
from tenancy.context import public_context, store_context

pytestmark = pytest.mark.django_db
ANA = "ana@example.com"
NOW = datetime.now(UTC)


@pytest.fixture
def path(store: Any) -> str:
    return f"/api/v1/stores/{store.id}/consent"


def subscribe(store: Any) -> None:
    with store_context(store.schema_name):
        consent_services.consent_set(
            email=ANA,
            state="SUBSCRIBED",
            evidence=Evidence(source="CONFIRMATION_LINK", wording="I want news.", ip_address="192.0.2.1"),
            store_id=store.id,
            now=NOW,
        )


def test_eml_07_a_merchant_shows_source_time_and_wording_and_the_proof_survives_erasure(
    store: Any, owner_client: Any, path: str
) -> None:
    subscribe(store)
    (proof,) = owner_client.get(f"{path}/proofs", {"email": ANA.upper()}).json()["data"]
    assert (proof["state"], proof["source"], proof["channel"]) == ("SUBSCRIBED", "CONFIRMATION_LINK", "EMAIL")
    assert (proof["wording"], proof["is_erased"]) == ("I want news.", False)
    assert proof["at"]

    erased = owner_client.post(f"{path}/erasure", {"email": ANA}, format="json").json()["data"]
    assert erased == {"proofs_kept": 1}
    (kept,) = owner_client.get(f"{path}/proofs", {"email": ANA}).json()["data"]
    assert kept == proof | {"is_erased": True}
    with store_context(store.schema_name):
        assert consents_by_email(emails=[ANA]) == {}
    with public_context():
        entry = AuditEntry.objects.get(verb="consent.erased")
    assert ANA not in f"{entry.object_label} {entry.before} {entry.after}"


def test_eml_07_who_may_only_look_erases_nothing(store: Any, viewer_client: Any, path: str) -> None:
    subscribe(store)
    assert viewer_client.get(f"{path}/proofs", {"email": ANA}).status_code == 200
    assert viewer_client.post(f"{path}/erasure", {"email": ANA}, format="json").status_code == 403
    with store_context(store.schema_name):
        assert consents_by_email(emails=[ANA])[ANA].is_subscribed


def test_what_is_no_address_is_refused(owner_client: Any, path: str) -> None:
    assert owner_client.post(f"{path}/erasure", {"email": "x"}, format="json").status_code == 400
    assert owner_client.get(f"{path}/proofs").json()["data"] == []
