"""The dashboard calls with the user's access token, verified by the core's public key; machines with an API key."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken

from tenancy.errors import Unauthenticated
from tenancy.rest.throttling import client_address

KEY_PREFIX = "dw_"
KEY_LENGTH = 80


class TokenInvalid(Unauthenticated):
    code = "token_invalid"
    message = "This session has ended. Sign in again."


@dataclass(frozen=True, slots=True)
class Member:
    """A user of the core, as far as the token says."""

    pk: UUID
    session_id: UUID


class KeyInvalid(Unauthenticated):
    code = "api_key_invalid"
    message = "This API key is unknown, has expired or was revoked."


class KeyBearer:
    """Who came with an API key. Only its hash is kept; the permission asks the core whose key it is, and sets `pk`."""

    pk: UUID

    def __init__(self, *, secret: str, address: str) -> None:
        self.key_hash, self.address = hashlib.sha256(secret.encode()).hexdigest(), address


class MemberTokenAuthentication(BaseAuthentication):
    """Checks signature, expiry, audience, issuer and type. Rights are asked of the core by the permission."""

    def authenticate(self, request: Request) -> tuple[Member | KeyBearer, None] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2 or len(parts[1]) > 4096:
            raise TokenInvalid
        text = parts[1].decode("ascii", "replace")
        if text.startswith(KEY_PREFIX):
            if len(text) > KEY_LENGTH:
                raise KeyInvalid
            return KeyBearer(secret=text, address=client_address(request)), None
        try:
            token = AccessToken(text)  # type: ignore[arg-type]
            return Member(pk=UUID(token["sub"]), session_id=UUID(token["sid"])), None
        except (TokenError, KeyError, ValueError, TypeError, AttributeError) as error:
            raise TokenInvalid from error

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="automation"'


class MemberTokenScheme(OpenApiAuthenticationExtension):
    target_class = MemberTokenAuthentication
    name = "accessToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
