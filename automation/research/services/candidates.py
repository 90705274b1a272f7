"""What a person decides about a candidate."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from automation.imports.services import jobs
from automation.research.models import Candidate
from automation.research.types import CandidateState, CandidateUnknown


def candidate_locked(*, candidate_id: UUID) -> Candidate:
    """Return a candidate, locked to the end of the transaction. Raises CandidateUnknown."""
    found = Candidate.objects.select_for_update().filter(pk=candidate_id).first()
    if found is None:
        raise CandidateUnknown
    return found


@transaction.atomic
def candidate_reject(*, candidate_id: UUID, now: datetime) -> Candidate:
    """Put a candidate away: later runs know it and show it as new no more."""
    candidate = candidate_locked(candidate_id=candidate_id)
    if candidate.state != CandidateState.IMPORTED:
        candidate.state, candidate.updated_at = CandidateState.REJECTED, now
        candidate.save(update_fields=["state", "updated_at"])
    return candidate


@transaction.atomic
def candidate_import(*, candidate_id: UUID, user_id: UUID, now: datetime) -> UUID:
    """Start the import of a candidate's best offer and return the import's id; again: the same import."""
    candidate = candidate_locked(candidate_id=candidate_id)
    if candidate.import_id is None:
        job = jobs.import_start_supplier(
            references=[candidate.product_id],
            options={"rewrite": True},
            label=candidate.title,
            user_id=user_id,
            now=now,
        )
        candidate.import_id, candidate.state, candidate.updated_at = job.pk, CandidateState.IMPORTED, now
        candidate.save(update_fields=["import_id", "state", "updated_at"])
    return candidate.import_id
