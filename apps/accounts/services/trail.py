"""What the verbs of this module leave in the audit log."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from apps.accounts.models import Membership, User
from apps.audit.actor import acting, actor_current
from apps.audit.services import entry_record
from apps.audit.types import Actor, ActorKind


@contextmanager
def as_person(user: User, *, address: str = "") -> Iterator[None]:
    """Act as this person where nobody is signed in yet (sign-up, a mailed link); an actor already bound stays."""
    if actor_current().kind != ActorKind.SYSTEM:
        yield
        return
    with acting(Actor(kind=ActorKind.USER, id=user.pk, label=user.email, address=address)):
        yield


def person_record(*, user: User, verb: str, after: dict[str, Any] | None = None) -> None:
    """Record something a person did to their own account, for each merchant they belong to."""
    with as_person(user):
        for merchant_id in Membership.objects.filter(user=user).values_list("merchant_id", flat=True):
            entry_record(
                verb=verb,
                object_type="user",
                object_id=user.pk,
                object_label=user.email,
                merchant_id=merchant_id,
                after=after,
            )
