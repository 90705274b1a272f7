"""The life of a store: PROVISIONING → ACTIVE ⇄ SUSPENDED → CLOSED → DELETED."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from apps.audit.services import entry_record
from apps.entitlements.services import trial_start, usage_claim, usage_release
from apps.entitlements.types import Resource
from apps.outbox.services import event_publish
from apps.tenants import events
from apps.tenants.files import store_files_delete
from apps.tenants.models import Domain, Merchant, Store
from apps.tenants.selectors import lookup_forget, store_get
from apps.tenants.subdomains import subdomain_check, subdomain_suggest, subdomain_vary
from apps.tenants.types import (
    CurrencyFixed,
    StatusRefused,
    StoreInfo,
    StoreStatus,
    StoreUnknown,
    SubdomainTaken,
)
from tenancy import pool
from tenancy.context import public_context
from tenancy.names import new_schema_name

logger = logging.getLogger(__name__)

GRACE = timedelta(days=30)
BUILD_RETRY = timedelta(seconds=60)
VERBS: dict[str, str] = {
    StoreStatus.ACTIVE: "store.resumed",
    StoreStatus.SUSPENDED: "store.suspended",
    StoreStatus.CLOSED: "store.closed",
}
SETTABLE = {"name", "currency", "country", "locale", "time_zone", "contact_email"}


@transaction.atomic
def merchant_create(*, name: str, now: datetime) -> UUID:
    """Create a merchant, whose trial begins, and return its id."""
    merchant = Merchant.objects.create(name=name, created_at=now)
    trial_start(merchant_id=merchant.pk, now=now)
    entry_record(
        verb="merchant.created",
        object_type="merchant",
        object_id=merchant.pk,
        object_label=name,
        merchant_id=merchant.pk,
        after={"name": name},
    )
    return merchant.pk


def _record(
    store: Store,
    verb: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    entry_record(
        verb=verb,
        object_type="store",
        object_id=store.pk,
        object_label=store.name,
        merchant_id=store.merchant_id,
        store_id=store.pk,
        before=before,
        after=after,
    )


@transaction.atomic
def store_create(
    *,
    merchant_id: UUID,
    name: str,
    now: datetime,
    subdomain: str | None = None,
    currency: str = "EUR",
    country: str = "DE",
    locale: str = "en",
    time_zone: str = "UTC",
    contact_email: str = "",
) -> StoreInfo:
    """Create a store on `<subdomain>.<base>` and return it.

    Claims a schema of the warm pool, so it is ACTIVE at once and no DDL runs; when the pool is empty it stays
    PROVISIONING and a worker builds the schema. Raises SubdomainRefused, SubdomainTaken, LimitReached and
    PlanInactive. Without a subdomain one is made from the name.
    """
    usage_claim(merchant_id=merchant_id, resource=Resource.STORES, now=now)
    label = subdomain_check(subdomain) if subdomain else subdomain_suggest(name)
    schema = pool.schema_claim()
    store = Store.objects.create(
        merchant_id=merchant_id,
        name=name,
        schema_name=schema or new_schema_name(),
        currency=currency,
        country=country,
        locale=locale,
        time_zone=time_zone,
        contact_email=contact_email,
        created_at=now,
    )
    _domain_take(store=store, label=label, may_vary=not subdomain)
    event_publish(event=events.StoreCreated(store_id=store.id, merchant_id=merchant_id), store_id=store.id)
    _record(store, "store.created", after={"name": name, "currency": currency, "country": country})
    if schema:
        _activate(store=store, now=now)
    return store_get(store_id=store.id)


def _domain_take(*, store: Store, label: str, may_vary: bool) -> None:
    for attempt in range(5):
        candidate = label if attempt == 0 else subdomain_vary(label)
        try:
            with transaction.atomic():
                Domain.objects.create(
                    domain=f"{candidate}.{settings.BASE_DOMAIN}", tenant=store, is_primary=True
                )
            return
        except IntegrityError:
            if not may_vary:
                break
    raise SubdomainTaken(fields={"subdomain": [SubdomainTaken.message]})


def _activate(*, store: Store, now: datetime) -> None:
    store.status, store.activated_at = StoreStatus.ACTIVE, now
    store.save(update_fields=["status", "activated_at"])
    event_publish(event=events.StoreActivated(store_id=store.id), store_id=store.id)
    transaction.on_commit(lookup_forget)


def store_build(*, store_id: UUID, now: datetime) -> bool:
    """Give a PROVISIONING store its schema and activate it; returns whether it is active now.

    Takes one from the pool, else builds it. Safe to repeat and to interrupt: a half-built schema is dropped by
    the next attempt, and nothing routes to the store before it is ACTIVE.
    """
    store = Store.objects.filter(pk=store_id, status=StoreStatus.PROVISIONING).first()
    if store is None:
        return Store.objects.filter(pk=store_id, status=StoreStatus.ACTIVE).exists()
    Store.objects.filter(pk=store_id).update(build_attempted_at=now)
    if not _claim_for(store_id=store_id, now=now):
        pool.pool_refill(low_water=1, high_water=1)
        return _claim_for(store_id=store_id, now=now)
    return True


@transaction.atomic
def _claim_for(*, store_id: UUID, now: datetime) -> bool:
    store = Store.objects.select_for_update(of=("self",)).get(pk=store_id)
    if store.status != StoreStatus.PROVISIONING:
        return store.status == StoreStatus.ACTIVE
    schema = pool.schema_claim()
    if schema is None:
        return False
    store.schema_name = schema
    store.save(update_fields=["schema_name"])
    _activate(store=store, now=now)
    return True


def stores_finish_provisioning(*, now: datetime) -> int:
    """Take up builds whose worker died or that failed; returns how many stores became active."""
    waiting = Store.objects.filter(status=StoreStatus.PROVISIONING).filter(
        Q(build_attempted_at__isnull=True) | Q(build_attempted_at__lt=now - BUILD_RETRY)
    )
    return sum(
        store_build(store_id=pk, now=now) for pk in waiting.order_by("pk").values_list("pk", flat=True)[:50]
    )


@transaction.atomic
def store_update(*, store_id: UUID, changes: dict[str, Any], now: datetime) -> StoreInfo:
    """Change a store's settings: name, currency, country, locale, time_zone, contact_email; unknown keys raise.

    Raises CurrencyFixed when another currency is wanted after the first order.
    """
    unknown = set(changes) - SETTABLE
    if unknown:
        raise ValueError(f"not settings of a store: {sorted(unknown)}")
    store = _locked(store_id=store_id)
    if store.is_currency_fixed and changes.get("currency", store.currency) != store.currency:
        raise CurrencyFixed(fields={"currency": [CurrencyFixed.message]})
    before = {
        field: getattr(store, field) for field, value in changes.items() if getattr(store, field) != value
    }
    for field, value in changes.items():
        setattr(store, field, value)
    if before:
        _record(store, "store.changed", before=before, after={field: changes[field] for field in before})
    if changes:
        store.save(update_fields=list(changes))
        event_publish(event=events.StoreUpdated(store_id=store_id), store_id=store_id)
        store_version_bump(store_id=store_id)
    return store_get(store_id=store_id)


def store_currency_fix(*, store_id: UUID) -> None:
    """From now on the store's currency stays; safe to repeat."""
    with public_context():
        Store.objects.filter(pk=store_id, is_currency_fixed=False).update(is_currency_fixed=True)


