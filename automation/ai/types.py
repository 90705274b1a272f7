"""What came of asking the model."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices
from pydantic import BaseModel


class CallState(TextChoices):
    ANSWERED = "ANSWERED"
    REFUSED = "REFUSED"
    INVALID = "INVALID"
    AWAY = "AWAY"


class AiError(Exception):
    """Base: the caller goes on without the model and says so."""


class AiNotConnected(AiError):
    """No key is set: the feature is off, never faked."""


class AiAway(AiError):
    """Timeout, overload, rate limit or network: trying later may help."""


class AiAnsweredBadly(AiError):
    """Refused, cut off, or not what the schema demands; asking the same again rarely helps."""


@dataclass(frozen=True, slots=True)
class Answer[Shape: BaseModel]:
    """A checked answer with its ledger entry. `cost_micros` is millionths of a US dollar."""

    value: Shape
    call_id: UUID
    cost_micros: int
