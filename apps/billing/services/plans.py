"""Plans at Stripe: one product per plan, one price per interval and amount."""

from apps.billing import gateway
from apps.billing.models import PlanPrice
from apps.entitlements.selectors import plan_list
from apps.entitlements.types import Interval, PlanInfo


def price_ensure(*, plan: PlanInfo, interval: str) -> PlanPrice:
    """Return the price of a plan as it is sold now, making it at Stripe when it is new. Raises BillingUnavailable."""
    price = plan.price(interval)
    wanted = {
        "plan_code": plan.code,
        "interval": interval,
        "amount_minor": price.amount_minor,
        "currency": price.currency,
    }
    row = PlanPrice.objects.filter(**wanted).first()
    if row is not None:
        return row
    price_id, product_id = gateway.price_create(
        plan_code=plan.code, plan_name=plan.name, interval=interval, price=price
    )
    row, _ = PlanPrice.objects.get_or_create(
        **wanted, defaults={"price_id": price_id, "product_id": product_id}
    )
    return row


def plans_sync() -> int:
    """Make sure that every plan on offer can be bought for both intervals; returns how many prices there are."""
    return len(
        [price_ensure(plan=plan, interval=interval) for plan in plan_list() for interval in Interval.values]
    )