def _locked(*, store_id: UUID) -> Store:
    store = Store.objects.select_for_update(of=("self",)).filter(pk=store_id).first()
    if store is None or store.status == StoreStatus.DELETED:
        raise StoreUnknown
    return store


def _move(*, store: Store, allowed: set[str], status: str, **values: Any) -> None:
    if store.status not in allowed:
        raise StatusRefused(
            f"The store is {store.status.lower()}; this needs {' or '.join(sorted(allowed)).lower()}."
        )
    before = {"status": store.status}
    store.status = status
    for field, value in values.items():
        setattr(store, field, value)
    store.save(update_fields=["status", *values])
    after = (
        {"status": str(status), "reason": store.status_reason}
        if store.status_reason
        else {"status": str(status)}
    )
    _record(store, VERBS[status], before=before, after=after)
    transaction.on_commit(lookup_forget)


@transaction.atomic
def store_suspend(*, store_id: UUID, reason: str) -> StoreInfo:
    """Close the shop to shoppers and stop its jobs; the merchant still reads and exports."""
    store = _locked(store_id=store_id)
    _move(store=store, allowed={StoreStatus.ACTIVE}, status=StoreStatus.SUSPENDED, status_reason=reason[:200])
    event_publish(event=events.StoreSuspended(store_id=store_id, reason=reason[:200]), store_id=store_id)
    return store_get(store_id=store_id)


