"""Addresses that no page has: led on, said to be gone, or written down so that the merchant can mend them."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from apps.content.models import NotFoundEntry, Redirect
from apps.content.rules import is_path, path_folded
from apps.content.services.redirects import redirect_count_hit
from apps.content.types import Answer, LogEntryUnknown
from apps.content.types.statuses import MAX_LOG
from tenancy.errors import TooMany
from tenancy.rest.throttling import Limit

# What programs that look for holes ask for; no shopper ever followed such a link.
PROBES = (".php", ".asp", ".env", ".git", ".sql", ".cgi", ".jsp", "/wp-", "/.", "/cgi-bin", "/vendor/")
# Writing costs; a storm of wrong addresses is read from the first sixty.
WRITES = Limit("not-found-log", times=60, seconds=60)
_UPSERT = """
    INSERT INTO content_notfoundentry (id, path, hits, referrer, first_seen_at, last_seen_at)
    VALUES (gen_random_uuid(), %(path)s, 1, %(referrer)s, %(now)s, %(now)s)
    ON CONFLICT (path) DO UPDATE SET hits = content_notfoundentry.hits + 1, last_seen_at = excluded.last_seen_at,
        referrer = CASE WHEN excluded.referrer = '' THEN content_notfoundentry.referrer ELSE excluded.referrer END
    RETURNING (xmax = 0)
"""
# Over the bound, what was asked for least and longest ago goes.
_TRIM = """
    DELETE FROM content_notfoundentry WHERE id IN (
        SELECT id FROM content_notfoundentry ORDER BY hits DESC, last_seen_at DESC, id OFFSET %s)
"""


def missing_answer(*, store_id: UUID, path: str, referrer: str, now: datetime) -> Answer | None:
    """Return where a missing address leads or that it is gone; None and a line in the 404 log otherwise.

    The log holds at most 500 addresses, and takes at most sixty writes a minute and store.
    """
    folded = path_folded(path)
    if not is_path(folded):
        return None
    found = Redirect.objects.filter(from_path=folded).values_list("target", flat=True).first()
    is_counted = _may_write(store_id)
    if found is not None:
        if is_counted:
            redirect_count_hit(from_path=folded, now=now)
        return Answer(target=found, is_gone=not found)
    if is_counted and not any(probe in folded.lower() for probe in PROBES):
        _note(path=folded, referrer=referrer[:500], now=now)
    return None


def _may_write(store_id: UUID) -> bool:
    try:
        WRITES.hit(str(store_id))
    except TooMany:
        return False
    return True


def _note(*, path: str, referrer: str, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, {"path": path, "referrer": referrer, "now": now})
        is_new = cursor.fetchone()[0]
        if is_new:
            cursor.execute(_TRIM, [MAX_LOG])


def log_entry_dismiss(*, entry_id: UUID) -> None:
    """Take an address off the 404 log. Raises LogEntryUnknown."""
    deleted, _ = NotFoundEntry.objects.filter(pk=entry_id).delete()
    if not deleted:
        raise LogEntryUnknown
