"""Reads of API keys."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from apps.accounts.hashes import secret_hash
from apps.accounts.models import ApiKey
from apps.accounts.types import KEY_SCOPES, KeyUnknown
from tenancy.context import public_context


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """A key as its owners see it: never the secret, only how it begins."""

    id: UUID
    name: str
    mode: str
    scopes: list[str]
    store_id: UUID | None
    store_name: str
    hint: str
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    is_expired: bool
    last_used_at: datetime | None
    last_used_address: str
    overlap_until: datetime | None


@dataclass(frozen=True, slots=True)
class KeyLive:
    """A key that works now. `store_id` None reaches all stores of the merchant."""

    id: UUID
    name: str
    merchant_id: UUID
    store_id: UUID | None
    mode: str
    scopes: frozenset[str]
    last_used_at: datetime | None

    def reaches(self, *, store_id: UUID, merchant_id: UUID) -> bool:
        """Say whether the key is of this store, or of all stores of its merchant."""
        return self.merchant_id == merchant_id and self.store_id in {None, store_id}


def key_live(*, secret: str, now: datetime) -> KeyLive | None:
    """Return the key with this secret, or with it as the one before while the overlap lasts; else None.

    One query, from any schema.
    """
    return key_live_of_hash(mark=secret_hash(secret), now=now)


def key_live_of_hash(*, mark: str, now: datetime) -> KeyLive | None:
    """Return what `key_live` returns for the secret with this `secret_hash`: another service never sends secrets."""
    with public_context():
        row = (
            ApiKey.objects.filter(
                Q(secret_hash=mark) | Q(previous_hash=mark, previous_expires_at__gt=now),
                Q(expires_at__isnull=True) | Q(expires_at__gt=now),
                revoked_at__isnull=True,
            )
            .order_by("pk")
            .first()
        )
    if row is None:
        return None
    return KeyLive(
        id=row.pk,
        name=row.name,
        merchant_id=row.merchant_id,
        store_id=row.store_id,
        mode=row.mode,
        scopes=frozenset(row.scopes) & KEY_SCOPES,
        last_used_at=row.last_used_at,
    )


def key_list(*, merchant_id: UUID, now: datetime) -> list[KeyInfo]:
    """Return a merchant's keys that were not revoked, newest first. One query."""
    rows = ApiKey.objects.filter(merchant_id=merchant_id, revoked_at__isnull=True)
    rows = rows.select_related("store", "created_by").order_by("-created_at", "pk")
    return [_info(row, now) for row in rows]


def key_get(*, merchant_id: UUID, key_id: UUID, now: datetime) -> KeyInfo:
    """Return one key. Raises KeyUnknown."""
    rows = ApiKey.objects.filter(merchant_id=merchant_id, pk=key_id, revoked_at__isnull=True)
    row = rows.select_related("store", "created_by").first()
    if row is None:
        raise KeyUnknown
    return _info(row, now)


def _info(row: ApiKey, now: datetime) -> KeyInfo:
    overlap = row.previous_expires_at
    return KeyInfo(
        id=row.pk,
        name=row.name,
        mode=row.mode,
        scopes=list(row.scopes),
        store_id=row.store_id,
        store_name=row.store.name if row.store else "",
        hint=row.hint,
        created_by=row.created_by.email if row.created_by else "",
        created_at=row.created_at,
        expires_at=row.expires_at,
        is_expired=row.expires_at is not None and row.expires_at <= now,
        last_used_at=row.last_used_at,
        last_used_address=row.last_used_address,
        overlap_until=overlap if overlap is not None and overlap > now else None,
    )