@transaction.atomic
def stores_suspend(*, merchant_id: UUID, reason: str) -> int:
    """Suspend every active store of a merchant for this reason; returns how many. Safe to repeat."""
    rows = Store.objects.filter(merchant_id=merchant_id, status=StoreStatus.ACTIVE).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    for store_id in ids:
        store_suspend(store_id=store_id, reason=reason)
    return len(ids)


@transaction.atomic
def stores_resume(*, merchant_id: UUID, reason: str) -> int:
    """Open the stores that were suspended for this very reason; returns how many. Safe to repeat."""
    rows = Store.objects.filter(
        merchant_id=merchant_id, status=StoreStatus.SUSPENDED, status_reason=reason
    ).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    for store_id in ids:
        store_resume(store_id=store_id)
    return len(ids)


@transaction.atomic
def store_resume(*, store_id: UUID) -> StoreInfo:
    """Open a suspended or closed store again. Raises LimitReached for a closed one whose place is taken."""
    store = _claimed(store_id=store_id)
    _move(
        store=store,
        allowed={StoreStatus.SUSPENDED, StoreStatus.CLOSED},
        status=StoreStatus.ACTIVE,
        status_reason="",
        delete_after=None,
    )
    event_publish(event=events.StoreResumed(store_id=store_id), store_id=store_id)
    return store_get(store_id=store_id)


def _claimed(*, store_id: UUID) -> Store:
    """Lock the store; a closed one gave its place in the plan back and takes one again."""
    closed = Store.objects.filter(pk=store_id, status=StoreStatus.CLOSED).first()
    if closed is not None:
        usage_claim(merchant_id=closed.merchant_id, resource=Resource.STORES)
    return _locked(store_id=store_id)


@transaction.atomic
def store_close(*, store_id: UUID, now: datetime) -> StoreInfo:
    """Close a store for good after 30 days; until then `store_resume` brings it back whole."""
    usage_release(merchant_id=store_get(store_id=store_id).merchant_id, resource=Resource.STORES)
    store = _locked(store_id=store_id)
    allowed: set[str] = {StoreStatus.ACTIVE, StoreStatus.SUSPENDED, StoreStatus.PROVISIONING}
    _move(store=store, allowed=allowed, status=StoreStatus.CLOSED, delete_after=now + GRACE)
    event_publish(event=events.StoreClosed(store_id=store_id), store_id=store_id)
    return store_get(store_id=store_id)


def store_purge(*, store_id: UUID) -> None:
    """Drop the schema, files and domains of a CLOSED store; a tombstone without personal data remains.

    Safe to repeat after an interruption. Raises StatusRefused for a store that is not closed.
    """
    with public_context():
        store = Store.objects.filter(pk=store_id).first()
        if store is None or store.status == StoreStatus.DELETED:
            raise StoreUnknown
        if store.status != StoreStatus.CLOSED:
            raise StatusRefused("Only a closed store can be deleted.")
        store_files_delete(schema_name=store.schema_name)
        pool.schema_drop(store.schema_name)
        _tombstone(store=store)


@transaction.atomic
def _tombstone(*, store: Store) -> None:
    event_publish(event=events.StoreDeleted(store_id=store.id), store_id=None)
    _record(store, "store.deleted", before={"name": store.name})
    Domain.objects.filter(tenant=store).delete()
    store.name, store.contact_email, store.status_reason = "deleted store", "", ""
    store.status, store.delete_after = StoreStatus.DELETED, None
    store.save(update_fields=["name", "contact_email", "status_reason", "status", "delete_after"])
    transaction.on_commit(lookup_forget)


def stores_purge_expired(*, now: datetime) -> int:
    """Purge closed stores whose 30 days are over; returns how many. One failure does not stop the rest."""
    due = Store.objects.filter(status=StoreStatus.CLOSED, delete_after__lt=now).order_by("pk")
    purged = 0
    for store_id in due.values_list("pk", flat=True)[:100]:
        try:
            store_purge(store_id=store_id)
            purged += 1
        except Exception:
            logger.exception("purging store %s failed", store_id)
    return purged


def store_version_bump(*, store_id: UUID) -> None:
    """After commit, make every cached page of the store old."""

    def bump() -> None:
        with public_context():
            Store.objects.filter(pk=store_id).update(version=F("version") + 1)
        lookup_forget()

    transaction.on_commit(bump)
