"""Supplier accounts: a store has those of its own."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from automation.connections.models import SupplierAccount


def make(store: Any, ids: dict[str, str]) -> dict[str, str]:
    now = timezone.now()
    SupplierAccount.objects.create(
        provider="ALIEXPRESS",
        account=f"owner-of-{store.id}",
        access_token="access",
        refresh_token="refresh",
        access_expires_at=now + timedelta(days=30),
        refresh_expires_at=now + timedelta(days=60),
        connected_at=now,
        connected_by=UUID(int=1),
    )
    return {}


BODIES: dict[str, Any] = {
    "supplierConnectPost": lambda _: {"provider": "ALIEXPRESS"},
    "supplierKeyPost": lambda _: {"provider": "ALIEXPRESS", "api_key": "CJ1@api@intruder"},
    "supplierCallbackPost": lambda _: {"provider": "ALIEXPRESS", "code": "intruder", "state": "intruder"},
    "supplierDisconnectPost": lambda _: {"provider": "ALIEXPRESS"},
}
# No application of AliExpress is set up here, it takes no key, and nothing was begun.
REFUSED = {"supplierConnectPost", "supplierKeyPost", "supplierCallbackPost"}
