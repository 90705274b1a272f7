"""Actors and entries of the audit log."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices


class ActorKind(TextChoices):
    USER = "USER"
    API_KEY = "API_KEY"
    AUTOMATION = "AUTOMATION"
    STAFF = "STAFF"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something: `label` is what people read (an e-mail address, a key's name)."""

    kind: str
    id: UUID | None = None
    label: str = ""
    address: str = ""


SYSTEM = Actor(kind=ActorKind.SYSTEM, label="Dropwright")
