"""Audits with every page's score, proposals and what became of them, posts from brief to shop (store schema)."""

from django.db import models
from django.db.models import Q

from automation.seo.types import PostStatus, ProposalStatus, RunStatus, RunTrigger, TextField, WrittenBy
from tenancy.ids import uuid7


class SeoRun(models.Model):
    """One audit of the whole shop. `week` is the ISO week of a weekly one: there is one a week."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    trigger = models.CharField(max_length=6, choices=RunTrigger)
    week = models.CharField(max_length=8, null=True)
    status = models.CharField(max_length=9, choices=RunStatus, default=RunStatus.READING)
    # Where reading has got to: kind of page, and the last id of it.
    cursor_kind = models.CharField(max_length=11, default="products")
    cursor_after = models.UUIDField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    pages_count = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    asked_count = models.PositiveSmallIntegerField(default=0)
    proposals_count = models.PositiveSmallIntegerField(default=0)
    notes = models.JSONField(default=list)
    waits = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["week"], name="seo_run_once_a_week"),
            models.UniqueConstraint(
                models.Value(1),
                name="seo_run_one_at_a_time",
                condition=Q(status__in=["READING", "SCORING", "PROPOSING"]),
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="seo_run_newest")]

    def __str__(self) -> str:
        return f"{self.trigger} {self.week or self.created_at}"


class SeoPage(models.Model):
    """One page of an audit: what was measured, and the score with its reasons."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(SeoRun, on_delete=models.CASCADE, related_name="pages")
    kind = models.CharField(max_length=11)
    object_id = models.UUIDField()
    path = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    # Folded, to find doubles; "" when the page has none of its own.
    title_key = models.CharField(max_length=300)
    description_key = models.CharField(max_length=300)
    facts = models.JSONField(default=dict)
    score = models.PositiveSmallIntegerField(default=100)
    reasons = models.JSONField(default=list)
    is_asked = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "kind", "object_id"], name="seo_page_once_a_run")
        ]
        indexes = [
            models.Index(fields=["run", "score", "id"], name="seo_page_worst"),
            models.Index(fields=["run", "title_key"], name="seo_page_title"),
            models.Index(fields=["run", "path"], name="seo_page_path"),
        ]

    def __str__(self) -> str:
        return self.path


class SeoProposal(models.Model):
    """A new text for one field of one page. At most one is open for each field."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(SeoRun, on_delete=models.SET_NULL, null=True, related_name="proposals")
    kind = models.CharField(max_length=11)
    object_id = models.UUIDField()
    image_id = models.UUIDField(null=True)
    path = models.CharField(max_length=300)
    page_title = models.CharField(max_length=300)
    field = models.CharField(max_length=15, choices=TextField)
    before = models.TextField(blank=True)
    after = models.TextField()
    reasons = models.JSONField(default=list)
    written_by = models.CharField(max_length=4, choices=WrittenBy)
    model = models.CharField(max_length=60, blank=True, default="")
    call_id = models.UUIDField(null=True)
    status = models.CharField(max_length=8, choices=ProposalStatus, default=ProposalStatus.OPEN)
    # A person's id, or null for the merchant's rule.
    decided_by = models.UUIDField(null=True)
    is_decided_by_rule = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    message = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "image_id", "field"],
                name="seo_proposal_one_open",
                condition=Q(status="OPEN"),
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(fields=["status", "-created_at", "-id"], name="seo_proposal_newest")]

    def __str__(self) -> str:
        return f"{self.path} {self.field}"


class SeoRules(models.Model):
    """At most one row: which proposals go into the shop without a person. None unless the merchant says so."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    is_weekly_on = models.BooleanField(default=True)
    auto_accept_fields = models.JSONField(default=list)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="seo_rules_one_row")]

    def __str__(self) -> str:
        return "rules"


class BlogPost(models.Model):
    """A post on its way from a brief to the shop's blog. `sections` hold heading, product and paragraphs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    status = models.CharField(max_length=9, choices=PostStatus, default=PostStatus.BRIEF)
    topic = models.CharField(max_length=200)
    # {"audience", "keywords", "language", "tone", "notes", "sources": [{"title", "url", "text"}]}
    brief = models.JSONField(default=dict)
    title = models.CharField(max_length=255, blank=True, default="")
    excerpt = models.CharField(max_length=500, blank=True, default="")
    author = models.CharField(max_length=120, blank=True, default="")
    tags = models.JSONField(default=list)
    seo_title = models.CharField(max_length=255, blank=True, default="")
    seo_description = models.CharField(max_length=1000, blank=True, default="")
    sections = models.JSONField(default=list)
    products = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    body_html = models.TextField(blank=True, default="")
    is_writing = models.BooleanField(default=False)
    model = models.CharField(max_length=60, blank=True, default="")
    cost_micros = models.PositiveBigIntegerField(default=0)
    error_code = models.CharField(max_length=60, blank=True, default="")
    error = models.CharField(max_length=300, blank=True, default="")
    waits = models.PositiveSmallIntegerField(default=0)
    created_by = models.UUIDField()
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    publish_at = models.DateTimeField(null=True)
    core_post_id = models.UUIDField(null=True)
    url = models.CharField(max_length=500, blank=True, default="")
    leased_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="blog_post_newest"),
            models.Index(fields=["due_at"], name="blog_post_due", condition=Q(is_writing=True)),
        ]

    def __str__(self) -> str:
        return self.title or self.topic
