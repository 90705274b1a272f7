"""Writes of the audit log."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.audit.actor import actor_current
from apps.audit.models import AuditEntry
from tenancy.context import public_context
from tenancy.logs import request_id


def entry_record(
    *,
    verb: str,
    object_type: str,
    object_id: UUID | str,
    object_label: str = "",
    merchant_id: UUID | None = None,
    store_id: UUID | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write what the current actor did, in the caller's transaction, inside the verb itself (architecture, 9).

    `verb` is `noun.past_verb` (`member.invited`). `before` and `after` hold only the fields that changed, as JSON
    values; never secrets. At least one of `merchant_id` and `store_id` is given, so that the merchant can read it.
    """
    actor = actor_current()
    # The log is the platform's: a store's own database role never touches it.
    with public_context():
        AuditEntry.objects.create(
            at=timezone.now(),
            merchant_id=merchant_id,
            store_id=store_id,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label[:254],
            address=actor.address[:45],
            request_id=request_id.get(),
            verb=verb,
            object_type=object_type,
            object_id=str(object_id),
            object_label=object_label[:200],
            before=before,
            after=after,
        )
