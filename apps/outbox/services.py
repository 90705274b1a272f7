"""Write events with the change they report; work lanes off in order, at least once."""

import logging
import random
import time
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django_tenants.utils import get_tenant_model

from apps.outbox.models import Delivery, OutboxEvent
from apps.outbox.registry import Handler, handler_get, handlers_of
from apps.outbox.types import DeliveryState, Event, event_class
from tenancy.context import public_context, store_context
from tenancy.errors import FilesUnavailable
from tenancy.leases import lease_kept
from tenancy.logs import request_id

logger = logging.getLogger(__name__)

PUBLIC = "public"
CHANNEL = "outbox"
MAX_ATTEMPTS = 8
# What keeps files waits a day for a storage that is away: nothing else of its lane could go on either.
PATIENT_ATTEMPTS = 150
LANE_BATCH = 200
LANE_SECONDS = 25.0
RE_WAKE = timedelta(seconds=30)
# A handler outside a transaction holds its delivery this long, renewed while it runs.
LEASE = timedelta(seconds=30)
RENEWED_SECONDS = 8.0
CLOSED_STORE_PAUSE = timedelta(minutes=5)
KEPT = timedelta(days=30)


FORGET = """
    UPDATE public.outbox_outboxevent SET payload = payload || '{"email": ""}'::jsonb
    WHERE store_id = %s AND lower(payload ->> 'email') = %s
"""


def event_publish(*, event: Event, store_id: UUID | None) -> UUID:
    """Write `event` and one delivery per handler in the caller's transaction; returns the event's id.

    Raises RuntimeError outside a transaction: an event must live and die with its change.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event.name} was published outside a transaction")
    now = timezone.now()
    row = OutboxEvent.objects.create(
        store_id=store_id,
        name=event.name,
        payload=event.to_payload(),
        request_id=request_id.get(),
        created_at=now,
    )
    Delivery.objects.bulk_create(
        Delivery(
            event=row,
            position=row.position,
            store_key=str(store_id or PUBLIC),
            handler=handler.name,
            queue=handler.queue,
            due_at=now,
        )
        for handler in handlers_of(type(event))
    )
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
    return row.id


def events_forget(*, email: str, store_id: UUID) -> int:
    """Take an address (in lower case) out of the events of a store that name it, heard or not; returns how many.

    Runs in the caller's transaction. An event still to be heard says nothing of anybody any more.
    """
    with public_context(), connection.cursor() as cursor:
        cursor.execute(FORGET, [store_id, email])
        return int(cursor.rowcount)


def lane_drain(*, store_key: str, handler_name: str) -> int:
    """Run the due deliveries of one lane in order; returns how many succeeded.

    Stops at the first failure (it keeps its turn and is retried with backoff), after 200 deliveries or 25 seconds
    (the relay wakes the rest), or at once when another worker holds the lane.
    """
    done, end = 0, time.monotonic() + LANE_SECONDS
    while (
        done < LANE_BATCH
        and time.monotonic() < end
        and _next_in_lane(store_key=store_key, handler_name=handler_name)
    ):
        done += 1
    return done


def _next_in_lane(*, store_key: str, handler_name: str) -> bool:
    """Work off the head of the lane; say whether to go on."""
    handler = handler_get(handler_name)
    with public_context():
        if handler is not None and not handler.atomic:
            return _run_outside(store_key=store_key, handler=handler)
        return _run_atomic(store_key=store_key, handler_name=handler_name, handler=handler)


def _head(*, store_key: str, handler_name: str) -> Delivery | None:
    """Lock and return the lane's oldest pending delivery if it is due and nobody else has it."""
    head = (
        Delivery.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("event")
        .filter(store_key=store_key, handler=handler_name, state=DeliveryState.PENDING)
        .order_by("position")[:1]
    )
    delivery = next(iter(head), None)
    if delivery is None or delivery.due_at > timezone.now():
        return None
    older = Delivery.objects.filter(
        store_key=store_key,
        handler=handler_name,
        state=DeliveryState.PENDING,
        position__lt=delivery.position,
    )
    return None if older.exists() else delivery


def _run_atomic(*, store_key: str, handler_name: str, handler: Handler | None) -> bool:
    delivery: Delivery | None = None
    try:
        with transaction.atomic():
            delivery = _head(store_key=store_key, handler_name=handler_name)
            if delivery is None:
                return False
            if handler is None:
                raise LookupError(f"no handler {handler_name} in this version")  # noqa: TRY301,RUF100
            with transaction.atomic():
                if not _handle(delivery=delivery, handler=handler):
                    return False
                _mark_done(delivery)
        return True
    except Exception as error:
        if delivery is None:
            raise
        logger.exception("handler %s failed on event %s", handler_name, delivery.event.id)
        _mark_failed(delivery=delivery, error=error)
        return False


def _run_outside(*, store_key: str, handler: Handler) -> bool:
    """Claim with a lease, run without a transaction, then mark: at least once."""
    with transaction.atomic():
        delivery = _head(store_key=store_key, handler_name=handler.name)
        if delivery is None:
            return False
        lease = _Lease(delivery)
        lease.take()
    try:
        with lease_kept(renew=lease.renew, seconds=RENEWED_SECONDS):
            handled = _handle(delivery=delivery, handler=handler)
    except Exception as error:
        logger.exception("handler %s failed on event %s", handler.name, delivery.event.id)
        _mark_failed(delivery=delivery, error=error)
        return False
    if handled:
        _mark_done(delivery)
    return handled


