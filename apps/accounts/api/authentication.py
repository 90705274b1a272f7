"""`Authorization: Bearer …`: a person's access token, or an API key. Whoever it is acts from here on (audit log)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from apps.accounts.api.limits import KEY_UNKNOWN, key_rate_hit
from apps.accounts.selectors import key_live, session_live
from apps.accounts.services import key_note_use
from apps.accounts.tokens import access_read
from apps.accounts.types import KeyInvalid, KeyMode, TokenInvalid
from apps.audit.actor import actor_bind
from apps.audit.types import Actor, ActorKind
from tenancy.rest.throttling import client_address

if TYPE_CHECKING:
    from apps.accounts.models import User

KEY_PREFIX = "dw_"
KEY_LENGTH = 80


@dataclass(frozen=True, slots=True)
class TokenCaller:
    """What `request.auth` holds for a person."""

    session_id: UUID
    merchant_id: UUID | None


@dataclass(frozen=True, slots=True)
class KeyCaller:
    """What `request.user` and `request.auth` hold for a machine with an API key."""

    pk: UUID
    merchant_id: UUID
    store_id: UUID | None
    is_test: bool
    scopes: frozenset[str]


class AccessTokenAuthentication(BaseAuthentication):
    """A token ends with its session, a key with its revocation: both are effective at once."""

    def authenticate(self, request: Request) -> "tuple[User | KeyCaller, TokenCaller | KeyCaller] | None":
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2 or len(parts[1]) > 4096:
            raise TokenInvalid
        text = parts[1].decode("ascii", "replace")
        address = client_address(request)
        if text.startswith(KEY_PREFIX):
            caller = _key_caller(request, secret=text, address=address, now=timezone.now())
            return caller, caller
        claims = access_read(text)
        session = session_live(session_id=claims.session_id, user_id=claims.user_id)
        if session is None:
            raise TokenInvalid
        actor = Actor(kind=ActorKind.USER, id=session.user.pk, label=session.user.email, address=address)
        actor_bind(actor)
        return session.user, TokenCaller(session_id=session.pk, merchant_id=session.merchant_id)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def _key_caller(request: Request, *, secret: str, address: str, now: datetime) -> KeyCaller:
    key = key_live(secret=secret, now=now) if len(secret) <= KEY_LENGTH else None
    if key is None:
        KEY_UNKNOWN.hit(address)
        raise KeyInvalid
    rate, refusal = key_rate_hit(key_id=key.id, now=now)
    request._request.key_rate = rate  # type: ignore[attr-defined]  # noqa: SLF001 - read when the answer is made
    if refusal is not None:
        raise refusal
    key_note_use(key=key, address=address, now=now)
    actor_bind(Actor(kind=ActorKind.API_KEY, id=key.id, label=key.name, address=address))
    return KeyCaller(
        pk=key.id,
        merchant_id=key.merchant_id,
        store_id=key.store_id,
        is_test=key.mode == KeyMode.TEST,
        scopes=key.scopes,
    )


class AccessTokenScheme(OpenApiAuthenticationExtension):
    target_class = AccessTokenAuthentication
    name = "accessToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
