"""The address of an order's public page: its id, signed for one store. Whoever has it may see the order."""

from uuid import UUID

from django.core.signing import BadSignature, Signer

from tenancy.context import require_store


def _signer() -> Signer:
    return Signer(sep=".", salt=f"order:{require_store()}")


def order_token(*, order_id: UUID) -> str:
    """Return the token of an order of the current store."""
    return _signer().sign(order_id.hex)


def order_token_read(*, token: str) -> UUID | None:
    """Return the order's id, or None for a forged token and another store's."""
    if len(token) > 200:
        return None
    try:
        return UUID(hex=_signer().unsign(token))
    except (BadSignature, ValueError):
        return None