class _Lease:
    """A delivery's `due_at` as a lease: in the future while its handler lives. Ours as long as nobody changed it."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery_id = delivery.pk
        self._until = delivery.due_at

    def take(self) -> None:
        """Hold the delivery, whose row the caller has locked."""
        self._until = timezone.now() + LEASE
        Delivery.objects.filter(pk=self._delivery_id).update(due_at=self._until)

    def renew(self) -> bool:
        """Hold it longer; says whether it was still ours."""
        until = timezone.now() + LEASE
        with public_context():
            ours = Delivery.objects.filter(
                pk=self._delivery_id, state=DeliveryState.PENDING, due_at=self._until
            ).update(due_at=until)
        self._until = until
        return bool(ours)


def _handle(*, delivery: Delivery, handler: Handler) -> bool:
    """Call the handler in the event's store; False when the store is not open (postponed, no attempt used)."""
    row = delivery.event
    token = request_id.set(row.request_id)
    try:
        event = event_class(row.name).from_payload(row.payload)
        if row.store_id is None or handler.public:
            handler.function(event=event)
            return True
        stores = get_tenant_model()
        schema_name = stores.objects.filter(pk=row.store_id).values_list("schema_name", flat=True).first()
        if schema_name is None or not stores.schema_is_open(schema_name):
            with public_context():
                Delivery.objects.filter(pk=delivery.pk).update(due_at=timezone.now() + CLOSED_STORE_PAUSE)
            return False
        with store_context(schema_name):
            handler.function(event=event)
        return True
    finally:
        request_id.reset(token)


def _mark_done(delivery: Delivery) -> None:
    with public_context():
        Delivery.objects.filter(pk=delivery.pk).update(
            state=DeliveryState.DONE,
            done_at=timezone.now(),
            attempts=delivery.attempts + 1,
            last_error="",
        )


def backoff(attempts: int) -> timedelta:
    """Return the pause after `attempts` failures: 2, 4, 8 … seconds up to ten minutes, ±30 %."""
    return timedelta(seconds=min(600, 2**attempts) * random.uniform(0.7, 1.3))


def _mark_failed(*, delivery: Delivery, error: Exception) -> None:
    attempts = delivery.attempts + 1
    most = PATIENT_ATTEMPTS if isinstance(error, FilesUnavailable) else MAX_ATTEMPTS
    state = DeliveryState.DEAD if attempts >= most else DeliveryState.PENDING
    with public_context():
        Delivery.objects.filter(pk=delivery.pk).update(
            attempts=attempts,
            state=state,
            due_at=timezone.now() + backoff(attempts),
            woken_at=None,
            last_error=f"{type(error).__name__}: {error}"[:2000],
        )
    if state == DeliveryState.DEAD:
        logger.error("delivery %s of %s is dead after %d attempts", delivery.pk, delivery.handler, attempts)


def lanes_claim(*, now: datetime, limit: int = 500) -> list[tuple[str, str, str]]:
    """Mark the lanes with due work as woken and return them as `(store_key, handler, queue)`.

    Fair between stores: one message per lane whatever its length. A lane is woken again when its head is still
    pending half a minute later, so a lost broker queue loses nothing.
    """
    sql = """
        WITH head AS (
            SELECT DISTINCT ON (store_key, handler) id, store_key, handler, queue, due_at, woken_at
            FROM public.outbox_delivery WHERE state = 'PENDING'
            ORDER BY store_key, handler, position
        ), due AS (
            SELECT id FROM head
            WHERE due_at <= %(now)s AND (woken_at IS NULL OR woken_at < %(again)s)
            ORDER BY due_at LIMIT %(limit)s
        )
        UPDATE public.outbox_delivery AS d SET woken_at = %(now)s
        FROM due WHERE d.id = due.id
        RETURNING d.store_key, d.handler, d.queue
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, {"now": now, "again": now - RE_WAKE, "limit": limit})
        return cursor.fetchall()


def lanes_release(*, lanes: list[tuple[str, str, str]]) -> None:
    """Take a wake back after the broker refused it, so that the next round tries again at once."""
    for store_key, handler, _queue in lanes:
        Delivery.objects.filter(store_key=store_key, handler=handler, state=DeliveryState.PENDING).update(
            woken_at=None
        )


def delivery_replay(*, delivery_id: UUID, now: datetime) -> None:
    """Give a dead delivery eight new attempts, starting now. A delivery that is not dead stays as it is."""
    Delivery.objects.filter(pk=delivery_id, state=DeliveryState.DEAD).update(
        state=DeliveryState.PENDING, attempts=0, due_at=now, woken_at=None, last_error=""
    )


def outbox_prune(*, now: datetime) -> int:
    """Delete events older than 30 days whose deliveries are all done; returns how many."""
    old = OutboxEvent.objects.filter(created_at__lt=now - KEPT).exclude(
        deliveries__state__in=[DeliveryState.PENDING, DeliveryState.DEAD]
    )
    return old.delete()[1].get("outbox.OutboxEvent", 0)
