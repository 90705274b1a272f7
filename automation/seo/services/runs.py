"""Audits: begun once a week or by hand, read, scored and ended piece by piece."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Avg, Count

from automation.core_client.client import Core
from automation.core_client.content import PAGE_KINDS, PAGES_AT_ONCE, CorePage
from automation.core_client.types import CoreForbidden, CoreRejected, CoreUnavailable
from automation.registry.types import StoreInfo
from automation.seo.audit import page_measure, page_score
from automation.seo.models import SeoPage, SeoRules, SeoRun
from automation.seo.services.leases import wait_after
from automation.seo.timebox import CORE_SECONDS, TimeBox
from automation.seo.types import KEPT_RUNS, MAX_PAGES, AuditNotFailed, AuditRunning, RunStatus, RunTrigger

SCORED_AT_ONCE = 500


def iso_week(now: datetime) -> str:
    """Return the ISO week as 2026-W48."""
    year, week, _ = now.isocalendar()
    return f"{year}-W{week:02d}"


def run_begin_weekly(*, now: datetime) -> UUID | None:
    """Begin this ISO week's audit; None when it is there already, another runs, or the merchant switched it off.

    Safe for any number of beats: the week is unique.
    """
    rules = SeoRules.objects.filter(pk=1).first()
    if rules is not None and not rules.is_weekly_on:
        return None
    return _begin(trigger=RunTrigger.WEEKLY, week=iso_week(now), user_id=None, now=now)


def run_begin_manual(*, user_id: UUID, now: datetime) -> UUID:
    """Begin an audit by hand. Raises AuditRunning."""
    run_id = _begin(trigger=RunTrigger.MANUAL, week=None, user_id=user_id, now=now)
    if run_id is None:
        raise AuditRunning
    return run_id


def _begin(*, trigger: str, week: str | None, user_id: UUID | None, now: datetime) -> UUID | None:
    if week is not None and SeoRun.objects.filter(week=week).exists():
        return None
    try:
        with transaction.atomic():
            return SeoRun.objects.create(
                trigger=trigger, week=week, created_by=user_id, created_at=now, due_at=now
            ).pk
    except IntegrityError:
        return None


def run_retry(*, run_id: UUID, now: datetime) -> None:
    """Take a failed audit up where it stopped reading. Raises AuditNotFailed, and AuditRunning beside another."""
    failed = SeoRun.objects.filter(pk=run_id, status=RunStatus.FAILED)
    again = {
        "status": RunStatus.READING,
        "waits": 0,
        "due_at": now,
        "finished_at": None,
        "leased_until": None,
    }
    try:
        with transaction.atomic():
            if not failed.update(**again):
                raise AuditNotFailed
    except IntegrityError:
        raise AuditRunning from None


def run_read(*, run: SeoRun, store: StoreInfo, core: Core, box: TimeBox) -> None:
    """Read pages while time is left; the run knows how far it has got. Ends in SCORING when all are read."""
    while run.status == RunStatus.READING and box.fits(CORE_SECONDS):
        pages = core.seo_pages(store_id=store.id, kind=run.cursor_kind, after=run.cursor_after)
        with transaction.atomic():
            SeoPage.objects.bulk_create(
                [_measured(run, page, shop=store.name) for page in pages], ignore_conflicts=True
            )
            _step(run, pages)
            run.save(update_fields=["cursor_kind", "cursor_after", "pages_count", "status", "notes"])


def _measured(run: SeoRun, page: CorePage, *, shop: str) -> SeoPage:
    measured = page_measure(page, shop=shop)
    return SeoPage(
        run=run,
        kind=page.kind,
        object_id=page.id,
        path=page.path[:300],
        title=page.title[:300],
        title_key=measured.title_key,
        description_key=measured.description_key,
        facts=measured.facts,
    )


def _step(run: SeoRun, pages: list[CorePage]) -> None:
    run.pages_count += len(pages)
    run.cursor_after = pages[-1].id if pages else None
    if len(pages) == PAGES_AT_ONCE and run.pages_count < MAX_PAGES:
        return
    if run.pages_count >= MAX_PAGES:
        run.notes = [*run.notes, f"Only the first {MAX_PAGES} pages were read."]
    place = PAGE_KINDS.index(run.cursor_kind) + 1
    run.cursor_after = None
    if place == len(PAGE_KINDS) or run.pages_count >= MAX_PAGES:
        run.status = RunStatus.SCORING
    else:
        run.cursor_kind = PAGE_KINDS[place]


def run_score(*, run: SeoRun) -> None:
    """Score every page that was read, some hundred at a time, and the shop. Safe to repeat."""
    titles, descriptions = _doubles(run, "title_key"), _doubles(run, "description_key")
    paths = set(SeoPage.objects.filter(run=run).values_list("path", flat=True))
    counts: Counter[str] = Counter()
    batch: list[SeoPage] = []
    for page in SeoPage.objects.filter(run=run).order_by("pk").iterator(chunk_size=SCORED_AT_ONCE):
        page.score, page.reasons = page_score(
            kind=page.kind,
            facts=page.facts,
            titles=titles.get(page.title_key, 1),
            descriptions=descriptions.get(page.description_key, 1),
            paths=paths,
        )
        counts.update(reason["code"] for reason in page.reasons)
        batch.append(page)
        if len(batch) == SCORED_AT_ONCE:
            SeoPage.objects.bulk_update(batch, ["score", "reasons"])
            batch = []
    SeoPage.objects.bulk_update(batch, ["score", "reasons"])
    average = SeoPage.objects.filter(run=run).aggregate(score=Avg("score"))["score"]
    run.score = round(average) if average is not None else None
    run.reasons, run.status = dict(counts), RunStatus.PROPOSING
    run.save(update_fields=["score", "reasons", "status"])


def _doubles(run: SeoRun, name: str) -> dict[str, int]:
    rows = SeoPage.objects.filter(run=run).exclude(**{name: ""}).values(name).annotate(n=Count("pk"))
    return dict(rows.filter(n__gt=1).values_list(name, "n"))


def run_end(*, run: SeoRun, now: datetime) -> None:
    """End the run as DONE and forget the pages of all but the last eight."""
    with transaction.atomic():
        run.status, run.finished_at, run.leased_until = RunStatus.DONE, now, None
        run.save(
            update_fields=["status", "finished_at", "leased_until", "notes", "proposals_count", "asked_count"]
        )
        old = SeoRun.objects.filter(finished_at__isnull=False).order_by("-created_at", "-pk")[KEPT_RUNS:]
        SeoPage.objects.filter(run_id__in=list(old.values_list("pk", flat=True))).delete()


def run_hold(*, run: SeoRun, error: Exception, now: datetime) -> None:
    """Put the run off while something is away; end it as FAILED when the core refuses us."""
    run.leased_until = None
    if isinstance(error, CoreForbidden | CoreRejected):
        run.status, run.finished_at = RunStatus.FAILED, now
        run.notes = [*run.notes, f"The shop refused the audit: {error}"[:300]]
    elif isinstance(error, CoreUnavailable):
        run.waits += 1
        run.due_at = now + wait_after(waits=run.waits)
    run.save(update_fields=["leased_until", "status", "finished_at", "notes", "waits", "due_at"])
