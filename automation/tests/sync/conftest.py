"""A product imported from a supplier that tests can make say anything."""

from datetime import UTC, datetime
from typing import Any

import pytest

from automation.imports.services import jobs
from automation.suppliers.fake import FakeSupplier, fake_product
from automation.tests.imports.working import USER, work

ID = "1005000000000001"


@pytest.fixture
def supplier(monkeypatch: pytest.MonkeyPatch) -> FakeSupplier:
    fake = FakeSupplier()
    fake.product_add(fake_product(1, images=()))
    for place in ("automation.imports.services.suppliers", "automation.sync.services.asking"):
        monkeypatch.setattr(f"{place}.catalogue_for", lambda *, provider: fake)
    return fake


@pytest.fixture
def shelf(in_store: Any, core: Any, supplier: FakeSupplier) -> Any:
    """An imported product on sale: Black 20.99 at 10.00, Green 24.99 at 12.00, five of each."""
    job = jobs.import_start_supplier(
        references=[ID], options={"rewrite": False}, user_id=USER, now=datetime.now(UTC)
    )
    work(job, in_store, core)
    found = core.shelf(in_store.id, job.items.get().product_id)
    found.status = "ACTIVE"
    supplier.calls.clear()
    return found
