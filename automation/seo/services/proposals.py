"""Proposals: made for the worst pages, decided by people (or by a rule of the merchant), taken back again."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from automation.ai.types import AiAnsweredBadly, AiAway, AiBudgetSpent, AiNotConnected
from automation.core_client.client import Core
from automation.core_client.content import CorePage, TextReplacement
from automation.core_client.types import CoreRejected
from automation.registry.types import StoreInfo
from automation.seo.asking import search_texts_write
from automation.seo.audit import DESCRIPTION_REASONS, TITLE_REASONS, plain_text
from automation.seo.models import SeoPage, SeoProposal, SeoRules, SeoRun
from automation.seo.plain import is_plain, is_supported, visible
from automation.seo.timebox import ASK_SECONDS, TimeBox
from automation.seo.types import (
    MAX_ASKED,
    ProposalDecided,
    ProposalStale,
    ProposalStatus,
    ProposalUnknown,
    TextField,
    TextRefused,
    WrittenBy,
)

LIMITS = {TextField.SEO_TITLE: 255, TextField.SEO_DESCRIPTION: 1000, TextField.ALT_TEXT: 250}
AWAY = {
    AiNotConnected: "Claude is not connected, so there are no proposals for titles and descriptions.",
    AiBudgetSpent: "The AI budget is used up, so some pages have no proposal.",
    AiAway: "Claude did not answer, so some pages have no proposal.",
}


def proposals_make(*, run: SeoRun, store: StoreInfo, core: Core, box: TimeBox, now: datetime) -> bool:
    """Propose texts for the worst pages while time is left; returns whether all are done.

    Never for a field a person has edited, nor again for one whose proposal was rejected.
    """
    while run.asked_count < MAX_ASKED:
        if not box.fits(ASK_SECONDS):
            return False
        row = _next(run)
        if row is None:
            return True
        SeoPage.objects.filter(pk=row.pk).update(is_asked=True)
        page = _read(core, store=store, row=row)
        if page is None:
            continue
        _propose_alts(run=run, row=row, page=page, now=now)
        if not _wanted(row, page):
            continue
        run.asked_count += 1
        try:
            _ask(run=run, row=row, page=page, store=store, now=now)
        except (AiNotConnected, AiBudgetSpent, AiAway) as error:
            run.notes = [*run.notes, AWAY[type(error)]]
            run.asked_count = MAX_ASKED
        except AiAnsweredBadly:
            run.notes = [*run.notes, f"Claude's words for {row.path} were not usable."][:50]
        run.save(update_fields=["asked_count", "proposals_count", "notes"])
    return True


def _next(run: SeoRun) -> SeoPage | None:
    rows = SeoPage.objects.filter(run=run, is_asked=False, score__lt=100).exclude(kind="collections")
    return rows.order_by("score", "pk").first()


def _read(core: Core, *, store: StoreInfo, row: SeoPage) -> CorePage | None:
    """Return the page as it is now; None when it has gone."""
    before = UUID(int=row.object_id.int - 1)
    found = core.seo_pages(store_id=store.id, kind=row.kind, after=before, limit=1)
    return found[0] if found and found[0].id == row.object_id else None


def _wanted(row: SeoPage, page: CorePage) -> dict[str, list[str]]:
    """Return the fields to propose with the reasons: those that cost points, and that no person has written."""
    codes = [reason["code"] for reason in row.reasons]
    fields = {
        TextField.SEO_TITLE: [code for code in codes if code in TITLE_REASONS],
        TextField.SEO_DESCRIPTION: [code for code in codes if code in DESCRIPTION_REASONS],
    }
    return {
        str(name): reasons
        for name, reasons in fields.items()
        if reasons and _is_free(page, name) and not _was_rejected(page, name, None)
    }


def _is_free(page: CorePage, name: str) -> bool:
    """Posts and pages say nothing of who wrote a field, so only their empty ones are free."""
    return name not in page.locked_fields and (page.kind == "products" or not getattr(page, name))


def _was_rejected(page: CorePage, name: str, image_id: UUID | None) -> bool:
    rows = SeoProposal.objects.filter(
        kind=page.kind, object_id=page.id, image_id=image_id, field=name, status=ProposalStatus.REJECTED
    )
    return rows.exists()


def _ask(*, run: SeoRun, row: SeoPage, page: CorePage, store: StoreInfo, now: datetime) -> None:
    text = plain_text(page.body_html)
    answer = search_texts_write(
        subject=f"{page.kind}:{page.id}",
        title=page.title,
        text=text,
        about=page.about,
        language=store.locale,
    )
    source = f"{page.title} {text} {page.about} {store.name}"
    for name, reasons in _wanted(row, page).items():
        after = getattr(answer.value, name)
        if after == getattr(page, name) or not is_supported(after, source=source):
            continue
        _open(
            run=run,
            page=page,
            name=name,
            after=after,
            reasons=reasons,
            now=now,
            marks={"written_by": WrittenBy.AI, "model": settings.ANTHROPIC_MODEL, "call_id": answer.call_id},
        )


def _propose_alts(*, run: SeoRun, row: SeoPage, page: CorePage, now: datetime) -> None:
    """Propose the page's title for pictures without words: by rule, since nobody has looked at them."""
    for place, (image_id, alt) in enumerate(page.images, start=1):
        if alt.strip() or _was_rejected(page, TextField.ALT_TEXT, image_id):
            continue
        after = page.title if place == 1 else f"{page.title}, picture {place}"
        _open(
            run=run,
            page=page,
            name=TextField.ALT_TEXT,
            after=after[:250],
            reasons=["alt_missing"],
            now=now,
            marks={"written_by": WrittenBy.RULE, "image_id": image_id, "before": alt},
        )


