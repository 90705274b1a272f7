"""Handing one purchase to a worker, now or at a time."""

from datetime import datetime, timedelta

from automation.registry.dispatch import task_dispatch

# A worker keeps a task that is not due yet in its hands, and after five minutes (VISIBILITY_SECONDS) the broker hands
# it out again: longer holds are waited for in steps.
LONGEST_STEP = timedelta(minutes=4)

SLACK = timedelta(seconds=1)


def place_dispatch(*, schema_name: str, purchase_id: str, at: datetime, now: datetime) -> bool:
    """Have a purchase placed at a time; returns whether the broker took it. Otherwise the beat finds it."""
    # The core's own clock says whether a hold is over; it may be a little behind.
    eta = min(at + SLACK, now + LONGEST_STEP) if at > now else None
    return task_dispatch(
        "purchasing.place_purchase",
        eta=eta,
        schema_name=schema_name,
        purchase_id=purchase_id,
        at=at.isoformat(),
    )
