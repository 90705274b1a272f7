"""Whose cart holds a thing: for facts about it that its shopper may want to know."""

from datetime import datetime
from uuid import UUID

from apps.checkout.models import CartLine
from apps.checkout.types import CartStatus


def carts_with_variant(*, variant_id: UUID, changed_since: datetime) -> dict[str, UUID]:
    """Return open carts that hold a variant: the newest of each known address (lower case). One query."""
    rows = CartLine.objects.filter(
        variant_id=variant_id, cart__status=CartStatus.OPEN, cart__updated_at__gte=changed_since
    ).exclude(cart__email="")
    found = rows.order_by("cart__updated_at", "pk").values_list("cart__email", "cart_id")
    return {email.lower(): cart_id for email, cart_id in found}
