"""The cart's cookie value: its id, signed for one store."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer

from tenancy.context import require_store


def _signer() -> Signer:
    # The store is part of the salt: a cookie of one shop means nothing at another.
    return Signer(sep=".", salt=f"cart:{require_store()}")


def cart_token(*, cart_id: UUID) -> str:
    """Return the cookie value of a cart of the current store."""
    return _signer().sign(cart_id.hex)


def cart_token_read(*, token: str | None) -> UUID | None:
    """Return the cart's id, or None for no token, a forged one and another store's."""
    if not token or len(token) > 200:
        return None
    try:
        return UUID(hex=_signer().unsign(token))
    except (BadSignature, ValueError):
        return None


def cart_cookie_name() -> str:
    """Return `__Host-cart` where pages are served over TLS, `cart` in development."""
    return "__Host-cart" if settings.PUBLIC_SCHEME == "https" else "cart"
