"""The dashboard calls with the user's access token: verified by the core's public key, without asking."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken

from tenancy.errors import Unauthenticated


class TokenInvalid(Unauthenticated):
    code = "token_invalid"
    message = "This session has ended. Sign in again."


@dataclass(frozen=True, slots=True)
class Member:
    """A user of the core, as far as the token says."""

    pk: UUID
    session_id: UUID


class MemberTokenAuthentication(BaseAuthentication):
    """Checks signature, expiry, audience, issuer and type. Rights are asked of the core by the permission."""

    def authenticate(self, request: Request) -> tuple[Member, None] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2 or len(parts[1]) > 4096:
            raise TokenInvalid
        try:
            token = AccessToken(parts[1].decode("ascii", "replace"))  # type: ignore[arg-type]
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
