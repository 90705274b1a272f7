"""Audits, proposals, posts."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from automation.seo.models import BlogPost, SeoProposal, SeoRun

BROKER = ("automation.seo.api.audits.run_dispatch", "automation.seo.api.posts.post_dispatch")


def make(store: Any, ids: dict[str, str]) -> dict[str, str]:
    now = timezone.now()
    run = SeoRun.objects.create(trigger="WEEKLY", week="2026-W01", status="DONE", created_at=now, due_at=now)
    proposal = SeoProposal.objects.create(
        run=run,
        kind="products",
        object_id=UUID(int=1),
        path="/products/same",
        page_title="Same",
        field="seo_title",
        after="Same lamp",
        written_by="AI",
        created_at=now,
    )
    post = BlogPost.objects.create(
        topic="Same topic",
        status="DRAFTED",
        title="Same",
        body_html="<p>Same.</p>",
        created_by=UUID(int=1),
        created_at=now,
        updated_at=now,
        due_at=now,
    )
    return {"run_id": str(run.pk), "proposal_id": str(proposal.pk), "post_id": str(post.pk)}


BODIES: dict[str, Any] = {
    "seoRunListPost": lambda _: None,
    "seoProposalAcceptPost": lambda _: {},
    "seoProposalRejectPost": lambda _: None,
    "seoProposalUndoPost": lambda _: None,
    "seoRulesPatch": lambda _: {"is_weekly_on": False},
    "blogPostListPost": lambda _: {"topic": "Intruder topic"},
    "blogPostDetailPatch": lambda _: {"title": "Taken over"},
    "blogPostWritePost": lambda _: None,
    "blogPostReviewPost": lambda _: None,
    "blogPostPublishPost": lambda _: {},
}
# The fake shop has no such product, nothing accepted to undo, and the draft is not reviewed.
REFUSED = {"seoProposalAcceptPost", "seoProposalUndoPost", "blogPostPublishPost"}
