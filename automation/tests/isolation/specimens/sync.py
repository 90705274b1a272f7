"""Checks at suppliers."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from automation.sync.models import HeldFact

BROKER = ("automation.sync.api.views.night_dispatch",)


def make(store: Any, ids: dict[str, str]) -> dict[str, str]:
    held = HeldFact.objects.create(
        reference="source:1",
        product_id=UUID(int=1),
        suspicion="COST_ZERO",
        sha256="0" * 64,
        created_at=timezone.now(),
    )
    return {"held_id": str(held.pk)}


BODIES: dict[str, Any] = {
    "syncStartPost": lambda _: None,
    "heldFactAcceptPost": lambda _: None,
    "heldFactDismissPost": lambda _: None,
    "reactionListPut": lambda _: {"event": "COST_UP", "reaction": "REPRICE"},
}
