"""Machines sign each request: HMAC over method, path, time, nonce and body, with rotating keys.

`X-Dropwright-Signature` = hex HMAC-SHA256(secret, METHOD \\n path?query \\n timestamp \\n nonce \\n sha256(body)).
The first key of `INTERNAL_API_KEYS` signs, all of them verify; a request is good for 30 seconds and once.
"""

import hashlib
import hmac
import re
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from redis.exceptions import RedisError
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from tenancy.errors import Unauthenticated, Unavailable

TOLERANCE_SECONDS = 30
MAX_BODY_BYTES = 25 * 1024 * 1024
NONCE = re.compile(r"^[A-Za-z0-9_-]{16,64}$")


class SignatureInvalid(Unauthenticated):
    code = "signature_invalid"
    message = "The request is not signed by a known key."


@dataclass(frozen=True, slots=True)
class Machine:
    """The caller: the id of the key that signed."""

    key_id: str

    @property
    def pk(self) -> str:
        return f"machine:{self.key_id}"


def signature(*, secret: str, method: str, path: str, timestamp: str, nonce: str, body: bytes) -> str:
    """Return the hex signature of a request."""
    text = "\n".join([method.upper(), path, timestamp, nonce, hashlib.sha256(body).hexdigest()])
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


class SignedRequestAuthentication(BaseAuthentication):
    """Raises SignatureInvalid for anything unsigned, forged, stale or repeated."""

    def authenticate(self, request: Request) -> tuple[Machine, None]:
        key_id = request.headers.get("X-Dropwright-Key", "")
        secret = settings.INTERNAL_API_KEYS.get(key_id)
        timestamp = request.headers.get("X-Dropwright-Timestamp", "")
        nonce = request.headers.get("X-Dropwright-Nonce", "")
        if not secret or not NONCE.match(nonce) or not re.fullmatch(r"\d{1,12}", timestamp):
            raise SignatureInvalid
        if abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
            raise SignatureInvalid("The request is too old; check the clocks.")
        expected = signature(
            secret=secret,
            method=str(request.method),
            path=request._request.get_full_path(),  # noqa: SLF001 - DRF hides the address as received
            timestamp=timestamp,
            nonce=nonce,
            body=request._request.body,  # noqa: SLF001 - the exact bytes are what was signed
        )
        if not hmac.compare_digest(expected, request.headers.get("X-Dropwright-Signature", "")):
            raise SignatureInvalid
        self._use_once(request, key_id=key_id, nonce=nonce)
        return Machine(key_id=key_id), None

    @staticmethod
    def _use_once(request: Request, *, key_id: str, nonce: str) -> None:
        try:
            fresh = caches["shared"].add(f"nonce:{key_id}:{nonce}", 1, TOLERANCE_SECONDS * 2 + 5)
        except (RedisError, OSError) as error:
            # Without the list of used nonces only what a repeat cannot change goes on: reads, and writes that
            # name themselves (their repeat gets the stored answer).
            if request.method not in {"GET", "HEAD"} and not request.headers.get("Idempotency-Key"):
                raise Unavailable(retry_after=2) from error
            return
        if not fresh:
            raise SignatureInvalid("This request was already used.")

    def authenticate_header(self, request: Request) -> str:
        return "Signature"


class SignedRequestScheme(OpenApiAuthenticationExtension):
    target_class = SignedRequestAuthentication
    name = "signedRequest"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "X-Dropwright-Signature"}


class IsMachine(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.user, Machine)
