"""A page's words arrive as they were written, whatever says which encoding they are in. IMP-02."""

import base64
from typing import Any

import pytest
from django.utils import timezone

from automation.imports.models import ImportItem, ImportJob
from automation.imports.services import jobs
from automation.imports.services.reading import job_read
from automation.tests.imports.working import USER, start_page
from automation.tests.suppliers.local_server import serving

pytestmark = pytest.mark.django_db
RUSSIAN = "Дубовая лампа"


def page(title: str, meta: str = "") -> str:
    offer = '<span itemprop="price" content="49.90"></span><meta itemprop="priceCurrency" content="EUR">'
    product = f'<h1 itemprop="name">{title}</h1>{offer}'
    return f'<html><head>{meta}</head><div itemscope itemtype="https://schema.org/Product">{product}</div></html>'


@pytest.mark.parametrize(
    ("kind", "content", "title"),
    [
        ("text/html; charset=windows-1251", page(RUSSIAN).encode("windows-1251"), RUSSIAN),
        ("text/html; charset=Shift_JIS", page("木のランプ").encode("shift_jis"), "木のランプ"),
        # What the server says counts more than what the page says of itself.
        (
            "text/html; charset=utf-8",
            page("Holzküchenbrett", '<meta charset="iso-8859-1">').encode(),
            "Holzküchenbrett",
        ),
        ("text/html", page(RUSSIAN, '<meta charset="windows-1251">').encode("windows-1251"), RUSSIAN),
        # A server that is plainly wrong is passed over.
        ("text/html; charset=nonsense", page(RUSSIAN).encode(), RUSSIAN),
        ("text/html; charset=utf-8", page("Küche").encode("windows-1252"), "Küche"),
    ],
)
def test_the_servers_word_on_the_encoding_counts(
    in_store: Any, settings: Any, kind: str, content: bytes, title: str
) -> None:
    behaviours = {"/lamp": lambda handler: handler.answer(content, kind=kind)}
    with serving(behaviours) as (origin, _):
        settings.FETCH_ALLOWED_ORIGINS = [origin]
        job = jobs.import_start_url(
            url=f"{origin}/lamp", options={"rewrite": False}, user_id=USER, now=timezone.now()
        )
        assert job_read(job_id=job.pk, now=job.created_at)

    assert ImportItem.objects.get().title == title


def test_text_is_text_whatever_the_page_says_of_itself(in_store: Any) -> None:
    job = start_page(page("Holzküchenbrett", '<meta charset="iso-8859-1">'))

    assert job_read(job_id=job.pk, now=job.created_at)

    assert ImportItem.objects.get().title == "Holzküchenbrett"


def test_saved_bytes_keep_their_encoding(
    owner_client: Any, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("automation.imports.api.views.import_dispatch", lambda **_: True)
    content = page(RUSSIAN, '<meta charset="windows-1251">').encode("windows-1251")
    source = {"kind": "product_page", "html_base64": base64.b64encode(content).decode()}
    path = f"/api/v1/automation/stores/{store.id}/imports"

    preview = owner_client.post(f"{path}/preview", {"source": source}, format="json")
    started = owner_client.post(path, {"source": source}, format="json")

    assert preview.json()["data"]["title"] == RUSSIAN
    assert started.status_code == 202
    from tenancy.context import store_context

    with store_context(store.schema_name):
        job = ImportJob.objects.get()
        assert job_read(job_id=job.pk, now=job.created_at)
        assert ImportItem.objects.get().title == RUSSIAN
