"""Imports, reviews, the model's ledger."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from automation.imports.models import FieldProposal, ImportItem
from automation.imports.services import jobs
from automation.imports.snapshots import source_dump
from automation.suppliers.types import SourceProduct
from tenancy.ids import uuid7

SOURCE = {"source": {"kind": "product_page", "html": "<h1>Lamp</h1>"}}
# Names whose call would reach a broker; they are replaced by a function that says "taken".
BROKER = ("automation.imports.api.views.import_dispatch",)


def make(store: Any, ids: dict[str, str]) -> dict[str, str]:
    job = jobs.import_start_html(
        html="<h1>Lamp</h1>", url=None, options={}, user_id=UUID(int=1), now=timezone.now()
    )
    product_id = uuid7()
    item = ImportItem.objects.create(
        job=job,
        position=1,
        reference="same",
        title="Lamp",
        source=source_dump(SourceProduct(external_reference="same", title="Lamp")),
        product_id=product_id,
        is_new_product=True,
        due_at=timezone.now(),
    )
    proposal = FieldProposal.objects.create(
        item=item,
        product_id=product_id,
        field="title",
        source_text="Lamp",
        ai_text="Oak lamp",
        applied_text="Oak lamp",
        created_at=timezone.now(),
    )
    return {
        "import_id": str(job.pk),
        "import_item_id": str(item.pk),
        "text_proposal_id": str(proposal.pk),
        "reviewed_id": str(product_id),
        "imported_id": str(product_id),
    }


BODIES: dict[str, Any] = {
    "importListPost": lambda _: SOURCE,
    "importPreviewPost": lambda _: SOURCE,
    "importCancelPost": lambda _: None,
    "importRetryPost": lambda _: None,
    "importTextsUndoPost": lambda _: None,
    "importItemVariantsPost": lambda _: None,
    "importedVariantsPost": lambda _: {"keys": ["10"]},
    "supplierLookPost": lambda _: {"reference": "1005006000000001"},
    "reviewAcceptPost": lambda _: None,
    "reviewRejectPost": lambda _: None,
    "reviewUndoPost": lambda _: None,
    "proposalAcceptPost": lambda _: None,
    "proposalRejectPost": lambda _: None,
    "proposalEditPost": lambda _: {"text": "Mine"},
    "proposalUndoPost": lambda _: None,
    "aiBudgetPatch": lambda _: {"daily_usd": "1.00", "monthly_usd": None},
}
# Nothing stands in the shop behind these rows, and no supplier is connected.
REFUSED = {
    "importRetryPost", "supplierLookPost", "reviewRejectPost", "proposalRejectPost", "proposalEditPost",
    "importTextsUndoPost",
}  # fmt: skip
