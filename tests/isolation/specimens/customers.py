"""What can be shown of consent, and its erasure."""

from typing import Any

from tests.isolation.scope import Bodies, Ids

AFTER = ("orders",)


def make(store: Any, ids: Ids) -> Ids:
    from django.utils import timezone

    from apps.customers import consent_services
    from apps.customers.consent_types import Evidence

    consent_services.consent_set(
        email="ana@example.com",
        state="SUBSCRIBED",
        evidence=Evidence(source="CONFIRMATION_LINK", wording="I want news."),
        store_id=store.id,
        now=timezone.now(),
    )
    return {}


BODIES: Bodies = {
    "consentErasurePost": lambda _: {"email": "ana@example.com"},
}
