"""One look at everything that can get stuck, each with what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import redis
from django.conf import settings
from redis.exceptions import RedisError

from apps.outbox.selectors import outbox_figures
from apps.payments.gateway import BREAKER
from apps.tenants.selectors import stores_by_status
from apps.tenants.types import StoreStatus
from tenancy.fingerprints import store_fingerprint
from tenancy.models import PoolSchema, PoolState
from tenancy.reports import pending_read
from tenancy.schedules import schedules_list

SLOW_OUTBOX = timedelta(minutes=2)
QUEUES = {"payments": 100, "default": 1_000, "bulk": 10_000}
BROKER_SECONDS = 2


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One part of the platform; `next_step` is a command or a runbook, empty where all is fine."""

    what: str
    is_fine: bool
    says: str
    next_step: str = ""


def platform_status(*, now: datetime) -> list[StatusLine]:
    """Return a line for each part; a part that cannot be asked is a line that says so, never an error."""
    parts: dict[str, Callable[[datetime], StatusLine]] = {
        "stores": _stores,
        "schemas": _pool,
        "migrations": _migrations,
        "outbox": _outbox,
        "queues": _queues,
        "schedules": _schedules,
        "Stripe": _stripe,
    }
    return [part(now) for part in parts.values()]


def _line(what: str, says: str, next_step: str = "") -> StatusLine:
    return StatusLine(what, is_fine=not next_step, says=says, next_step=next_step)


def _stores(_: datetime) -> StatusLine:
    counts = stores_by_status()
    says = ", ".join(f"{counts[status]} {status.lower()}" for status in StoreStatus if counts.get(status))
    waiting = counts.get(StoreStatus.PROVISIONING, 0)
    step = "docs/runbooks/store-stuck-in-provisioning.md" if waiting else ""
    return _line("stores", says or "none yet", step)


def _pool(_: datetime) -> StatusLine:
    ready = PoolSchema.objects.filter(state=PoolState.READY, schema_fingerprint=store_fingerprint()).count()
    return _line("schemas", f"{ready} ready for sign-ups", "" if ready else "manage.py schema_pool --fill 3")


def _migrations(_: datetime) -> StatusLine:
    behind = pending_read()
    says = f"{len(behind.schemas)} schemas behind" if behind else "all schemas are current"
    return _line("migrations", says, "manage.py migrate_schemas" if behind else "")


def _outbox(now: datetime) -> StatusLine:
    figures = outbox_figures()
    oldest = figures["oldest_pending_at"]
    says = f"{figures['pending']} waiting, {figures['dead']} dead"
    if figures["dead"]:
        return _line("outbox", says, "manage.py outbox_dead (docs/runbooks/dead-deliveries.md)")
    if oldest is not None and now - oldest > SLOW_OUTBOX:
        return _line(
            "outbox", f"{says}, oldest since {oldest:%H:%M:%S} UTC", "are relay and workers running?"
        )
    return _line("outbox", says)


def _queues(_: datetime) -> StatusLine:
    try:
        with redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=BROKER_SECONDS) as broker:
            lengths: dict[str, Any] = {queue: broker.llen(queue) for queue in QUEUES}
    except RedisError as error:
        return _line("queues", f"the broker does not answer ({type(error).__name__})", "is Valkey running?")
    says = ", ".join(f"{queue} {length}" for queue, length in lengths.items())
    is_long = any(lengths[queue] > most for queue, most in QUEUES.items())
    return _line("queues", says, "are the workers of the long queue running? scale them" if is_long else "")


def _schedules(now: datetime) -> StatusLine:
    rows = schedules_list(now=now)
    late = [row.name for row in rows if row.is_late]
    off = sum(not row.is_on for row in rows)
    says = f"{len(rows) - off} on, {off} off" + (f", late: {', '.join(late)}" if late else "")
    return _line("schedules", says, "is beat running? manage.py schedules" if late else "")


def _stripe(_: datetime) -> StatusLine:
    if not settings.STRIPE_SECRET_KEY:
        return _line("Stripe", "not connected", "set STRIPE_SECRET_KEY")
    if BREAKER.is_open():
        return _line(
            "Stripe", "calls fail at once after five failures", "see status.stripe.com; it tries again"
        )
    return _line(
        "Stripe", "answers" if not settings.STRIPE_API_BASE else f"answers at {settings.STRIPE_API_BASE}"
    )
