"""API keys: made, rotated, revoked, used. The secret is shown once; its hash is what is kept."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from apps.accounts.hashes import secret_hash
from apps.accounts.models import ApiKey
from apps.accounts.selectors import KeyLive
from apps.accounts.services.roles import reach_check
from apps.accounts.types import KEY_SCOPES, Access, KeyMode, KeyUnknown, ScopesRefused
from apps.audit.services import entry_record
from apps.tenants.selectors import stores_of_merchant
from apps.tenants.types import StoreUnknown
from tenancy.context import public_context

PREFIXES = {KeyMode.LIVE: "dw_live_", KeyMode.TEST: "dw_test_"}
HINT_LENGTH = 4
OVERLAP_MAX = timedelta(days=7)
# The time of last use is written at most this often, so that a busy key costs no write a request.
USE_NOTED_EVERY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class KeyMade:
    """The id of a key and its secret, which nobody can read again."""

    id: UUID
    secret: str


def _secret_new(mode: str) -> tuple[str, str]:
    """Return a secret and the part of it that may be shown later."""
    prefix = PREFIXES[KeyMode(mode)]
    secret = prefix + secrets.token_urlsafe(32)
    return secret, secret[: len(prefix) + HINT_LENGTH]


@transaction.atomic
def key_create(
    *,
    merchant_id: UUID,
    name: str,
    mode: str,
    scopes: list[str],
    by: Access,
    now: datetime,
    store_id: UUID | None = None,
    expires_at: datetime | None = None,
) -> KeyMade:
    """Make a key for one store, or for all of the merchant's when `store_id` is None.

    Raises ScopesRefused, StoreUnknown, and PermissionMissing for scopes its maker does not have.
    """
    unknown = set(scopes) - KEY_SCOPES
    if unknown or not scopes:
        raise ScopesRefused(
            f"Not a scope: {', '.join(sorted(unknown))}." if unknown else "Choose at least one scope."
        )
    reach_check(permissions=frozenset(scopes), by=by)
    if store_id is not None and store_id not in {
        item.id for item in stores_of_merchant(merchant_id=merchant_id)
    }:
        raise StoreUnknown
    secret, hint = _secret_new(mode)
    key = ApiKey.objects.create(
        merchant_id=merchant_id,
        store_id=store_id,
        name=name,
        mode=mode,
        scopes=sorted(set(scopes)),
        hint=hint,
        secret_hash=secret_hash(secret),
        created_by_id=by.user_id,
        created_at=now,
        expires_at=expires_at,
    )
    _record(key, "api_key.created", after={"scopes": key.scopes, "mode": mode, "hint": hint})
    return KeyMade(id=key.pk, secret=secret)


@transaction.atomic
def key_rotate(*, merchant_id: UUID, key_id: UUID, overlap: timedelta, by: Access, now: datetime) -> KeyMade:
    """Give a key a new secret; the old one works until `overlap` has passed. Raises KeyUnknown."""
    key = _locked(merchant_id=merchant_id, key_id=key_id)
    reach_check(permissions=frozenset(key.scopes) & KEY_SCOPES, by=by)
    secret, hint = _secret_new(key.mode)
    before = {"hint": key.hint}
    key.previous_hash, key.previous_expires_at = key.secret_hash, now + min(overlap, OVERLAP_MAX)
    key.secret_hash, key.hint = secret_hash(secret), hint
    key.save(update_fields=["previous_hash", "previous_expires_at", "secret_hash", "hint"])
    _record(key, "api_key.rotated", before=before, after={"hint": hint})
    return KeyMade(id=key.pk, secret=secret)


@transaction.atomic
def key_revoke(*, merchant_id: UUID, key_id: UUID, now: datetime) -> None:
    """End a key, both its secrets, at once. Raises KeyUnknown."""
    key = _locked(merchant_id=merchant_id, key_id=key_id)
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    _record(key, "api_key.revoked", before={"hint": key.hint, "scopes": key.scopes})


def _locked(*, merchant_id: UUID, key_id: UUID) -> ApiKey:
    rows = ApiKey.objects.select_for_update(of=("self",)).filter(merchant_id=merchant_id)
    key = rows.filter(pk=key_id, revoked_at__isnull=True).first()
    if key is None:
        raise KeyUnknown
    return key


def key_note_use(*, key: KeyLive, address: str, now: datetime) -> None:
    """Remember when and from where a key was used last; at most one write a minute."""
    if key.last_used_at is not None and key.last_used_at > now - USE_NOTED_EVERY:
        return
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
    with public_context():
        ApiKey.objects.filter(stale, pk=key.id).update(last_used_at=now, last_used_address=address[:64])


def _record(
    key: ApiKey,
    verb: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    entry_record(
        verb=verb,
        object_type="api_key",
        object_id=key.pk,
        object_label=key.name,
        merchant_id=key.merchant_id,
        store_id=key.store_id,
        before=before,
        after=after,
    )
