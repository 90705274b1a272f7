"""Operators retry, stop and replay; onlookers only look. Actions call services, which refuse what is not right."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from tenancy.context import store_context
from tenancy.testing.rows import row_make

pytestmark = pytest.mark.django_db


def act(client: Client, store: Any, table: str, action: str, row: Any) -> str:
    answer = client.post(
        f"/store/{store.id}/{table}/", {"action": action, "_selected_action": [str(row.pk)]}, follow=True
    )
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.fixture
def make(store: Any) -> Any:
    def one(model: Any, **values: Any) -> Any:
        with store_context(store.schema_name):
            return row_make(model, {model._meta.label: values})

    return one


def fresh(store: Any, row: Any) -> Any:
    with store_context(store.schema_name):
        return type(row).objects.get(pk=row.pk)


def test_a_failed_import_is_tried_again_and_a_good_one_is_not(
    operator: Client, store: Any, make: Any
) -> None:
    from automation.imports.models import ImportJob, ImportStep

    failed = make(ImportJob, status="FAILED", source={"url": "https://shop.example/1"}, attempts=3)
    with store_context(store.schema_name):
        step = ImportStep.objects.create(job_id=failed.pk, name="fetch", status="FAILED", message="away")
    good = make(ImportJob, status="SUCCEEDED", source={})

    act(operator, store, "imports/importjob", "try_again", failed)
    said = act(operator, store, "imports/importjob", "try_again", good)

    assert (fresh(store, failed).status, fresh(store, failed).attempts) == ("QUEUED", 0)
    assert fresh(store, step).status == "PENDING"
    assert fresh(store, good).status == "SUCCEEDED"
    assert "Done for 0" in said
    assert LogEntry.objects.get().object_id == str(failed.pk)


def test_a_running_import_is_stopped(operator: Client, store: Any, make: Any) -> None:
    from automation.imports.models import ImportJob

    job = make(ImportJob, status="QUEUED", source={})
    act(operator, store, "imports/importjob", "stop", job)

    assert (fresh(store, job).status, fresh(store, job).is_cancel_wanted) == ("CANCELLED", True)


def test_failed_questions_of_research_are_asked_again(operator: Client, store: Any, make: Any) -> None:
    from automation.research.models import Run, RunStep

    run = make(Run, state="FAILED", finished_at=timezone.now())
    with store_context(store.schema_name):
        steps = [
            RunStep.objects.create(
                run_id=run.pk,
                kind="SEARCH",
                source=state,
                query="lamp",
                state=state,
                attempts=5,
                due_at=timezone.now(),
            )
            for state in ("FAILED", "DONE", "SKIPPED")
        ]
    act(operator, store, "research/run", "try_again", run)

    assert (fresh(store, run).state, fresh(store, run).finished_at) == ("QUEUED", None)
    assert [(fresh(store, step).state, fresh(store, step).attempts) for step in steps] == [
        ("PENDING", 0),
        ("DONE", 5),
        ("SKIPPED", 5),
    ]
    assert "still runs" in act(operator, store, "research/run", "try_again", run)


def test_a_running_research_is_stopped_with_what_it_found(operator: Client, store: Any, make: Any) -> None:
    from automation.research.models import Run, RunStep

    run = make(Run, state="RUNNING", finished_at=None)
    with store_context(store.schema_name):
        step = RunStep.objects.create(
            run_id=run.pk, kind="SEARCH", source="CJ", query="lamp", state="PENDING", due_at=timezone.now()
        )
    act(operator, store, "research/run", "stop", run)

    assert fresh(store, step).state == "SKIPPED"
    ended = fresh(store, run)
    assert (ended.state, ended.note) == ("FAILED", "Stopped by staff.")
    assert ended.finished_at is not None


def test_a_failed_audit_is_taken_up_unless_another_runs(operator: Client, store: Any, make: Any) -> None:
    from automation.seo.models import SeoRun

    failed = make(SeoRun, status="FAILED", week="2026-W01", finished_at=timezone.now(), cursor_kind="pages")
    act(operator, store, "seo/seorun", "try_again", failed)
    taken = fresh(store, failed)
    assert (taken.status, taken.cursor_kind, taken.finished_at) == ("READING", "pages", None)

    other = make(SeoRun, status="FAILED", week="2026-W02", finished_at=timezone.now())
    assert "running already" in act(operator, store, "seo/seorun", "try_again", other)
    assert fresh(store, other).status == "FAILED"


def test_an_event_that_failed_is_applied_again_and_no_other(operator: Client, store: Any, make: Any) -> None:
    from automation.email.models import FlowSignal

    failed = make(FlowSignal, state="FAILED", attempts=5, error="x")
    done = make(FlowSignal, state="DONE", attempts=1)
    act(operator, store, "email/flowsignal", "replay", failed)
    act(operator, store, "email/flowsignal", "replay", done)

    assert [(one.state, one.attempts) for one in (fresh(store, failed), fresh(store, done))] == [
        ("PENDING", 0),
        ("DONE", 1),
    ]


def test_a_flow_is_switched_off(operator: Client, store: Any, make: Any) -> None:
    from automation.email.models import EmailFlow, FlowVersion

    version = make(FlowVersion)
    with store_context(store.schema_name):
        flow = EmailFlow.objects.get(pk=version.flow_id)
        EmailFlow.objects.filter(pk=flow.pk).update(
            is_on=True, on_since=timezone.now() - timedelta(days=1), version=version
        )
    act(operator, store, "email/emailflow", "switch_off", flow)

    assert fresh(store, flow).is_on is False


def test_an_onlooker_is_offered_no_action_and_cannot_send_one(
    onlooker: Client, store: Any, make: Any
) -> None:
    from automation.imports.models import ImportJob

    job = make(ImportJob, status="FAILED", source={"url": "https://shop.example/1"})
    said = act(onlooker, store, "imports/importjob", "try_again", job)

    assert fresh(store, job).status == "FAILED"
    assert "Try again" not in said
    assert onlooker.get(f"/store/{store.id}/imports/importjob/{job.pk}/change/").status_code == 200
    assert LogEntry.objects.count() == 0


def test_rows_are_neither_made_nor_deleted_here(operator: Client, store: Any, make: Any) -> None:
    from automation.imports.models import ImportJob

    job = make(ImportJob, status="FAILED", source={})
    assert operator.get(f"/store/{store.id}/imports/importjob/add/").status_code == 403
    assert (
        operator.post(f"/store/{store.id}/imports/importjob/{job.pk}/delete/", {"post": "yes"}).status_code
        == 403
    )
    assert fresh(store, job).status == "FAILED"


def test_somebody_is_put_out_at_once(operator: Client, onlooker: Client) -> None:
    from automation.staff.models import Person

    person = Person.objects.get(email="look@example.com")
    assert onlooker.get("/registry/store/").status_code == 200
    operator.post("/staff/person/", {"action": "put_out", "_selected_action": [str(person.pk)]})

    assert onlooker.get("/registry/store/").status_code == 302
    assert operator.get("/registry/store/").status_code == 200


def test_a_store_is_read_again_from_the_core(
    operator: Client, store: Any, core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from automation.registry.models import Store

    monkeypatch.setattr("automation.registry.admin.CoreClient", lambda: core)
    core.stores[store.id] = replace(core.stores[store.id], name="Renamed")
    operator.post("/registry/store/", {"action": "read_again", "_selected_action": [str(store.id)]})

    assert Store.objects.get(pk=store.id).name == "Renamed"
