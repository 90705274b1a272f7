"""Audits: every page with a score and its reasons; once a week whatever the beats do. SEO-10."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from automation.core_client.types import CoreForbidden
from automation.seo import tasks
from automation.seo.models import SeoPage, SeoProposal, SeoRules, SeoRun
from automation.seo.services.runs import iso_week, run_begin_manual, run_begin_weekly
from automation.seo.services.working import run_work
from automation.seo.timebox import TimeBox
from automation.seo.types import AuditRunning
from automation.tests.seo.shop import LINEN, OAK, audit, product, stock

pytestmark = pytest.mark.django_db
GOOD = "A calm lamp of solid oak with a washable linen shade, for small tables and long evenings."


def codes(path: str) -> set[str]:
    return {reason["code"] for reason in SeoPage.objects.get(path=path).reasons}


def test_seo_10_every_page_gets_a_score_and_the_reasons(core: Any, in_store: Any) -> None:
    good = product(1, "Oak Lamp", seo_title="Oak table lamp with linen shade", seo_description=GOOD)
    picture = UUID(int=90)
    broken = '<p>See <a href="/products/gone">this</a>, <a href="/products/oak-lamp?x=1">that</a>, '
    broken += '<a href="https://elsewhere.example/a">others</a> and <a href="/cart">the cart</a>.</p>'
    stock(
        core,
        in_store,
        good,
        product(2, "Thin", "Two words.", images=((picture, ""),), is_linked=False),
        product(3, "Long", seo_title="x" * 80, seo_description="y" * 300),
        product(4, "Copy", seo_title="Oak table lamp with linen shade", seo_description=GOOD),
        replace(
            product(5, "Lamps and shelves", ""),
            kind="collections",
            path="/collections/shelf",
            is_linked=False,
        ),
        replace(
            product(6, "About our shop", OAK),
            kind="pages",
            path="/pages/about",
            body_html=f"<p>{OAK}</p>{broken}",
        ),
    )

    run = audit(core, in_store)

    assert (run.status, run.pages_count) == ("DONE", 6)
    assert codes("/products/oak-lamp") == {"title_double", "description_double"}
    assert codes("/products/thin") == {
        "description_missing",
        "content_thin",
        "alt_missing",
        "orphan",
        "title_short",
    }
    assert codes("/products/long") == {"title_long", "description_long"}
    assert codes("/collections/shelf") == {"collection_empty"}
    assert codes("/pages/about") == {"description_missing", "link_broken"}
    link = next(r for r in SeoPage.objects.get(path="/pages/about").reasons if r["code"] == "link_broken")
    assert link["paths"] == ["/products/gone"]
    assert link["message"] == "1 links lead to pages that are not there."
    for page in SeoPage.objects.all():
        assert page.score == 100 - sum(reason["points"] for reason in page.reasons)
    assert run.score == round(sum(page.score for page in SeoPage.objects.all()) / 6)
    assert run.reasons["description_missing"] == 2


def test_seo_10_a_perfect_page_loses_no_point(core: Any, in_store: Any) -> None:
    page = product(1, "Oak Lamp", seo_title="Oak table lamp with linen shade", seo_description=GOOD)
    stock(core, in_store, page)

    assert audit(core, in_store).score == 100


def test_seo_10_there_is_one_audit_an_iso_week_whatever_the_beats_do(
    core: Any, in_store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock(core, in_store, product(1, "Oak Lamp"))
    monday = datetime(2026, 11, 23, 2, 40, tzinfo=UTC)

    for beat in range(14):
        run_id = run_begin_weekly(now=monday + timedelta(hours=12 * beat))
        if run_id:
            run_work(run_id=run_id, store=in_store, core=core, box=TimeBox(), now=timezone.now())
            SeoRun.objects.filter(pk=run_id).update(due_at=timezone.now())
            run_work(run_id=run_id, store=in_store, core=core, box=TimeBox(), now=timezone.now())
    assert SeoRun.objects.count() == 1
    SeoRun.objects.update(status="DONE")
    assert run_begin_weekly(now=monday + timedelta(days=7)) is not None

    assert list(SeoRun.objects.order_by("week").values_list("week", flat=True)) == ["2026-W48", "2026-W49"]
    assert iso_week(datetime(2027, 1, 2, tzinfo=UTC)) == "2026-W53"


def test_seo_10_the_task_of_a_store_works_to_the_end(core: Any, store: Any, in_store: Any) -> None:
    stock(core, store, product(1, "Oak Lamp"))

    tasks.weekly_seo_optimization(schema_name=store.schema_name)
    tasks.weekly_seo_optimization(schema_name=store.schema_name)

    assert list(SeoRun.objects.values_list("status", "trigger")) == [("DONE", "WEEKLY")]


def test_seo_10_a_merchant_can_switch_the_weekly_audit_off(core: Any, in_store: Any) -> None:
    SeoRules.objects.create(is_weekly_on=False, updated_at=timezone.now())

    assert run_begin_weekly(now=timezone.now()) is None


def test_two_audits_do_not_run_at_once(core: Any, in_store: Any) -> None:
    run_begin_manual(user_id=UUID(int=1), now=timezone.now())

    with pytest.raises(AuditRunning):
        run_begin_manual(user_id=UUID(int=1), now=timezone.now())


def test_an_audit_goes_on_where_it_stopped_and_reads_each_page_once(
    core: Any, in_store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("automation.seo.services.runs.PAGES_AT_ONCE", 2)
    monkeypatch.setattr("automation.core_client.fake_content.PAGES_AT_ONCE", 2)
    stock(core, in_store, *(product(number, f"Lamp {number}") for number in range(1, 6)))
    real = core.seo_pages
    monkeypatch.setattr(core, "seo_pages", lambda **asked: real(**{"limit": 2, **asked}))
    run_id = run_begin_manual(user_id=UUID(int=1), now=timezone.now())
    now = timezone.now()

    core.is_away = True
    assert not run_work(run_id=run_id, store=in_store, core=core, box=TimeBox(), now=now)
    core.is_away = False
    assert not run_work(run_id=run_id, store=in_store, core=core, box=TimeBox(), now=now)  # it waits
    later = now + timedelta(hours=1)
    no_time = TimeBox(seconds=0)
    assert run_work(run_id=run_id, store=in_store, core=core, box=no_time, now=later)
    run_work(run_id=run_id, store=in_store, core=core, box=TimeBox(), now=later)

    run = SeoRun.objects.get()
    assert (run.status, run.pages_count, SeoPage.objects.count()) == ("DONE", 5, 5)


def test_a_refusing_core_ends_the_audit_with_words(
    core: Any, in_store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    core.forbids = "signature_invalid"

    run = audit(core, in_store)

    assert run.status == "FAILED"
    assert "signature_invalid" in run.notes[0]
    with pytest.raises(CoreForbidden):
        core.seo_pages(store_id=in_store.id, kind="products")


def test_without_claude_the_audit_stands_and_says_what_is_missing(core: Any, in_store: Any) -> None:
    stock(core, in_store, product(1, "Oak Lamp"), product(2, "Linen", LINEN))

    run = audit(core, in_store)

    assert (run.status, run.pages_count) == ("DONE", 2)
    assert run.notes == ["Claude is not connected, so there are no proposals for titles and descriptions."]
    assert SeoProposal.objects.count() == 0
