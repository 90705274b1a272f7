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
    """Base: the caller goes on without the model and says so. `state` is how the ledger names it."""

    state = CallState.AWAY


class AiNotConnected(AiError):
    """No key is set, or the key was refused: the feature is off, never faked."""


class AiBudgetSpent(AiError):
    """The store has used up what it may spend in a day; nothing is asked."""


class AiAway(AiError):
    """Timeout, overload, rate limit or network: trying later may help."""


class AiAnsweredBadly(AiError):
    """Cut off, or not what the schema demands; asking the same again rarely helps."""

    state = CallState.INVALID


class AiRefused(AiAnsweredBadly):
    """The model does not want to answer this."""

    state = CallState.REFUSED


@dataclass(frozen=True, slots=True)
class Answer[Shape: BaseModel]:
    """A checked answer with its ledger entry. `cost_micros` is millionths of a US dollar."""

    value: Shape
    call_id: UUID
    cost_micros: int
