"""Sign in and out, rotate, switch merchant, end sessions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from apps.accounts.models import LoginSession, User
from apps.accounts.selectors import access_get, merchants_of_user, two_factor_is_on
from apps.accounts.services.two_factor import challenge_open, challenge_pass
from apps.accounts.tokens import pair_mint, refresh_read
from apps.accounts.types import (
    Client,
    InvalidCredentials,
    MerchantUnknown,
    SessionUnknown,
    TokenInvalid,
    TokenPair,
)


@dataclass(frozen=True, slots=True)
class Login:
    """A right password: tokens, or the challenge that a code must follow."""

    user: User
    tokens: TokenPair | None
    challenge: str = ""


def session_open(*, user: User, merchant_id: UUID | None, now: datetime, client: Client) -> TokenPair:
    """Begin a session of a person who has proved who they are."""
    session = LoginSession.objects.create(
        user=user,
        merchant_id=merchant_id,
        current_jti=uuid4().hex,
        client_address=client.address[:64],
        client_agent=client.agent[:200],
        created_at=now,
        used_at=now,
        expires_at=now + settings.REFRESH_TOKEN_LIFETIME,
    )
    return pair_mint(session=session, now=now)


def merchant_of(user: User) -> UUID | None:
    """Return the merchant a person works for: the one used last, else the oldest."""
    ids = [merchant.id for merchant in merchants_of_user(user_id=user.pk)]
    if user.current_merchant_id in ids:
        return user.current_merchant_id
    return ids[0] if ids else None


def login(*, email: str, password: str, now: datetime, client: Client) -> Login:
    """Check the password; open a session, or a challenge when the person has a second factor.

    Unknown addresses cost the same time. Raises InvalidCredentials.
    """
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        check_password(password, make_password("nobody"))
        raise InvalidCredentials
    if not user.check_password(password):
        raise InvalidCredentials
    if two_factor_is_on(user_id=user.pk):
        return Login(user=user, tokens=None, challenge=challenge_open(user=user, now=now))
    tokens = session_open(user=user, merchant_id=merchant_of(user), now=now, client=client)
    return Login(user=user, tokens=tokens)


def login_finish(*, challenge: str, code: str, now: datetime, client: Client) -> tuple[User, TokenPair]:
    """Answer a challenge with a code of the app or a recovery code, and open the session.

    Raises ChallengeInvalid (unknown, run out, used, too many tries) and SecondFactorWrong.
    """
    user = challenge_pass(challenge=challenge, code=code, now=now)
    return user, session_open(user=user, merchant_id=merchant_of(user), now=now, client=client)


def session_refresh(*, refresh: str, now: datetime) -> TokenPair:
    """Rotate: the given token dies, a new pair is returned.

    A token that was rotated before means a copy is about: its whole family ends. Raises TokenInvalid.
    """
    claims = refresh_read(refresh)
    with transaction.atomic():
        session = (
            LoginSession.objects.select_for_update(of=("self",))
            .select_related("user")
            .filter(pk=claims.session_id, user_id=claims.user_id)
            .first()
        )
        reused = session is not None and session.current_jti != claims.jti
        if session is not None and reused and session.revoked_at is None:
            _revoke(session=session, reason="refresh token reused", now=now)
        if (
            session is None
            or reused
            or session.revoked_at
            or session.expires_at < now
            or not session.user.is_active
        ):
            tokens = None
        else:
            session.current_jti, session.used_at = uuid4().hex, now
            session.expires_at = now + settings.REFRESH_TOKEN_LIFETIME
            session.save(update_fields=["current_jti", "used_at", "expires_at"])
            tokens = pair_mint(session=session, now=now)
    if tokens is None:
        raise TokenInvalid
    return tokens


def _revoke(*, session: LoginSession, reason: str, now: datetime) -> None:
    session.revoked_at, session.revoked_reason = now, reason
    session.save(update_fields=["revoked_at", "revoked_reason"])


def logout(*, refresh: str, now: datetime) -> None:
    """End the session of a refresh token at once. An unknown or ended one is no error."""
    try:
        claims = refresh_read(refresh)
    except TokenInvalid:
        return
    LoginSession.objects.filter(pk=claims.session_id, user_id=claims.user_id, revoked_at__isnull=True).update(
        revoked_at=now, revoked_reason="signed out"
    )


def sessions_end(*, user_id: UUID, reason: str, now: datetime, spared: UUID | None = None) -> int:
    """End all sessions of a user at once, but for the one named `spared`; returns how many."""
    rows = LoginSession.objects.filter(user_id=user_id, revoked_at__isnull=True)
    rows = rows if spared is None else rows.exclude(pk=spared)
    return rows.update(revoked_at=now, revoked_reason=reason)


def session_end(*, user_id: UUID, session_id: UUID, now: datetime) -> None:
    """End one of a user's own sessions at once. Raises SessionUnknown."""
    rows = LoginSession.objects.filter(pk=session_id, user_id=user_id, revoked_at__isnull=True)
    if not rows.update(revoked_at=now, revoked_reason="ended by its owner"):
        raise SessionUnknown


@transaction.atomic
def merchant_switch(*, user: User, session_id: UUID, merchant_id: UUID, now: datetime) -> TokenPair:
    """Work for another merchant from now on; the session goes on with new tokens. Raises MerchantUnknown."""
    if access_get(user_id=user.pk, merchant_id=merchant_id) is None:
        raise MerchantUnknown
    session = LoginSession.objects.select_for_update().get(pk=session_id)
    session.merchant_id, session.current_jti, session.used_at = merchant_id, uuid4().hex, now
    session.save(update_fields=["merchant_id", "current_jti", "used_at"])
    user.current_merchant_id = merchant_id
    user.save(update_fields=["current_merchant_id"])
    return pair_mint(session=session, now=now)
