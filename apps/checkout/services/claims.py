"""Taking a use of a code for an order, and giving it back. The last use is taken once, however many come at once."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Greatest

from apps.checkout.models import Discount, DiscountUse
from apps.checkout.types import CheckoutRefused, Problem, ProblemCode
from apps.orders.selectors import order_discount
from apps.tenants.selectors import store_current
from tenancy.digests import address_digest

REFUSED_CLAIMS = {ProblemCode.DISCOUNT_USED_UP, ProblemCode.DISCOUNT_USED_BY_YOU}
# One statement decides: whoever comes second waits for this row and then sees the raised count.
CLAIM = """
    UPDATE checkout_discount SET times_used = times_used + 1
    WHERE id = %(id)s AND is_active AND (usage_limit IS NULL OR times_used < usage_limit)
      AND (starts_at IS NULL OR starts_at <= %(now)s) AND (ends_at IS NULL OR ends_at > %(now)s)
    RETURNING code, per_customer_limit
"""


def email_key(email: str) -> str:
    """Return the spelling by which uses of one person are counted."""
    return email.strip().casefold()


def erased_key(email_digest: str) -> str:
    """Return the key of one person's uses after their address was erased."""
    return f"erased:{email_digest}"


def discount_claim(
    *, discount_id: UUID | None, order_id: UUID, cart_id: UUID, email: str, now: datetime
) -> None:
    """Make this order the holder of one use of the code (None: of none), and let go of what it held before.

    Uses of the cart's earlier orders, which ended unpaid, are given back first. The same claim again changes
    nothing. Runs in the caller's transaction, which holds the cart. Raises CheckoutRefused (`discount_used_up`,
    `discount_used_by_you`); then nothing of the caller's transaction may remain.
    """
    held = list(DiscountUse.objects.filter(Q(order_id=order_id) | Q(cart_id=cart_id)))
    kept = [
        use
        for use in held
        if (use.order_id, use.discount_id, use.email_key) == (order_id, discount_id, email_key(email))
    ]
    released = [use for use in held if use not in kept]
    wanted = discount_id if discount_id is not None and not kept else None
    ids = {use.discount_id for use in released} | ({wanted} if wanted else set())
    if ids:
        # In one order everywhere, so that two orders that trade codes do not wait for each other.
        list(Discount.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    _release(released)
    if wanted is not None:
        _take(discount_id=wanted, order_id=order_id, cart_id=cart_id, email=email, now=now)


def _take(*, discount_id: UUID, order_id: UUID, cart_id: UUID, email: str, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"id": discount_id, "now": now})
        row = cursor.fetchone()
    if row is None:
        raise _refused(ProblemCode.DISCOUNT_USED_UP, "This code has just been used up. It was taken off.")
    code, limit = row
    if limit is not None and _times_used(discount_id, email) >= limit:
        raise _refused(ProblemCode.DISCOUNT_USED_BY_YOU, f"You have used {code} before. It was taken off.")
    DiscountUse.objects.create(
        discount_id=discount_id, order_id=order_id, cart_id=cart_id, email_key=email_key(email), used_at=now
    )


def _times_used(discount_id: UUID, email: str) -> int:
    """Return how often a person has used a code, also before their address was erased."""
    digest = address_digest(store_id=store_current().id, email=email)
    keys = [email_key(email), erased_key(digest)]
    return DiscountUse.objects.filter(discount_id=discount_id, email_key__in=keys).count()


def _refused(code: ProblemCode, message: str) -> CheckoutRefused:
    return CheckoutRefused((Problem(code=code, message=message),))


def _release(uses: Iterable[DiscountUse]) -> None:
    counts: Counter[UUID] = Counter()
    for use in uses:
        deleted, _ = DiscountUse.objects.filter(pk=use.pk).delete()
        counts[use.discount_id] += deleted
    for discount_id, count in sorted(counts.items()):
        Discount.objects.filter(pk=discount_id).update(times_used=Greatest(F("times_used") - count, 0))


def discount_release(*, order_id: UUID) -> None:
    """Give back the use of an order that ended unpaid; again changes nothing. Runs in the caller's transaction.

    An order that was paid after all keeps it, whichever news arrives first.
    """
    found = order_discount(order_id=order_id)
    if found is not None and not found.is_over:
        return
    _release(DiscountUse.objects.filter(order_id=order_id))


def discount_keep(*, order_id: UUID, now: datetime) -> None:
    """Note the use of an order that was paid, also when its use had been given back: money was taken for it.

    This may exceed the limit by orders paid after their time. Runs in the caller's transaction.
    """
    found = order_discount(order_id=order_id)
    if found is None or DiscountUse.objects.filter(order_id=order_id).exists():
        return
    if not Discount.objects.filter(pk=found.discount_id).update(times_used=F("times_used") + 1):
        return
    DiscountUse.objects.create(
        discount_id=found.discount_id,
        order_id=order_id,
        cart_id=found.cart_id,
        email_key=email_key(found.email),
        used_at=now,
    )
