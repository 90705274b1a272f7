"""The jobs that ask a provider, driven by their own tasks; a broker and a clock that are set by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

PAGE = """<html lang="en"><script type="application/ld+json">{"@type": "Product", "name": "Oak Lamp", "sku": "OL-1",
"description": "A lamp of solid oak with a linen shade. It lights a desk softly and stands safely on a wide foot.",
"offers": {"price": "49.90", "priceCurrency": "EUR"}}</script></html>"""
# More in one go would be a storm.
MOST_MESSAGES = 60


@dataclass
class Broker:
    """Messages that wait for their time; each is run by its own task, in its store."""

    waiting: list[tuple[datetime, str, dict[str, Any]]] = field(default_factory=list)

    def install(self, monkeypatch: Any) -> None:
        from automation.celery import app

        app.loader.import_default_modules()

        def publish(task: Any, _args: Any = None, kwargs: Any = None, countdown: float = 0, **_: Any) -> None:
            self.put(task.name, kwargs or {}, countdown)

        monkeypatch.setattr("tenancy.tasks.StoreTask.apply_async", publish)

    def put(self, name: str, kwargs: dict[str, Any], countdown: float = 0) -> None:
        self.waiting.append((timezone.now() + timedelta(seconds=countdown), name, kwargs))

    def drain(self) -> None:
        """Run what is due now, and what that publishes for now."""
        from automation.celery import app

        for _ in range(MOST_MESSAGES):
            due = [row for row in self.waiting if row[0] <= timezone.now()]
            if not due:
                return
            row = min(due, key=lambda one: one[0])
            self.waiting.remove(row)
            app.tasks[row[1]](**row[2])
        raise AssertionError(f"a storm of messages: {[row[1] for row in self.waiting]}")


@dataclass
class Job:
    """One job under way.

    `beat` names the store task its beat publishes; `says` returns what a merchant reads of it now; `effects` how
    often its effect has happened; `is_over` whether nothing more will be tried by itself; `take_up_again` is what a
    person does then.
    """

    beat: str
    says: Callable[[], str]
    effects: Callable[[], int]
    is_over: Callable[[], bool]
    take_up_again: Callable[[], Any] = lambda: None


def import_of(
    references: list[str] | None = None, *, url: str = "", rewrite: bool = False
) -> Callable[..., Job]:
    """An import of a supplier's product, or of a page."""

    def begin(*, store: Any, core: Any, door: Any, **_: Any) -> Job:
        from automation.imports import selectors
        from automation.imports.models import ImportJob
        from automation.imports.services import jobs
        from automation.imports.types import ENDED
        from automation.tests.imports.working import USER, products

        common: dict[str, Any] = {"options": {"rewrite": rewrite}, "user_id": USER, "now": timezone.now()}
        made = (
            jobs.import_start_url(url=door.url + url, **common)
            if url
            else jobs.import_start_supplier(references=references or [], **common)
        )

        def says() -> str:
            view = selectors.import_get(import_id=made.pk)
            words = [step.message for step in view.steps] + [error["message"] for error in view.errors]
            return " ".join([*words, *view.notes])

        return Job(
            beat="imports.resume_stalled_of_store",
            says=says,
            effects=lambda: len(products(core, store)),
            is_over=lambda: ImportJob.objects.get().status in ENDED,
            take_up_again=lambda: jobs.import_retry(import_id=made.pk, now=timezone.now()),
        )

    return begin


def rewrite_of() -> Callable[..., Job]:
    """An import with a rewrite: it goes on without Claude, says so, and keeps what it made when it is run again."""

    def begin(*, store: Any, core: Any, **_: Any) -> Job:
        from automation.imports import selectors
        from automation.imports.models import ImportItem, ImportJob
        from automation.imports.types import ENDED
        from automation.tests.imports.working import products, start_page

        page = PAGE
        start_page(page, rewrite=True)

        def says() -> str:
            views = [
                selectors.import_get(import_id=one.pk) for one in ImportJob.objects.order_by("created_at")
            ]
            return " ".join(step.message for view in views for step in view.steps)

        def effects() -> int:
            assert len(products(core, store)) == 1
            return ImportItem.objects.exclude(rewritten=None).count()

        return Job(
            beat="imports.resume_stalled_of_store",
            says=says,
            effects=effects,
            is_over=lambda: not ImportJob.objects.exclude(status__in=ENDED).exists(),
            take_up_again=lambda: start_page(page, rewrite=True),
        )

    return begin


