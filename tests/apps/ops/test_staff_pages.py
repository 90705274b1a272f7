"""ADM-06: staff find every table on their site; every page opens, shows no secret, asks the database few questions."""

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

from tenancy.context import public_context, store_context
from tenancy.staff.facts import StaffAdmin
from tenancy.staff.site import is_store_model
from tenancy.testing.rows import marker, row_make, secret_fields
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

WITHOUT_A_PAGE = {
    "auth.Permission": "Django writes it from the models; it is chosen on the pages of people and groups",
    "contenttypes.ContentType": "Django's list of models, from code",
    "sessions.Session": "its key signs staff in, its data is theirs; sessions are ended on the person's page",
    "django_celery_beat.PeriodicTasks": "one row: when beat's tables changed last",
    "djstripe.UpcomingInvoice": "never stored: Stripe's preview, made in memory",
}
# Names that look like secrets and are none.
NO_SECRETS = {
    "catalog.Image": {"content_hash"},  # of the picture's bytes
}
ONE: dict[str, Any] = {"id": 1}
SAID: dict[str, Any] = {
    "status": "active",
    "currency": "eur",
    "amount": 100,
    "client_secret": "leaked-by-stripe",
}
# What dj-stripe's own texts of a row ask of it.
SAID_OF: dict[str, dict[str, Any]] = {
    "BalanceTransaction": {"status": "available"},
    "Dispute": {"status": "won"},
    "File": {"filename": "proof.pdf"},
    "FileLink": {"url": "https://files.example/1"},
    "TaxId": {"type": "eu_vat"},
}
# What constraints ask of a row.
GIVEN: dict[str, dict[str, Any]] = {
    "accounts.Invitation": {"custom_role": None},
    "accounts.Membership": {"custom_role": None},
    "analytics.SaleEntry": {"gross_minor": 119, "tax_minor": 19, "net_minor": 100},
    "catalog.HandleRedirect": {"collection": None},
    "checkout.CartLine": {"quantity": 1},
    "checkout.Discount": {"percent_milli": 10_000},
    "entitlements.UsageCounter": {"resource": "products"},
    "orders.Order": {
        "discount_minor": 0,
        "subtotal_minor": 1,
        "shipping_minor": 0,
        "tax_minor": 0,
        "total_minor": 1,
    },
    "orders.OrderLine": {"quantity": 1, "unit_price_minor": 2, "line_total_minor": 2},
    "orders.Refund": {"shipping_minor": 0, "reason": "OTHER", "source": "MERCHANT", "state": "PENDING"},
    "orders.RefundLine": {"quantity": 1, "removed_quantity": 0},
    "orders.OrderCounter": ONE,
    "checkout.TaxSettings": ONE,
    "storefront.Opening": ONE,
}
GIVEN |= {
    model._meta.label: {"stripe_data": SAID | SAID_OF.get(model.__name__, {})}
    for model in apps.get_app_config("djstripe").get_models()
}
LABELS = sorted(model._meta.label for model in admin.site._registry)


@pytest.fixture
def staff(db: None) -> Client:
    from apps.accounts.models import User

    client = Client(HTTP_HOST="admin.localhost")
    client.force_login(User.objects.create_superuser("staff@example.com", PASSWORD))
    return client


@pytest.fixture(autouse=True)
def _without_sidebar(settings: Any) -> None:
    """The list of all tables beside each page is looked at elsewhere; here it would be drawn a thousand times."""
    settings.UNFOLD = settings.UNFOLD | {"SIDEBAR": settings.UNFOLD["SIDEBAR"] | {"navigation": []}}


@contextmanager
def _at_home(model: Any, store: Any) -> Iterator[str]:
    """Enter the schema the model lives in; yield the prefix of its pages."""
    if is_store_model(model):
        with store_context(store.schema_name):
            yield f"/store/{store.id}"
    else:
        with public_context():
            yield ""


def _address(model: Any) -> str:
    return f"/{model._meta.app_label}/{model._meta.model_name}/"


def _questions(client: Client, path: str) -> tuple[int, str]:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == 200, path
    return len(asked), answer.content.decode()


def test_every_model_has_a_page_or_a_reason() -> None:
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    without = {model._meta.label for model in models if not admin.site.is_registered(model)}

    assert without == set(WITHOUT_A_PAGE)
    assert all(len(reason) > 20 for reason in WITHOUT_A_PAGE.values())


def test_every_page_is_bounded_as_ours_are() -> None:
    stock = [
        label for label in LABELS if not isinstance(admin.site._registry[apps.get_model(label)], StaffAdmin)
    ]

    assert stock == []


@pytest.mark.parametrize("label", LABELS)
def test_adm_06_list_and_row_open_for_staff_only_and_show_no_secret(
    staff: Client, owner: Any, store: Any, label: str
) -> None:
    model: Any = apps.get_model(label)
    with _at_home(model, store) as prefix:
        row = row_make(model, GIVEN)
        address = prefix + _address(model)
        detail = f"{address}{quote(row.pk)}/change/"
        hidden = [
            marker(model._meta.get_field(name))
            for name in secret_fields(model)
            if name not in NO_SECRETS.get(label, set())
        ]

    one, listed = _questions(staff, address)
    few, shown = _questions(staff, detail)

    assert str(row.pk) in listed or "field-" in listed
    assert [text for text in [*hidden, "leaked-by-stripe"] if text in listed or text in shown] == []
    assert max(one, few) <= 25
    _grows_not(staff, model, store, address, one)
    stranger = Client(HTTP_HOST="admin.localhost")
    with public_context():
        stranger.force_login(owner.user)
    for path in (address, detail):
        assert stranger.get(path).status_code == 302
        assert stranger.post(path, {"action": "delete_selected"}).status_code == 302


def _grows_not(staff: Client, model: Any, store: Any, address: str, before: int) -> None:
    """A list with more rows asks as few questions; a table of one row cannot grow."""
    with _at_home(model, store):
        try:
            with transaction.atomic():
                row_make(model, GIVEN)
                row_make(model, GIVEN)
        except IntegrityError:
            return
    assert _questions(staff, address)[0] <= before
