"""Access and refresh tokens: RS256 by simplejwt, bound to a session row."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from apps.accounts.models import LoginSession
from apps.accounts.types import TokenInvalid, TokenPair


@dataclass(frozen=True, slots=True)
class Claims:
    user_id: UUID
    session_id: UUID
    merchant_id: UUID | None
    jti: str


def _mint(*, kind: type[Token], session: LoginSession, lifetime: timedelta, jti: str, now: datetime) -> str:
    token = kind()
    token.set_iat(at_time=now)
    token.set_exp(from_time=now, lifetime=lifetime)
    token["sub"] = str(session.user_id)
    token["sid"] = str(session.pk)
    token["mid"] = str(session.merchant_id) if session.merchant_id else None
    token["jti"] = jti
    return str(token)


def pair_mint(*, session: LoginSession, now: datetime) -> TokenPair:
    """Return tokens for a session whose `current_jti` is already the new one."""
    return TokenPair(
        access=_mint(
            kind=AccessToken,
            session=session,
            lifetime=settings.ACCESS_TOKEN_LIFETIME,
            jti=uuid4().hex,
            now=now,
        ),
        refresh=_mint(
            kind=RefreshToken,
            session=session,
            lifetime=settings.REFRESH_TOKEN_LIFETIME,
            jti=session.current_jti,
            now=now,
        ),
    )


def _read(kind: type[Token], text: str) -> Claims:
    try:
        token = kind(text)  # type: ignore[arg-type]
        merchant = token.get("mid")
        return Claims(
            user_id=UUID(token["sub"]),
            session_id=UUID(token["sid"]),
            merchant_id=UUID(merchant) if merchant else None,
            jti=str(token["jti"]),
        )
    except (TokenError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise TokenInvalid from error


def access_read(text: str) -> Claims:
    """Verify signature, expiry, audience, issuer and type of an access token. Raises TokenInvalid."""
    return _read(AccessToken, text)


def refresh_read(text: str) -> Claims:
    """The same for a refresh token."""
    return _read(RefreshToken, text)