def research_of(keyword: str = "lamp") -> Callable[..., Job]:
    """A day's research; what stands in `find` counts as its effect."""

    def begin(*, source: str, **_: Any) -> Job:
        from automation.research import services
        from automation.research.models import Evidence, Run, RunStep

        now = timezone.now()
        services.criteria_set(changes={"is_on": True, "keywords": [keyword]}, now=now)
        services.run_start(day=now.date(), now=now)
        kinds = {"ALIEXPRESS": "SEARCH", "CJ": "SEARCH", "TRENDS": "TREND", "REDDIT": "MENTIONS"}

        def says() -> str:
            steps = RunStep.objects.filter(source=source)
            return " ".join([Run.objects.get().note, *(step.message for step in steps)])

        def effects() -> int:
            if source == "CLAUDE":
                from automation.research.models import Candidate

                return min(1, Candidate.objects.exclude(judgement="").count())
            kind = {"SEARCH": "LISTINGS"}.get(kinds[source], kinds[source])
            found = Evidence.objects.filter(kind=kind)
            if kind == "LISTINGS":
                # Each group of listings is kept once: a second asking would double them.
                found = found.filter(source=source)
                groups = list(found.values_list("candidate_id", flat=True))
                assert len(groups) == len(set(groups))
                return min(1, len(groups))
            return found.count()

        return Job(
            beat="research.start_due_of_store",
            says=says,
            effects=effects,
            is_over=lambda: Run.objects.get().finished_at is not None,
        )

    return begin


def night_of(provider: str, product_id: str, sku_id: str) -> Callable[..., Job]:
    """A night's check of one mapped variant."""

    def begin(*, store: Any, **_: Any) -> Job:
        from automation.sources.models import MappedVariant
        from automation.sync.models import SyncNight
        from automation.sync.services.nights import night_begin
        from automation.sync.types import NightState
        from tenancy.ids import uuid7

        now = timezone.now()
        MappedVariant.objects.create(
            variant_id=uuid7(),
            product_id=uuid7(),
            provider=provider,
            supplier_product_id=product_id,
            sku_id=sku_id,
            title="Lamp",
            created_at=now,
        )
        assert night_begin(store=store, now=now, is_forced=True)

        def says() -> str:
            return f"{SyncNight.objects.get().message} {MappedVariant.objects.get().message}"

        return Job(
            beat="sync.resume_of_store",
            says=says,
            effects=lambda: SyncNight.objects.get().checked,
            is_over=lambda: SyncNight.objects.get().state != NightState.RUNNING,
        )

    return begin


def purchase_of(provider: str) -> Callable[..., Job]:
    """A purchase to be placed."""

    def begin(*, store: Any, core: Any, markets: Any, **_: Any) -> Job:
        from automation.tests.purchasing import test_placing as placing

        made = placing.purchase_of() if provider == "ALIEXPRESS" else placing.cj_purchase(markets)
        core.purchase_add(store.id, made)
        _honour_pauses(core)

        def says() -> str:
            return " ".join(
                [*(row[1] for row in core.waits), *(f"{row[1]} {row[2]}" for row in core.failures)]
            )

        return Job(
            beat="purchasing.work_store",
            says=says,
            effects=lambda: len(markets.orders(provider.lower())),
            is_over=lambda: core.purchase_rows[store.id, made.id].status not in {"READY", "PLACING"},
        )

    return begin


def _honour_pauses(core: Any) -> None:
    """The core offers a purchase again when its pause is over; the fake keeps no clock."""
    due: dict[Any, datetime] = {}
    postponed, purchases = core.purchase_postponed, core.purchases

    def remember(**named: Any) -> None:
        postponed(**named)
        due[named["purchase_id"]] = timezone.now() + timedelta(seconds=named["seconds"])

    def offered(**named: Any) -> Any:
        return [row for row in purchases(**named) if due.get(row.id, timezone.now()) <= timezone.now()]

    core.purchase_postponed, core.purchases = remember, offered


def mail_by(name: str) -> Callable[..., Job]:
    """A step of a flow that sends one mail."""

    def begin(*, store: Any, core: Any, settings: Any, **_: Any) -> Job:
        from automation.email.models import EmailEvent, Message
        from automation.tests.email.working import Stage, definition, send

        settings.EMAIL_PROVIDER = name
        stage = Stage(core=core, store=store, now=timezone.now())
        # The outage takes place at the hour the tests are run, which may be a quiet one.
        stage.flow(definition(send("s", stage.template()), uses_quiet_hours=False))
        stage.consents()

        def says() -> str:
            return " ".join(f"{row.state} {row.reason}" for row in Message.objects.all())

        return Job(
            beat="send_email_flow",
            says=says,
            effects=lambda: EmailEvent.objects.filter(kind="SENT").count(),
            is_over=lambda: Message.objects.filter(state__in=["SENT", "FAILED", "UNCERTAIN"]).exists(),
        )

    return begin
