"""`Authorization: Bearer <access token>`: signature first, then whether the session still lives."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from apps.accounts.selectors import session_live
from apps.accounts.tokens import access_read
from apps.accounts.types import TokenInvalid

if TYPE_CHECKING:
    from apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class TokenCaller:
    """What `request.auth` holds."""

    session_id: UUID
    merchant_id: UUID | None


class AccessTokenAuthentication(BaseAuthentication):
    """Ends with the session: a password change, sign-out or disabled user is effective at once."""

    def authenticate(self, request: Request) -> "tuple[User, TokenCaller] | None":
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2 or len(parts[1]) > 4096:
            raise TokenInvalid
        claims = access_read(parts[1].decode("ascii", "replace"))
        session = session_live(session_id=claims.session_id, user_id=claims.user_id)
        if session is None:
            raise TokenInvalid
        return session.user, TokenCaller(session_id=session.pk, merchant_id=session.merchant_id)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class AccessTokenScheme(OpenApiAuthenticationExtension):
    target_class = AccessTokenAuthentication
    name = "accessToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
