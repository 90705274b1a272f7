"""The imports API: who may call, what bad input gets, what an answer looks like."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from automation.imports import dispatch
from automation.imports.models import ImportJob
from automation.tests.conftest import token
from automation.tests.imports.working import CSV, PAGE
from tenancy.context import store_context

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def broker(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would be published, instead of a broker."""
    sent: list[dict[str, Any]] = []

    def publish(**values: Any) -> bool:
        sent.append(values)
        return True

    monkeypatch.setattr("automation.imports.api.views.import_dispatch", publish)
    return sent


def base(store: Any) -> str:
    return f"/api/v1/automation/stores/{store.id}/imports"


def page_source(**changes: Any) -> dict[str, Any]:
    return {"source": {"kind": "product_page", "html": PAGE} | changes}


def jobs_of(store: Any) -> int:
    with store_context(store.schema_name):
        return ImportJob.objects.count()


def test_imp_04_an_import_is_accepted_and_can_be_watched(
    owner_client: Any, store: Any, broker: list[dict[str, Any]]
) -> None:
    answer = owner_client.post(base(store), page_source(), format="json")

    assert answer.status_code == 202
    data = answer.json()["data"]
    assert data["status"] == "QUEUED"
    assert [step["name"] for step in data["steps"]] == [
        "fetch",
        "extract",
        "rewrite",
        "images",
        "price",
        "create",
    ]
    assert data["progress"] == {"total": 0, "done": 0, "failed": 0, "percent": 0}
    assert broker == [{"schema_name": store.schema_name, "import_id": UUID(data["id"])}]
    watched = owner_client.get(f"{base(store)}/{data['id']}").json()["data"]
    assert watched["id"] == data["id"]
    assert owner_client.get(base(store)).json()["total"] == 1


def test_a_csv_is_taken_as_multipart(owner_client: Any, store: Any) -> None:
    file = SimpleUploadedFile("apparel.csv", CSV, "text/csv")

    answer = owner_client.post(base(store), {"kind": "shopify_csv", "file": file}, format="multipart")

    assert answer.status_code == 202
    assert answer.json()["data"]["source_label"] == "apparel.csv"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"source": None},
        {"source": "x"},
        {"source": {"kind": "product_page"}},
        {"source": {"kind": "product_page", "url": "ftp://x", "html": None}},
        {"source": {"kind": "product_page", "url": "javascript:alert(1)"}},
        {"source": {"kind": "product_page", "url": "https://a.example", "html": "<p>"}},
        {"source": {"kind": "shopify_csv"}},
        {"source": {"kind": "product_page", "html": 5.5}, "options": []},
        {"source": {"kind": "product_page", "html": "<p>"}, "options": {"language": "en; drop"}},
        {"source": {"kind": "product_page", "html_base64": "%%%"}},
    ],
)
def test_bad_sources_are_refused_and_store_nothing(
    owner_client: Any, store: Any, body: dict[str, Any]
) -> None:
    for path in (base(store), f"{base(store)}/preview"):
        answer = owner_client.post(path, body, format="json")
        if path.endswith("preview") and "options" in body and "html" in body.get("source", {}):
            continue  # the preview has no options
        assert answer.status_code == 400, path
        assert answer.json()["error"]["fields"]
    assert jobs_of(store) == 0


def test_a_page_over_five_megabytes_is_refused(owner_client: Any, store: Any) -> None:
    answer = owner_client.post(base(store), page_source(html="x" * (5 * 1024 * 1024 + 1)), format="json")

    assert answer.status_code == 400
    assert "source.html" in answer.json()["error"]["fields"]


def test_a_body_over_twelve_megabytes_is_not_read(owner_client: Any, store: Any) -> None:
    raw = json.dumps(page_source(html="x" * 13_000_000))

    answer = owner_client.generic("POST", base(store), raw, content_type="application/json")

    assert answer.status_code == 413


def test_an_empty_file_and_a_missing_file_are_refused(owner_client: Any, store: Any) -> None:
    empty = SimpleUploadedFile("x.csv", b"", "text/csv")

    for form in (
        {"kind": "shopify_csv", "file": empty},
        {"kind": "shopify_csv"},
        {"kind": "x", "file": empty},
    ):
        assert owner_client.post(base(store), form, format="multipart").status_code == 400
    assert jobs_of(store) == 0


