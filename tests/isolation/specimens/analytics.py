"""Reports and exports."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from tests.isolation.scope import Bodies, Ids

OPEN = {"downloadGet"}


def make(store: Any, ids: Ids) -> Ids:
    from apps.analytics import selectors, services

    now = timezone.now()
    period = selectors.period_of(first=None, last=None, today=now.date())
    export = services.export_request(
        kind="SALES", period=period, user_id=UUID(int=1), store_id=store.id, now=now
    )
    return {"export_id": str(export.id)}


BODIES: Bodies = {"exportListPost": lambda _: {"kind": "SALES"}}
