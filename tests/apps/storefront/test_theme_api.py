"""The merchant's own hand on the shop's look."""

from typing import Any

import pytest

from apps.audit.models import AuditEntry
from apps.tenants.selectors import lookup_forget
from tenancy.context import public_context
from tests.apps.storefront.pages import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(store: Any) -> str:
    return f"/api/v1/stores/{store.id}/theme"


def values(client: Any, url: str) -> dict[str, str]:
    return {row["key"]: row["value"] for row in client.get(url).json()["data"]["settings"]}


def test_changes_show_at_once_and_null_goes_back(url: str, owner: Any, browser: Browser) -> None:
    client = owner.client()
    usual = values(client, url)
    changes = {"color_brand": "#5A1F4D", "logo_text": "Meadow & Sons", "hero_title": "Hello"}

    assert client.patch(url, {"settings": changes}, format="json").status_code == 200
    lookup_forget()

    assert values(client, url) == usual | changes | {"color_brand": "#5a1f4d"}
    home = browser.get("/")
    assert "Meadow & Sons" in home.text("header")
    assert "--brand: #5a1f4d;" in browser.raw("/theme.css").content.decode()

    client.patch(url, {"settings": {"color_brand": None, "hero_title": None}}, format="json")
    lookup_forget()
    assert values(client, url) == usual | {"logo_text": "Meadow & Sons"}
    assert "--brand" not in browser.raw("/theme.css").content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"color_tint": "#16231f"},
        {"color_brand": "red"},
        {"font_body": "comic"},
        {"script": "x"},
        {"logo_text": "x" * 41},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_shoppers_could_not_read_is_refused_whole(url: str, owner: Any, changes: dict[str, str]) -> None:
    before = values(owner.client(), url)

    answer = owner.client().patch(url, {"settings": {"hero_title": "New"} | changes}, format="json")

    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, list(changes))
    assert values(owner.client(), url) == before


def test_a_change_stands_in_the_audit_log_and_no_change_does_not(url: str, owner: Any) -> None:
    for _ in range(2):
        owner.client().patch(url, {"settings": {"hero_title": "Hello"}}, format="json")

    with public_context():
        entries = list(AuditEntry.objects.filter(verb="theme.changed"))
    assert [(entry.before, entry.after) for entry in entries] == [
        ({"hero_title": ""}, {"hero_title": "Hello"})
    ]


def test_a_viewer_looks_and_changes_nothing(url: str, viewer: Any, owner: Any) -> None:
    before = values(owner.client(), url)

    assert values(viewer.client(), url) == before
    assert viewer.client().patch(url, {"settings": {"hero_title": "Mine"}}, format="json").status_code == 403
    assert values(owner.client(), url) == before
