"""The model's texts as proposals: in the draft, beside the source's, until a person has decided each."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from automation.ai.product_text import ProductText
from automation.core_client.catalog import CoreWriter, TextChange
from automation.core_client.client import Core
from automation.core_client.types import CoreRejected
from automation.imports.models import FieldProposal, ImportItem
from automation.imports.types import FieldMoved, ProposalState, ProposalUnknown, Verdict
from automation.registry.types import StoreInfo
from automation.suppliers.sanitize import html_clean
from automation.suppliers.types import SourceProduct
from tenancy.errors import Invalid

AI_FIELDS = ("title", "description_html", "seo_title", "seo_description")
LIMITS = {"title": 255, "description_html": 200_000, "seo_title": 255, "seo_description": 1000}
UNDO_BATCH = 100


def proposals_make(*, item: ImportItem, product: SourceProduct) -> int:
    """Write down each text of the model with the source's own; safe to repeat. Returns how many there are."""
    if not item.rewritten or item.product_id is None:
        return 0
    text = ProductText.model_validate(item.rewritten)
    written = {
        "title": text.title,
        "description_html": text.to_html(),
        "seo_title": text.seo_title,
        "seo_description": text.seo_description,
    }
    source = {
        "title": product.title[:255] or "Untitled product",
        "description_html": html_clean(product.body_html),
        "seo_title": product.seo_title,
        "seo_description": product.seo_description,
    }
    rows = [
        FieldProposal(
            item=item,
            product_id=item.product_id,
            field=field,
            source_text=source[field],
            ai_text=written[field],
            applied_text=written[field],
            call_id=item.ai_call_id,
            created_at=timezone.now(),
        )
        for field in AI_FIELDS
    ]
    FieldProposal.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def proposal_decide(
    *,
    proposal_id: UUID,
    verdict: str,
    text: str | None,
    store: StoreInfo,
    core: Core,
    user_id: UUID,
    now: datetime,
) -> FieldProposal:
    """Accept, reject, edit or undo one text, in the product and here.

    Rejecting puts the source's text back, editing a person's own (which locks it), undoing the model's. Raises
    ProposalUnknown, FieldMoved when the product's text is no longer what we wrote, Invalid for an empty edit,
    CoreUnavailable.
    """
    row = FieldProposal.objects.select_related("item").filter(pk=proposal_id).first()
    if row is None:
        raise ProposalUnknown
    state, wanted = _outcome(row=row, verdict=verdict, text=text)
    if wanted != row.applied_text:
        _written(row=row, state=state, wanted=wanted, store=store, core=core)
    row.state, row.applied_text = state, wanted
    row.decided_by, row.decided_at = (None, None) if verdict == Verdict.UNDO else (user_id, now)
    row.save(update_fields=["state", "applied_text", "decided_by", "decided_at"])
    return row


def _outcome(*, row: FieldProposal, verdict: str, text: str | None) -> tuple[ProposalState, str]:
    if verdict == Verdict.REJECT:
        return ProposalState.REJECTED, row.source_text
    if verdict == Verdict.ACCEPT:
        return ProposalState.ACCEPTED, row.ai_text
    if verdict == Verdict.UNDO:
        return ProposalState.PROPOSED, row.ai_text
    if not text or not text.strip() or len(text) > LIMITS[row.field]:
        raise Invalid(fields={"text": [f"1 to {LIMITS[row.field]} characters."]})
    return ProposalState.EDITED, text.strip()


def _written(*, row: FieldProposal, state: ProposalState, wanted: str, store: StoreInfo, core: Core) -> None:
    # What a person has written is theirs to take back; a machine could not.
    is_persons = state == ProposalState.EDITED or row.state == ProposalState.EDITED
    kind = "PERSON" if is_persons else "IMPORT" if state == ProposalState.REJECTED else "AI"
    try:
        written = core.texts_write(
            store_id=store.id,
            product_id=row.product_id,
            changes=[TextChange(row.field, wanted, expected=row.applied_text)],
            writer=CoreWriter(kind=kind, label="Review", run_id=row.item.job_id),
            idempotency_key=f"review-{row.pk}-{timezone.now().timestamp()}",
        )
    except CoreRejected as error:
        # Gone, or not to be written in this form: not ours to decide any more.
        raise FieldMoved(error.message) from error
    if written.refused:
        raise FieldMoved


def product_decide(
    *, product_id: UUID, verdict: str, store: StoreInfo, core: Core, user_id: UUID, now: datetime
) -> list[FieldProposal]:
    """Accept, reject or undo all texts of a product that the verdict changes. Raises as `proposal_decide`."""
    rows = list(FieldProposal.objects.filter(product_id=product_id).order_by("pk"))
    if not rows:
        raise ProposalUnknown
    decided = {
        Verdict.ACCEPT: [ProposalState.PROPOSED],
        Verdict.REJECT: [ProposalState.PROPOSED, ProposalState.ACCEPTED],
        Verdict.UNDO: [ProposalState.ACCEPTED, ProposalState.REJECTED, ProposalState.EDITED],
    }
    for row in rows:
        if row.state in decided[Verdict(verdict)]:
            proposal_decide(
                proposal_id=row.pk,
                verdict=verdict,
                text=None,
                store=store,
                core=core,
                user_id=user_id,
                now=now,
            )
    return list(FieldProposal.objects.filter(product_id=product_id).order_by("pk"))


def run_texts_undo(
    *, import_id: UUID, store: StoreInfo, core: Core, user_id: UUID, now: datetime
) -> tuple[int, int, int]:
    """Put the source's text back wherever an import's model wrote, a hundred texts a call.

    Returns (put back, left because a person changed them, still to do). Texts a person has edited stay.
    """
    waiting = FieldProposal.objects.filter(
        item__job_id=import_id, state__in=[ProposalState.PROPOSED, ProposalState.ACCEPTED]
    ).order_by("pk")
    back = left = 0
    for row in waiting[:UNDO_BATCH]:
        try:
            proposal_decide(
                proposal_id=row.pk,
                verdict=Verdict.REJECT,
                text=None,
                store=store,
                core=core,
                user_id=user_id,
                now=now,
            )
            back += 1
        except FieldMoved:
            # The product has other words by now: they are somebody's, and stay.
            FieldProposal.objects.filter(pk=row.pk).update(
                state=ProposalState.EDITED, decided_by=user_id, decided_at=now
            )
            left += 1
    return back, left, waiting.count()


def proposals_of(*, product_ids: Sequence[UUID]) -> dict[UUID, list[FieldProposal]]:
    """Return the proposals of products, in the order of the fields."""
    found: dict[UUID, list[FieldProposal]] = {product_id: [] for product_id in product_ids}
    for row in FieldProposal.objects.filter(product_id__in=list(product_ids)).order_by("pk"):
        found[row.product_id].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: AI_FIELDS.index(row.field))
    return found
