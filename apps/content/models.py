"""Posts, pages and where old addresses lead (store schema)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from apps.catalog.fields import ListField
from apps.content.types import AuthorKind, MenuPlace, PageKind, PostStatus, RedirectKind, SubjectKind
from tenancy.ids import uuid7


class Post(models.Model):
    """One article of the blog. `published_at` of a SCHEDULED post is when it will go out."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(max_length=255)
    handle = models.CharField(max_length=120)
    status = models.CharField(max_length=9, choices=PostStatus, default=PostStatus.DRAFT)
    body_html = models.TextField(default="", blank=True)
    excerpt = models.CharField(max_length=500, default="", blank=True)
    author = models.CharField(max_length=120, default="", blank=True)
    tags = ListField(models.CharField(max_length=60), default=list, blank=True)
    sources = models.JSONField(default=list, blank=True)
    # A product of this shop whose first picture heads the post.
    image_product_id = models.UUIDField(null=True, blank=True)
    image_alt = models.CharField(max_length=250, default="", blank=True)
    seo_title = models.CharField(max_length=255, default="", blank=True)
    seo_description = models.CharField(max_length=1000, default="", blank=True)
    # Who wrote it first; edits are in the revisions.
    origin = models.CharField(max_length=8, choices=AuthorKind, default=AuthorKind.PERSON)
    external_reference = models.CharField(max_length=255, null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handle"], name="content_post_handle_once"),
            models.UniqueConstraint(fields=["external_reference"], name="content_post_reference_once"),
            models.CheckConstraint(
                condition=Q(status__in=PostStatus.values), name="content_post_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status="DRAFT") | Q(published_at__isnull=False), name="content_post_has_its_time"
            ),
        ]
        indexes = [
            models.Index(
                F("published_at").desc(),
                F("id").desc(),
                name="content_post_newest",
                condition=Q(status="PUBLISHED"),
            ),
            models.Index(fields=["published_at"], name="content_post_due", condition=Q(status="SCHEDULED")),
            models.Index(F("updated_at").desc(), F("id").desc(), name="content_post_updated"),
        ]

    def __str__(self) -> str:
        return self.title


class Page(models.Model):
    """A page that stands by itself: about, contact, the policies."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=PageKind, default=PageKind.PAGE)
    title = models.CharField(max_length=255)
    handle = models.CharField(max_length=120)
    body_html = models.TextField(default="", blank=True)
    seo_title = models.CharField(max_length=255, default="", blank=True)
    seo_description = models.CharField(max_length=1000, default="", blank=True)
    is_published = models.BooleanField(default=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handle"], name="content_page_handle_once"),
            models.UniqueConstraint(
                fields=["kind"], name="content_page_kind_once", condition=~Q(kind="PAGE")
            ),
            models.CheckConstraint(condition=Q(kind__in=PageKind.values), name="content_page_kind_known"),
        ]

    def __str__(self) -> str:
        return self.title


class Revision(models.Model):
    """What a post or page was after one save. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject_kind = models.CharField(max_length=4, choices=SubjectKind)
    subject_id = models.UUIDField()
    number = models.PositiveIntegerField()
    snapshot = models.JSONField()
    author_kind = models.CharField(max_length=8, choices=AuthorKind)
    author_label = models.CharField(max_length=254, default="", blank=True)
    note = models.CharField(max_length=200, default="", blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "number"], name="content_revision_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} #{self.number}"


class Redirect(models.Model):
    """An address that is no longer there. `target` is never itself a `from_path`: chains are flattened on save."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    from_path = models.CharField(max_length=500)
    # "" = gone (410).
    target = models.CharField(max_length=2000, default="", blank=True)
    kind = models.CharField(max_length=9, choices=RedirectKind)
    hits = models.PositiveIntegerField(default=0)
    last_hit_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_path"], name="content_redirect_from_once"),
            models.CheckConstraint(condition=~Q(from_path=F("target")), name="content_redirect_no_loop"),
        ]
        indexes = [models.Index(fields=["target"], name="content_redirect_target")]

    def __str__(self) -> str:
        return self.from_path


class NotFoundEntry(models.Model):
    """An address that was asked for and is not there; at most 500 rows a store."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    path = models.CharField(max_length=500)
    hits = models.PositiveIntegerField(default=1)
    referrer = models.CharField(max_length=500, default="", blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path"], name="content_not_found_path_once")]
        indexes = [models.Index(F("hits").desc(), F("last_seen_at").desc(), name="content_not_found_most")]

    def __str__(self) -> str:
        return self.path


class Menu(models.Model):
    """Links of a place in the theme, in their order: [{"title", "path"}]."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.CharField(max_length=6, choices=MenuPlace)
    items = models.JSONField(default=list)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place"], name="content_menu_place_once")]

    def __str__(self) -> str:
        return self.place


class SearchSettings(models.Model):
    """At most one row: what the merchant decided about search engines."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    product_title_template = models.CharField(max_length=120, default="{title} – {shop}")
    # For products that have no description for search engines of their own.
    product_description_template = models.CharField(
        max_length=300, default="{description}", db_default="{description}"
    )
    robots_disallow = ListField(models.CharField(max_length=200), default=list, blank=True)
    is_open_to_search = models.BooleanField(default=True)
    is_feed_open = models.BooleanField(default=True, db_default=True)
    # Stands in the feed where a product names no vendor.
    feed_brand = models.CharField(max_length=70, default="", db_default="", blank=True)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="content_search_settings_one_row")]

    def __str__(self) -> str:
        return "search settings"