def test_the_preview_shows_what_a_page_would_give(owner_client: Any, store: Any) -> None:
    answer = owner_client.post(f"{base(store)}/preview", page_source(), format="json")

    assert answer.status_code == 200
    data = answer.json()["data"]
    assert data["title"] == "Oak Lamp"
    assert data["price"] == {"amount": "49.90", "currency": "EUR"}
    assert (data["sku"], data["availability"], data["brand"]) == ("OL-1", "InStock", "Woodlight")
    assert 0 < data["confidence"]["overall"] <= 1
    assert jobs_of(store) == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:6379/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "https://user:pw@10.0.0.1/",
    ],
)
def test_imp_09_private_addresses_are_refused_in_words(owner_client: Any, store: Any, url: str) -> None:
    answer = owner_client.post(
        f"{base(store)}/preview", {"source": {"kind": "product_page", "url": url}}, format="json"
    )

    assert answer.status_code == 422
    assert answer.json()["error"]["code"].startswith("fetch_")
    assert answer.json()["error"]["message"]


def test_aut_05_a_viewer_looks_and_does_not_start(viewer_client: Any, store: Any) -> None:
    assert viewer_client.get(base(store)).status_code == 200
    assert viewer_client.post(base(store), page_source(), format="json").status_code == 403
    assert jobs_of(store) == 0


def test_aut_03_strangers_and_other_owners_get_404(
    stranger_client: Any, other_owner_client: Any, store: Any
) -> None:
    for client in (stranger_client, other_owner_client):
        assert client.get(base(store)).status_code == 404
        assert client.post(base(store), page_source(), format="json").status_code == 404
    assert jobs_of(store) == 0


def test_another_stores_import_is_not_there(
    owner_client: Any, other_owner_client: Any, store: Any, other_store: Any
) -> None:
    made = other_owner_client.post(base(other_store), page_source(), format="json").json()["data"]["id"]

    for path in ("", "/items"):
        assert owner_client.get(f"{base(store)}/{made}{path}").status_code == 404
    for verb in ("cancel", "retry"):
        assert owner_client.post(f"{base(store)}/{made}/{verb}").status_code == 404
    assert owner_client.get(base(store)).json()["total"] == 0


def test_c17_forged_and_expired_tokens_are_refused(store: Any) -> None:
    from rest_framework.test import APIClient

    for change in ({"aud": "x"}, {"iss": "x"}, {"exp": 1}, {"token_type": "refresh"}, {"sid": "no"}):
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token(user=11, session=11, **change)}")
        assert client.get(base(store)).status_code == 401, change


def test_without_the_core_rights_cannot_be_checked(owner_client: Any, core: Any, store: Any) -> None:
    core.is_away = True

    answer = owner_client.get(base(store))

    assert answer.status_code == 503
    assert answer["Retry-After"] == "3"


def test_a_suspended_store_reads_and_does_not_import(core: Any, store: Any) -> None:
    from dataclasses import replace

    from automation.tests.conftest import member_client

    core.stores[store.id] = replace(core.stores[store.id], status="SUSPENDED")
    client = member_client(core, store, user=21, role="OWNER")

    assert client.get(base(store)).status_code == 200
    assert client.post(base(store), page_source(), format="json").status_code == 403


def test_a_store_the_feed_has_not_brought_is_read_from_the_core(core: Any, db: None) -> None:
    from automation.tests.conftest import core_store, member_client

    seen = core_store(5)
    core.stores[seen.id] = seen
    client = member_client(core, seen, user=31, role="OWNER")

    assert client.get(base(seen)).status_code == 200


def test_api_03_the_same_key_starts_one_import(owner_client: Any, store: Any) -> None:
    first = owner_client.post(base(store), page_source(), format="json", HTTP_IDEMPOTENCY_KEY="one")
    again = owner_client.post(base(store), page_source(), format="json", HTTP_IDEMPOTENCY_KEY="one")

    assert first.json() == again.json()
    assert jobs_of(store) == 1


def test_g1_a_broker_that_is_away_loses_no_import(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from celery import current_app

    def away(*_: Any, **__: Any) -> None:
        raise OSError("no broker")

    monkeypatch.setattr(current_app, "send_task", away)

    assert dispatch.import_dispatch(schema_name=store.schema_name, import_id=store.id) is False
