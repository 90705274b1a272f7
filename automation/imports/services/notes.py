"""What a person must know about a product, said once."""

from uuid import UUID

from django.db import transaction

from automation.imports.models import ImportItem, ImportJob


def item_note(*, item: ImportItem, text: str) -> None:
    """Keep a sentence on the product, once."""
    if text not in item.notes:
        item.notes = [*item.notes, text]
        item.save(update_fields=["notes"])


@transaction.atomic
def job_note(*, job_id: UUID, text: str) -> None:
    """Keep a sentence on the import, once, whichever of its lanes says it."""
    job = ImportJob.objects.select_for_update().get(pk=job_id)
    if text not in job.notes:
        ImportJob.objects.filter(pk=job_id).update(notes=[*job.notes, text])
