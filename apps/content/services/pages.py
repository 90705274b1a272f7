"""Write pages and policies. Every save leaves a revision; a changed handle leaves a redirect."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from apps.catalog.services.handles import constraint_of
from apps.content import rules
from apps.content.models import Page
from apps.content.policies import TEMPLATES, page_html
from apps.content.selectors.pages import page_get
from apps.content.selectors.revisions import revision_snapshot
from apps.content.services.handles import handle_free, handle_taken
from apps.content.services.redirects import redirect_follow, redirect_gone, redirect_lift
from apps.content.services.revisions import revision_add, texts_expected
from apps.content.types import (
    Author,
    HandleTaken,
    PageDetail,
    PageInput,
    PageKind,
    PageUnknown,
    PolicyTaken,
    SubjectKind,
)
from apps.tenants.selectors import store_current
from apps.tenants.services import store_version_bump
from tenancy.ids import uuid7

CONTENT = ("title", "body_html")
FIELDS = (*CONTENT, "handle", "seo_title", "seo_description", "is_published")


def page_path(handle: str) -> str:
    """Return a page's path."""
    return f"/pages/{handle}"


def page_create(*, data: PageInput, author: Author) -> PageDetail:
    """Create a page with its first revision. Raises Invalid with every fault, HandleTaken, PolicyTaken."""
    cleaned = rules.page_cleaned(data=data, is_new=True)
    page_id = uuid7()
    try:
        with transaction.atomic(durable=True):
            values = rules.said(cleaned)
            given = values.pop("handle", None)
            if given is not None and handle_taken(model=Page, handle=given, row_id=page_id):
                raise HandleTaken(given)
            handle = given or handle_free(model=Page, title=str(cleaned.title), row_id=page_id)
            page = Page.objects.create(id=page_id, handle=handle, **values)
            _revised(page, author=author, note="created")
            if page.is_published:
                redirect_lift(path=page_path(handle))
            _told()
    except IntegrityError as error:
        if constraint_of(error) == "content_page_kind_once":
            raise PolicyTaken from error
        raise
    return page_get(page_id=page_id)


def page_from_template(*, kind: str, author: Author) -> PageDetail:
    """Create the unpublished page of a kind from its template with the shop's facts. Raises PolicyTaken, Invalid."""
    store = store_current()
    if kind == PageKind.PAGE or kind not in PageKind.values:
        rules.page_cleaned(data=PageInput(title="-", kind="?"), is_new=True)
    template = TEMPLATES[PageKind(kind)]
    body = page_html(
        kind=kind,
        shop=store.name,
        company=store.merchant_name or store.name,
        email=store.contact_email,
        currency=store.currency,
    )
    handle = template.handle
    if handle_taken(model=Page, handle=handle, row_id=uuid7()):
        handle = ""
    data = PageInput(title=template.title, handle=handle, body_html=body, kind=kind, is_published=False)
    return page_create(data=data, author=author)


@transaction.atomic(durable=True)
def _changed(
    *,
    page_id: UUID,
    values: dict[str, Any],
    author: Author,
    note: str,
    expected: dict[str, str] | None = None,
) -> None:
    page = _locked(page_id=page_id)
    texts_expected(row=page, values=values, expected=expected)
    changed = {name: value for name, value in values.items() if getattr(page, name) != value}
    if not changed:
        return
    old = page.handle
    for name, value in changed.items():
        setattr(page, name, value)
    if "handle" in changed and handle_taken(model=Page, handle=page.handle, row_id=page.pk):
        raise HandleTaken(page.handle)
    stamps = {"updated_at": Now()}
    if changed.keys() & {*CONTENT, "is_published"}:
        stamps["changed_at"] = Now()
    Page.objects.filter(pk=page.pk).update(**changed, **stamps)
    if "handle" in changed:
        redirect_follow(old=page_path(old), new=page_path(page.handle))
    if changed.get("is_published"):
        redirect_lift(path=page_path(page.handle))
    _revised(page, author=author, note=note)
    _told()


def page_update(*, page_id: UUID, data: PageInput, author: Author, note: str = "") -> PageDetail:
    """Change what `data` says (never the kind); a save that changes nothing leaves nothing.

    Raises PageUnknown, Invalid, HandleTaken.
    """
    values = rules.said(rules.page_cleaned(data=data, is_new=False))
    values.pop("kind", None)
    _changed(page_id=page_id, values=values, author=author, note=note)
    return page_get(page_id=page_id)


def page_text_replace(*, page_id: UUID, field: str, expected: str, value: str, author: Author) -> None:
    """Set a search text of a page whose field is still `expected`. Safe to repeat.

    Raises PageUnknown, TextsChanged, Invalid.
    """
    data = PageInput(**{field: value})  # type: ignore[arg-type]
    values = rules.said(rules.page_cleaned(data=data, is_new=False))
    note = f"{field} by automation"
    _changed(page_id=page_id, values=values, author=author, note=note, expected={field: expected})


def page_restore(*, page_id: UUID, revision_id: UUID, author: Author) -> PageDetail:
    """Make the page's words those of one of its revisions, as a new save; handle and visibility stay.

    Raises PageUnknown, RevisionUnknown.
    """
    number, snapshot = revision_snapshot(
        subject_kind=SubjectKind.PAGE, subject_id=page_id, revision_id=revision_id
    )
    kept = ("title", "body_html", "seo_title", "seo_description")
    values = {name: snapshot[name] for name in kept if name in snapshot}
    _changed(page_id=page_id, values=values, author=author, note=f"restored from save {number}")
    return page_get(page_id=page_id)


@transaction.atomic(durable=True)
def page_delete(*, page_id: UUID) -> None:
    """Delete a page; one that was published answers 410 from now on. Its revisions stay. Raises PageUnknown."""
    page = _locked(page_id=page_id)
    if page.is_published:
        redirect_gone(paths=[page_path(page.handle)])
    page.delete()
    _told()


def _locked(*, page_id: UUID) -> Page:
    page = Page.objects.select_for_update(of=("self",)).filter(pk=page_id).order_by("pk").first()
    if page is None:
        raise PageUnknown
    return page


def _revised(page: Page, *, author: Author, note: str) -> None:
    revision_add(
        subject_kind=SubjectKind.PAGE,
        subject_id=page.pk,
        snapshot={name: getattr(page, name) for name in FIELDS},
        author=author,
        note=note,
    )


def _told() -> None:
    store_version_bump(store_id=store_current().id)
