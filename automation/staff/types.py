"""What the core hands over, and why it is refused."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenancy.errors import Forbidden


@dataclass(frozen=True, slots=True)
class HandOver:
    """A person whom the core has signed in as staff. `state` is the hash of what the asking browser keeps."""

    id: UUID
    person_id: UUID
    email: str
    may_operate: bool
    state: str
    expires_at: datetime


class HandOverRefused(Forbidden):
    """Forged, expired, used, for something else, or brought by another browser. Which one is not said."""

    code = "handover_refused"
    message = "This way in is not good any more. Go in again from the staff site."
