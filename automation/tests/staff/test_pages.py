"""ADM-06: staff find every table of this service; every page opens, shows no secret, asks few questions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from automation.staff.watching import WATCHES
from tenancy.context import public_context, store_context
from tenancy.staff.facts import StaffAdmin
from tenancy.staff.site import is_store_model
from tenancy.testing.rows import marker, row_make, secret_fields

pytestmark = pytest.mark.django_db

WITHOUT_A_PAGE = {
    "auth.Permission": "rights are the core's to give, which says at each hand-over who may act",
    "auth.Group": "as permissions: there are no groups here",
    "contenttypes.ContentType": "Django's list of models, from code",
    "sessions.Session": "its key lets staff in; each coming in has a row of its own (staff.Entry)",
    "django_celery_beat.PeriodicTasks": "one row: when beat's tables changed last",
}
# Names that look like secrets and are none.
NO_SECRETS = {"ai.AiCall": {"prompt_hash"}}
ONE: dict[str, Any] = {"id": 1}
GIVEN: dict[str, dict[str, Any]] = {
    "ai.AiBudget": ONE,
    "email.EmailSettings": ONE,
    "email.EmailTemplate": {"key": ""},
    "email.Suppression": {"email": "ana@example.com"},
    "email.EmailFlow": {"key": "", "version": None},
    "research.Criteria": ONE | {"hour": 6},
    "seo.SeoRules": ONE,
    "seo.SeoRun": {"status": "DONE"},
    "registry.Store": {"schema_name": lambda number: f"s_{number:020d}", "state": "ACTIVE"},
    "tenancy.PoolSchema": {"schema_name": lambda number: f"s_{number:020d}"},
}
LABELS = sorted(model._meta.label for model in admin.site._registry)


@pytest.fixture(autouse=True)
def _without_sidebar(settings: Any) -> None:
    """The list of all tables beside each page is looked at elsewhere; here it would be drawn a thousand times."""
    settings.UNFOLD = settings.UNFOLD | {"SIDEBAR": settings.UNFOLD["SIDEBAR"] | {"navigation": []}}


@contextmanager
def _at_home(model: Any, store: Any) -> Iterator[str]:
    if is_store_model(model):
        with store_context(store.schema_name):
            yield f"/store/{store.id}"
    else:
        with public_context():
            yield ""


def _questions(client: Client, path: str) -> tuple[int, str]:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == 200, path
    return len(asked), answer.content.decode()


def test_every_model_has_a_page_or_a_reason() -> None:
    without = {model._meta.label for model in apps.get_models() if not admin.site.is_registered(model)}

    assert without == set(WITHOUT_A_PAGE)
    assert all(isinstance(page, StaffAdmin) for page in admin.site._registry.values())


@pytest.mark.parametrize("label", LABELS)
def test_adm_06_list_and_row_open_for_staff_only_and_show_no_secret(
    operator: Client, stranger: Client, store: Any, label: str
) -> None:
    model: Any = apps.get_model(label)
    with _at_home(model, store) as prefix:
        row = row_make(model, GIVEN)
        address = f"{prefix}/{model._meta.app_label}/{model._meta.model_name}/"
        detail = f"{address}{quote(row.pk)}/change/"
        hidden = [
            marker(model._meta.get_field(name))
            for name in secret_fields(model)
            if name not in NO_SECRETS.get(label, set())
        ]

    one, listed = _questions(operator, address)
    few, shown = _questions(operator, detail)

    assert [text for text in hidden if text in listed or text in shown] == []
    assert max(one, few) <= 20
    _grows_not(operator, model, store, address, one)
    for path in (address, detail):
        assert stranger.get(path).status_code == 302
        assert stranger.post(path, {"action": "delete_selected"}).status_code == 302


def _grows_not(client: Client, model: Any, store: Any, address: str, before: int) -> None:
    with _at_home(model, store):
        try:
            with transaction.atomic():
                row_make(model, GIVEN)
                row_make(model, GIVEN)
        except IntegrityError:
            return
    assert _questions(client, address)[0] <= before


def test_a_stores_tables_are_below_its_id_only(operator: Client, store: Any) -> None:
    assert operator.get("/imports/importjob/").status_code == 404
    assert operator.get(f"/store/{store.id}/registry/store/").status_code == 404
    assert operator.get("/store/00000000-0000-0000-0000-00000000dead/imports/importjob/").status_code == 404


def test_ten_05_one_stores_rows_are_not_in_the_others_list(
    operator: Client, store: Any, other_store: Any
) -> None:
    from automation.email.models import Contact

    with store_context(store.schema_name):
        row_make(Contact, {"email.Contact": {"email": "only-here@example.com"}})

    mine = operator.get(f"/store/{store.id}/email/contact/").content.decode()
    other = operator.get(f"/store/{other_store.id}/email/contact/").content.decode()
    assert "only-here@example.com" in mine
    assert store.name in mine
    assert "only-here@example.com" not in other
    assert other_store.name in other


def test_what_needs_a_look_is_counted_in_every_store_by_two_questions(
    operator: Client, store: Any, other_store: Any
) -> None:
    from automation.imports.models import ImportJob
    from automation.staff.selectors import stores_needing_attention

    with store_context(other_store.schema_name):
        row_make(ImportJob, {"imports.ImportJob": {"status": "FAILED"}})
        row_make(ImportJob, {"imports.ImportJob": {"status": "SUCCEEDED"}})

    with CaptureQueriesContext(connection) as asked:
        found = stores_needing_attention(page=1)
    assert len(asked) <= 2
    assert [(one.id, one.total) for one in found.stores] == [(other_store.id, 1), (store.id, 0)]
    page = operator.get("/attention/").content.decode()
    assert f"/store/{other_store.id}/imports/importjob/?status__exact=FAILED" in page
    assert "Nothing failed" in page
    assert operator.get("/attention/?page=-3").status_code == 200


@pytest.mark.parametrize("watch", WATCHES, ids=lambda watch: watch.model_label)
def test_each_figure_leads_to_its_rows(operator: Client, store: Any, watch: Any) -> None:
    assert operator.get(f"/store/{store.id}/{watch.path}").status_code == 200
