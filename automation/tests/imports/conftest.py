"""Pictures of the imports' tests come from a table; the guarded client has tests of its own."""

from typing import Any

import pytest

from automation.imports.services import pictures
from automation.suppliers.fake import FakeSupplier, fake_product
from automation.suppliers.fetch import FetchedDocument
from automation.suppliers.fetch_errors import FetchUnreachable
from automation.tests.imports.working import PNG


@pytest.fixture(autouse=True)
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which pictures were asked for; one whose address says `broken` cannot be had."""
    asked: list[str] = []

    def fetch(*, url: str, **_: Any) -> FetchedDocument:
        asked.append(url)
        if "broken" in url:
            raise FetchUnreachable
        content = PNG if "same" in url else PNG + url.encode()
        return FetchedDocument(url=url, content_type="image/png", charset=None, body=content)

    monkeypatch.setattr(pictures, "image_fetch", fetch)
    pictures._dead_hosts.clear()
    return asked


@pytest.fixture
def supplier(monkeypatch: pytest.MonkeyPatch) -> FakeSupplier:
    """Give imports a supplier with three products in place of AliExpress."""
    fake = FakeSupplier()
    for at in range(1, 4):
        fake.product_add(fake_product(at))
    monkeypatch.setattr("automation.imports.services.suppliers.catalogue_for", lambda *, provider: fake)
    monkeypatch.setattr("automation.imports.sourcing.catalogue_for", lambda *, provider: fake)
    return fake
