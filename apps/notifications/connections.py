"""The mail to a store's owners when a supplier's connection is about to end, or has ended."""

from collections.abc import Iterator
from uuid import UUID, uuid5

from django.conf import settings
from django.utils import dateformat, timezone

from apps.accounts.selectors.team import member_list
from apps.accounts.types import Role
from apps.notifications.notes import Note
from apps.suppliers.selectors import ConnectionInfo, connections_ending
from apps.suppliers.types import ConnectionState
from apps.tenants.types import StoreInfo
from tenancy.context import public_context

SUPPLIERS_PATH = "/stores/{store_id}/suppliers"


def endings_to_tell(*, store: StoreInfo, provider: str) -> list[UUID]:
    """Return what to write about: one id for each owner and end of this provider's connection."""
    return [subject for subject, row, _ in _endings(store) if row.provider == provider]


def connection_ending(subject_id: UUID, store: StoreInfo) -> Note:
    """Say which connection ends and when; nobody is written to when it was renewed meanwhile."""
    for subject, row, owner in _endings(store):
        if subject == subject_id:
            return _note(row, owner, store)
    return Note(to="", subject="A connection holds again", title="A connection holds again", sentences=())


def _endings(store: StoreInfo) -> Iterator[tuple[UUID, ConnectionInfo, str]]:
    rows = connections_ending()
    with public_context():
        owners = [one.email for one in member_list(merchant_id=store.merchant_id) if one.role == Role.OWNER]
    for row in rows:
        end = row.ends_at.isoformat() if row.ends_at else ""
        for owner in owners:
            words = f"connection-ending:{row.provider}:{row.state}:{end}:{owner}"
            yield uuid5(store.id, words), row, owner


def _note(row: ConnectionInfo, owner: str, store: StoreInfo) -> Note:
    is_over = row.state != ConnectionState.EXPIRING
    title = f"Your connection to {row.supplier_name} {'has ended' if is_over else 'is about to end'}"
    day = f" on {dateformat.format(timezone.localtime(row.ends_at), 'j F Y')}" if row.ends_at else ""
    when = "It has ended." if is_over else f"It ends{day}."
    return Note(
        to=owner,
        subject=f"[{store.name}] {title}",
        title=title,
        sentences=(
            f"{when} Without it, orders are not bought at {row.supplier_name}, and prices and stock stay as they"
            " are.",
            "Connect again; orders that wait for it then go on by themselves.",
        ),
        button_url=settings.DASHBOARD_URL.rstrip("/") + SUPPLIERS_PATH.format(store_id=store.id),
        button_label="Connect again",
    )