def _open(
    *,
    run: SeoRun,
    page: CorePage,
    name: str,
    after: str,
    reasons: list[str],
    now: datetime,
    marks: dict[str, Any],
) -> None:
    """Open a proposal in place of an older open one for the same field."""
    image_id = marks.get("image_id")
    before = marks.pop("before", None) if name == TextField.ALT_TEXT else getattr(page, name)
    with transaction.atomic():
        same = SeoProposal.objects.filter(
            kind=page.kind, object_id=page.id, image_id=image_id, field=name, status=ProposalStatus.OPEN
        )
        same.delete()
        SeoProposal.objects.create(
            run=run,
            kind=page.kind,
            object_id=page.id,
            path=page.path[:300],
            page_title=page.title[:300],
            field=name,
            before=before or "",
            after=after,
            reasons=reasons,
            created_at=now,
            **marks,
        )
        run.proposals_count += 1


def proposals_accept_by_rule(*, run: SeoRun, store: StoreInfo, core: Core, now: datetime) -> int:
    """Accept this run's proposals for the fields the merchant's rule names; returns how many. None by default."""
    rules = SeoRules.objects.filter(pk=1).first()
    fields = rules.auto_accept_fields if rules else []
    done = 0
    for proposal in SeoProposal.objects.filter(
        run=run, status=ProposalStatus.OPEN, field__in=fields
    ).order_by("pk"):
        try:
            _apply(proposal=proposal, store=store, core=core, user_id=None, now=now)
            done += 1
        except ProposalStale:
            continue
    return done


def proposal_accept(
    *, proposal_id: UUID, value: str | None, store: StoreInfo, core: Core, user_id: UUID, now: datetime
) -> SeoProposal:
    """Put a proposal into the shop, optionally in the person's own words. Safe to repeat after a lost answer.

    Raises ProposalUnknown, ProposalDecided, TextRefused, and ProposalStale when somebody changed the text since.
    """
    proposal = _open_one(proposal_id)
    if value is not None:
        proposal.after = _cleaned(value, field=proposal.field)
        proposal.save(update_fields=["after"])
    _apply(proposal=proposal, store=store, core=core, user_id=user_id, now=now)
    return proposal


