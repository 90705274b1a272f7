"""The link in a mail that brings a shopper's cart back: the cart's id, signed for one store."""

from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner

from tenancy.context import require_store

GOOD_FOR_SECONDS = 60 * 60 * 24 * 60


def _signer() -> TimestampSigner:
    # Another salt than the cookie's: a link passed on is no cookie, and runs out.
    return TimestampSigner(sep=".", salt=f"cart-restore:{require_store()}")


def restore_token(*, cart_id: UUID) -> str:
    """Return the token of a link to this cart, good for 60 days."""
    return _signer().sign(cart_id.hex)


def restore_token_read(*, token: str) -> UUID | None:
    """Return the cart's id, or None for a forged token, an old one and another store's."""
    if len(token) > 200:
        return None
    try:
        return UUID(hex=_signer().unsign(token, max_age=GOOD_FOR_SECONDS))
    except (BadSignature, ValueError):
        return None
