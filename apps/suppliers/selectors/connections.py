"""Reads of what automation last said of the store's connections."""

from dataclasses import dataclass
from datetime import datetime

from apps.suppliers.models import Supplier
from apps.suppliers.types import ConnectionState

ENDING = (ConnectionState.EXPIRING, ConnectionState.EXPIRED, ConnectionState.REVOKED)


@dataclass(frozen=True, slots=True)
class ConnectionInfo:
    """A connection; `ends_at` is None when its end is not known."""

    provider: str
    supplier_name: str
    state: str
    ends_at: datetime | None


def connections_ending() -> list[ConnectionInfo]:
    """Return the connections that are about to end or have ended, by provider."""
    rows = Supplier.objects.filter(connection_state__in=ENDING).order_by("provider")
    return [
        ConnectionInfo(row.provider, row.name, row.connection_state, row.connection_ends_at) for row in rows
    ]
