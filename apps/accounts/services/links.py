"""Mailed links: only the hash of a secret is stored, each works once."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.accounts import events
from apps.accounts.hashes import secret_hash
from apps.accounts.models import AccountToken, User
from apps.accounts.types import LinkInvalid, TokenPurpose
from apps.outbox.services import event_publish

LINK_LIFETIME = {
    TokenPurpose.VERIFY_EMAIL: timedelta(days=3),
    TokenPurpose.RESET_PASSWORD: timedelta(hours=1),
}


def account_token_issue(*, user_id: UUID, purpose: TokenPurpose, now: datetime) -> str:
    """Make a mailed link's secret; older ones of the same purpose stop working."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        AccountToken.objects.filter(user_id=user_id, purpose=purpose, used_at__isnull=True).delete()
        AccountToken.objects.create(
            user_id=user_id,
            purpose=purpose,
            token_hash=secret_hash(secret),
            expires_at=now + LINK_LIFETIME[purpose],
        )
    return secret


def account_token_use(*, secret: str, purpose: TokenPurpose, now: datetime) -> User:
    """Return whose link this is and use it up, in the caller's transaction. Raises LinkInvalid."""
    token = (
        AccountToken.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(token_hash=secret_hash(secret), purpose=purpose, used_at__isnull=True, expires_at__gt=now)
        .first()
    )
    if token is None or not token.user.is_active:
        raise LinkInvalid
    token.used_at = now
    token.save(update_fields=["used_at"])
    return token.user


@transaction.atomic
def email_verify(*, secret: str, now: datetime) -> User:
    """Mark the address of a mailed link's user as verified. Raises LinkInvalid; works once."""
    user = account_token_use(secret=secret, purpose=TokenPurpose.VERIFY_EMAIL, now=now)
    email_mark_verified(user=user, now=now)
    return user


def email_mark_verified(*, user: User, now: datetime) -> None:
    """Note that the person reads mail at their address; the first proof counts."""
    if user.email_verified_at is None:
        user.email_verified_at = now
        user.save(update_fields=["email_verified_at"])


@transaction.atomic
def email_verification_resend(*, user_id: UUID) -> None:
    """Mail a new verification link, unless the address is verified already."""
    if User.objects.filter(pk=user_id, email_verified_at__isnull=True, is_active=True).exists():
        event_publish(event=events.EmailVerificationRequested(user_id=user_id), store_id=None)
