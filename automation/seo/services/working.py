"""One worker's turn at an audit or a post: take it, do what time allows, give it back."""

from datetime import datetime
from uuid import UUID

from automation.core_client.client import Core
from automation.core_client.types import CoreError
from automation.registry.types import StoreInfo
from automation.seo.models import BlogPost, SeoRun
from automation.seo.services.leases import lease_take
from automation.seo.services.proposals import proposals_accept_by_rule, proposals_make
from automation.seo.services.runs import run_end, run_hold, run_read, run_score
from automation.seo.services.writing import post_work
from automation.seo.timebox import TimeBox
from automation.seo.types import RUNNING, RunStatus


def run_work(*, run_id: UUID, store: StoreInfo, core: Core, box: TimeBox, now: datetime) -> bool:
    """Go on with an audit; returns whether another turn should follow at once."""
    if not lease_take(rows=SeoRun.objects.filter(status__in=RUNNING), row_id=run_id, now=now):
        return False
    run = SeoRun.objects.get(pk=run_id)
    try:
        if run.status == RunStatus.READING:
            run_read(run=run, store=store, core=core, box=box)
        if run.status == RunStatus.SCORING:
            run_score(run=run)
        if run.status == RunStatus.PROPOSING and proposals_make(
            run=run, store=store, core=core, box=box, now=now
        ):
            proposals_accept_by_rule(run=run, store=store, core=core, now=now)
            run_end(run=run, now=now)
    except CoreError as error:
        run_hold(run=run, error=error, now=now)
        return False
    if run.status in RUNNING:
        SeoRun.objects.filter(pk=run_id).update(leased_until=None)
    return run.status in RUNNING


def post_turn(*, post_id: UUID, store: StoreInfo, core: Core, box: TimeBox, now: datetime) -> bool:
    """Go on with writing a post; returns whether another turn should follow at once."""
    if not lease_take(rows=BlogPost.objects.filter(is_writing=True), row_id=post_id, now=now):
        return False
    post = BlogPost.objects.get(pk=post_id)
    has_ended = post_work(post=post, store=store, core=core, box=box, now=now)
    BlogPost.objects.filter(pk=post_id).update(leased_until=None)
    return not has_ended and post.due_at <= now