def proposal_reject(*, proposal_id: UUID, user_id: UUID, now: datetime) -> SeoProposal:
    """Turn a proposal down; it is not made again for this field. Raises ProposalUnknown, ProposalDecided."""
    proposal = _open_one(proposal_id)
    _decide(proposal, status=ProposalStatus.REJECTED, user_id=user_id, now=now)
    return proposal


def proposal_undo(
    *, proposal_id: UUID, store: StoreInfo, core: Core, user_id: UUID, now: datetime
) -> SeoProposal:
    """Put back what stood there before. Raises ProposalUnknown, ProposalDecided, ProposalStale."""
    proposal = _found(proposal_id)
    if proposal.status != ProposalStatus.ACCEPTED:
        raise ProposalDecided("Only an accepted proposal can be undone.")
    try:
        _replace(
            proposal, expected=proposal.after, value=proposal.before, store=store, core=core, verb="undo"
        )
    except CoreRejected as error:
        raise _stale(error) from error
    _decide(proposal, status=ProposalStatus.UNDONE, user_id=user_id, now=now)
    return proposal


def _apply(
    *, proposal: SeoProposal, store: StoreInfo, core: Core, user_id: UUID | None, now: datetime
) -> None:
    try:
        _replace(
            proposal, expected=proposal.before, value=proposal.after, store=store, core=core, verb="accept"
        )
    except CoreRejected as error:
        proposal.message = error.message[:300]
        _decide(proposal, status=ProposalStatus.STALE, user_id=user_id, now=now)
        raise _stale(error) from error
    _decide(proposal, status=ProposalStatus.ACCEPTED, user_id=user_id, now=now)


def _stale(error: CoreRejected) -> ProposalStale:
    return ProposalStale(error.message if error.status != 404 else "The page is gone.")


def _replace(
    proposal: SeoProposal, *, expected: str, value: str, store: StoreInfo, core: Core, verb: str
) -> None:
    text = TextReplacement(
        kind=proposal.kind,
        object_id=proposal.object_id,
        field=proposal.field,
        expected=expected,
        value=value,
        image_id=proposal.image_id,
        writer_label=proposal.model or "rule",
        run_id=proposal.run_id,
    )
    # A repeat with other words is another request.
    digest = sha256(f"{expected}\0{value}".encode()).hexdigest()[:16]
    key = f"seo-{proposal.pk}-{verb}-{digest}"
    core.seo_text_replace(store_id=store.id, text=text, idempotency_key=key)


def _decide(proposal: SeoProposal, *, status: str, user_id: UUID | None, now: datetime) -> None:
    proposal.status, proposal.decided_by, proposal.decided_at = status, user_id, now
    proposal.is_decided_by_rule = user_id is None
    proposal.save(update_fields=["status", "decided_by", "decided_at", "is_decided_by_rule", "message"])


def _found(proposal_id: UUID) -> SeoProposal:
    proposal = SeoProposal.objects.filter(pk=proposal_id).first()
    if proposal is None:
        raise ProposalUnknown
    return proposal


def _open_one(proposal_id: UUID) -> SeoProposal:
    proposal = _found(proposal_id)
    if proposal.status != ProposalStatus.OPEN:
        raise ProposalDecided
    return proposal


def _cleaned(value: str, *, field: str) -> str:
    text = visible(value)
    if not text or not is_plain(text):
        raise TextRefused
    return text[: LIMITS[TextField(field)]]


def rules_save(*, is_weekly_on: bool | None, auto_accept_fields: list[str] | None, now: datetime) -> SeoRules:
    """Keep what is said of the merchant's rules."""
    row = SeoRules.objects.filter(pk=1).first() or SeoRules(updated_at=now)
    if is_weekly_on is not None:
        row.is_weekly_on = is_weekly_on
    if auto_accept_fields is not None:
        row.auto_accept_fields = sorted(set(auto_accept_fields))
    row.updated_at = now
    row.save()
    return row
