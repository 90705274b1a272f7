"""One round a night over every mapped variant: in batches, resumable, at the supplier's pace."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Greatest

from automation.core_client.client import Core
from automation.registry.types import StoreInfo
from automation.sources.models import MappedVariant
from automation.suppliers.catalogue import (
    SupplierAway,
    SupplierNotConnected,
    SupplierRateLimited,
    SupplierRejected,
    SupplierTokenExpired,
)
from automation.sync.models import HeldFact, ReactionRule, SyncNight
from automation.sync.services.asking import product_ask, rows_free, rows_told
from automation.sync.services.checking import Checked
from automation.sync.types import HeldDecided, HeldState, HeldUnknown, NightState

# Checked again after so long: a night that begins an hour late keeps the promise of 24 hours.
DUE = timedelta(hours=20)
RETRIED = timedelta(hours=1)
PROMISE = timedelta(hours=24)
LEASE = timedelta(seconds=60)
NIGHT_HOURS = range(1, 5)
LONGEST_PAUSE = timedelta(hours=1)
# A supplier that stays away costs the round no more than this.
PATIENCE = timedelta(hours=6)


def night_begin(*, store: StoreInfo, now: datetime, is_forced: bool = False) -> SyncNight | None:
    """Begin the round of the store's own date; None by day, or when nothing is mapped. One a date.

    A night that was missed (no beat ran) is made up for by day. `is_forced` begins it at any hour (a person asked),
    or opens the date's round again.
    """
    local = now.astimezone(ZoneInfo(store.time_zone))
    is_made_up_for = local.hour >= NIGHT_HOURS.stop and _is_missed(now)
    if not is_forced and local.hour not in NIGHT_HOURS and not is_made_up_for:
        return None
    if not MappedVariant.objects.exists():
        return None
    try:
        with transaction.atomic():
            return SyncNight.objects.create(on=local.date(), started_at=now, due_at=now)
    except IntegrityError:
        night = SyncNight.objects.get(on=local.date())
        if is_forced and night.state != NightState.RUNNING:
            SyncNight.objects.filter(pk=night.pk).update(
                state=NightState.RUNNING, due_at=now, ended_at=None, message=""
            )
            night.refresh_from_db()
        return night


def night_work(
    *, night_id: UUID, store: StoreInfo, core: Core, now: datetime, fits: Callable[[], bool]
) -> bool:
    """Check products while time is left; returns whether another message should go on at once.

    One worker at a time. A supplier's limit sets when it goes on; one that is away or refuses costs that product an
    hour. Raises CoreUnavailable.
    """
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    mine = SyncNight.objects.filter(free, pk=night_id, state=NightState.RUNNING, due_at__lte=now)
    if not mine.update(leased_until=now + LEASE):
        return False
    try:
        while fits():
            rows = _next(now)
            if not rows:
                _wait_or_end(night_id, now)
                return False
            if not _one(night_id=night_id, rows=rows, store=store, core=core, now=now):
                return False
        return True
    finally:
        SyncNight.objects.filter(pk=night_id).update(leased_until=None)


def _is_missed(now: datetime) -> bool:
    """Say whether something mapped was not heard of for a day, and no round of this night is why."""
    never = Q(checked_at__isnull=True, created_at__lt=now - PROMISE)
    return MappedVariant.objects.filter(never | Q(checked_at__lt=now - PROMISE)).exists()


def _wait_or_end(night_id: UUID, now: datetime) -> None:
    """End the round, unless a supplier was away for something: then it goes on when that is tried again."""
    night = SyncNight.objects.get(pk=night_id)
    first = _unheard(now).aggregate(tried=Min("tried_at"))["tried"]
    if first is None or now - night.started_at > PATIENCE:
        _end(night_id, NightState.DONE, "", now)
        return
    SyncNight.objects.filter(pk=night_id).update(
        due_at=first + RETRIED + timedelta(seconds=1),
        message="Waiting: a supplier could not be asked about some products. They are tried again within the hour.",
    )


def _unheard(now: datetime) -> QuerySet[MappedVariant]:
    return MappedVariant.objects.filter(Q(checked_at__isnull=True) | Q(checked_at__lt=now - DUE))


def _next(now: datetime) -> list[MappedVariant]:
    """Return the mapped variants of the product that was heard of longest ago and is due."""
    due = _unheard(now).filter(Q(tried_at__isnull=True) | Q(tried_at__lt=now - RETRIED))
    oldest = (
        due.values("provider", "supplier_product_id", "product_id")
        .annotate(heard=Min("checked_at"))
        .order_by(F("heard").asc(nulls_first=True), "product_id", "supplier_product_id")
        .first()
    )
    if oldest is None:
        return []
    found = {name: value for name, value in oldest.items() if name != "heard"}
    return list(MappedVariant.objects.filter(**found).order_by("pk"))


def _one(*, night_id: UUID, rows: list[MappedVariant], store: StoreInfo, core: Core, now: datetime) -> bool:
    """Check one product and count it; returns False when the round has to stop for now."""
    MappedVariant.objects.filter(pk__in=[row.pk for row in rows]).update(tried_at=now)
    try:
        done = product_ask(rows=rows, store=store, core=core, now=now, run_id=night_id)
    except SupplierRateLimited as limited:
        pause = min(LONGEST_PAUSE, timedelta(seconds=max(1.0, limited.retry_after)))
        rows_free(rows=rows)
        SyncNight.objects.filter(pk=night_id).update(
            due_at=now + pause, message="Waiting: the supplier asks to slow down."
        )
        return False
    except (SupplierNotConnected, SupplierTokenExpired) as error:
        rows_free(rows=rows)
        _end(night_id, NightState.STOPPED, error.message, now)
        return False
    except (SupplierAway, SupplierRejected) as error:
        rows_told(rows=rows, message=error.message)
        if not _has_failed(rows, night_id):
            SyncNight.objects.filter(pk=night_id).update(failed=F("failed") + 1)
        return True
    _count(night_id, done, len(rows), has_failed=_has_failed(rows, night_id))
    return True


def _has_failed(rows: list[MappedVariant], night_id: UUID) -> bool:
    """Say whether the product, as it was read, counts as failed in this round already."""
    begun = SyncNight.objects.values_list("started_at", flat=True).get(pk=night_id)
    return any(row.tried_at is not None and row.tried_at >= begun for row in rows)


def _count(night_id: UUID, done: Checked, checked: int, *, has_failed: bool) -> None:
    SyncNight.objects.filter(pk=night_id).update(
        failed=Greatest(F("failed") - int(has_failed), 0),
        checked=F("checked") + checked,
        changed=F("changed") + done.changed,
        held=F("held") + int(done.is_held),
        message="",
    )


def _end(night_id: UUID, state: NightState, message: str, now: datetime) -> None:
    SyncNight.objects.filter(pk=night_id).update(state=state, message=message[:300], ended_at=now)


@transaction.atomic
def reaction_set(*, event: str, reaction: str | None, product_id: UUID | None, now: datetime) -> None:
    """Set what is done about an event, for all products or one; None goes back to the default."""
    ReactionRule.objects.filter(event=event, product_id=product_id).delete()
    if reaction is not None:
        ReactionRule.objects.create(event=event, reaction=reaction, product_id=product_id, changed_at=now)


@transaction.atomic
def held_decide(*, held_id: UUID, is_accepted: bool, user_id: UUID, now: datetime) -> HeldFact:
    """Accept a held answer, so that the next check takes it, or dismiss it. Raises HeldUnknown, HeldDecided."""
    row = HeldFact.objects.select_for_update().filter(pk=held_id).first()
    if row is None:
        raise HeldUnknown
    if row.state != HeldState.HELD:
        raise HeldDecided
    row.state = HeldState.ACCEPTED if is_accepted else HeldState.DISMISSED
    row.decided_by, row.decided_at = user_id, now
    row.save(update_fields=["state", "decided_by", "decided_at"])
    if is_accepted:
        MappedVariant.objects.filter(product_id=row.product_id).update(checked_at=None, tried_at=None)
    return row
