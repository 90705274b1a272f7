"""Where old addresses lead. A target is never itself a redirect's beginning: chains are flattened on save."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from apps.audit.services import entry_record
from apps.catalog.rules import Faults
from apps.content import rules
from apps.content.models import NotFoundEntry, Redirect
from apps.content.selectors.redirects import redirect_get
from apps.content.types import (
    RedirectDetail,
    RedirectInput,
    RedirectKind,
    RedirectLoops,
    RedirectPathTaken,
    RedirectUnknown,
    Unset,
)
from apps.tenants.selectors import store_current
from tenancy.ids import uuid7


def redirect_create(*, data: RedirectInput) -> RedirectDetail:
    """Lead `from_path` to `target`, or say it is gone (target ""). Also takes the path off the 404 log.

    Redirects that led to `from_path` lead to `target` from now on; a target that is itself redirected is replaced
    by where that leads. Raises Invalid, RedirectPathTaken, RedirectLoops.
    """
    from_path, target = _checked(data=data, from_path="", target="")
    redirect = Redirect(id=uuid7(), from_path=from_path, kind=RedirectKind.MANUAL)
    try:
        with transaction.atomic(durable=True):
            _place(redirect=redirect, target=target)
            redirect.save(force_insert=True)
            _audit("redirect.created", redirect, before=None)
    except IntegrityError as error:
        raise RedirectPathTaken(from_path) from error
    return redirect_get(redirect_id=redirect.pk)


def redirect_update(*, redirect_id: UUID, data: RedirectInput) -> RedirectDetail:
    """Change where a redirect begins or leads; it counts as made by hand from now on. Raises as `redirect_create`."""
    try:
        with transaction.atomic(durable=True):
            redirect = _locked(redirect_id=redirect_id)
            before = {"from_path": redirect.from_path, "target": redirect.target}
            redirect.from_path, target = _checked(
                data=data, from_path=redirect.from_path, target=redirect.target
            )
            redirect.kind = RedirectKind.MANUAL
            _place(redirect=redirect, target=target)
            redirect.save()
            _audit("redirect.changed", redirect, before=before)
    except IntegrityError as error:
        raise RedirectPathTaken(redirect.from_path) from error
    return redirect_get(redirect_id=redirect_id)


@transaction.atomic(durable=True)
def redirect_delete(*, redirect_id: UUID) -> None:
    """Delete a redirect; its address is not found from now on. Raises RedirectUnknown."""
    redirect = _locked(redirect_id=redirect_id)
    _audit("redirect.deleted", redirect, before={"from_path": redirect.from_path, "target": redirect.target})
    redirect.delete()


def redirect_follow(*, old: str, new: str) -> None:
    """Lead an address to the one its page has now, in the caller's transaction. `new` stops being redirected."""
    Redirect.objects.filter(from_path=new).delete()
    if old == new:
        return
    Redirect.objects.filter(target=old).update(target=new)
    Redirect.objects.update_or_create(from_path=old, defaults={"target": new, "kind": RedirectKind.AUTOMATIC})


def redirect_gone(*, paths: list[str]) -> None:
    """Say that pages are gone for good (410), in the caller's transaction. What people chose before stays.

    Addresses that led to a page which is gone are gone as well.
    """
    Redirect.objects.filter(target__in=paths, kind=RedirectKind.AUTOMATIC).update(target="")
    Redirect.objects.bulk_create(
        [Redirect(from_path=path, target="", kind=RedirectKind.AUTOMATIC) for path in paths],
        ignore_conflicts=True,
    )


@transaction.atomic
def redirects_gone(*, kind: str, handles: list[str]) -> None:
    """Say that the pages of these handles are gone, below `/products/` or `/collections/`.

    A handle that another page took meanwhile answers all the same: a redirect counts only where no page is.
    """
    redirect_gone(paths=[f"/{kind}/{handle}" for handle in handles])


def redirect_lift(*, path: str) -> None:
    """Forget a redirect from an address that a page has taken again, in the caller's transaction."""
    Redirect.objects.filter(from_path=path).delete()


def redirect_count_hit(*, from_path: str, now: datetime) -> None:
    """Count that somebody was led on."""
    Redirect.objects.filter(from_path=from_path).update(hits=F("hits") + 1, last_hit_at=now)


def _checked(*, data: RedirectInput, from_path: str, target: str) -> tuple[str, str]:
    faults = Faults()
    if not isinstance(data.from_path, Unset):
        from_path = rules.from_path_checked(data.from_path, faults)
    elif not from_path:
        faults.add("from_path", "This may not be blank.")
    if not isinstance(data.target, Unset):
        target = rules.target_checked(data.target, faults)
    faults.refuse()
    return from_path, target


def _place(*, redirect: Redirect, target: str) -> None:
    """Give `redirect` its target, flattened both ways. Raises RedirectLoops."""
    path = rules.path_folded(target) if target.startswith("/") else ""
    if path == redirect.from_path:
        raise RedirectLoops
    onward = Redirect.objects.filter(from_path=path).exclude(pk=redirect.pk).first() if path else None
    resolved = onward.target if onward is not None else target
    if rules.path_folded(resolved) == redirect.from_path and resolved:
        raise RedirectLoops
    redirect.target = resolved
    behind = Q(target=redirect.from_path) | Q(target__startswith=f"{redirect.from_path}?")
    Redirect.objects.filter(behind).exclude(from_path=resolved).update(target=resolved)
    NotFoundEntry.objects.filter(path=redirect.from_path).delete()


def _locked(*, redirect_id: UUID) -> Redirect:
    redirect = Redirect.objects.select_for_update(of=("self",)).filter(pk=redirect_id).order_by("pk").first()
    if redirect is None:
        raise RedirectUnknown
    return redirect


def _audit(verb: str, redirect: Redirect, *, before: dict[str, str] | None) -> None:
    after = (
        None if verb == "redirect.deleted" else {"from_path": redirect.from_path, "target": redirect.target}
    )
    entry_record(
        verb=verb,
        object_type="redirect",
        object_id=redirect.pk,
        object_label=redirect.from_path,
        store_id=store_current().id,
        before=before,
        after=after,
    )
