"""Words of mail automation: states, reasons, refusals."""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from tenancy.errors import Conflict, Invalid, NotFound, Refused, Unavailable


class EnrolmentState(TextChoices):
    """ACTIVE (on its way, with a due time) → DONE (came to the end) or EXITED (left before, with a reason)."""

    ACTIVE = "ACTIVE"
    DONE = "DONE"
    EXITED = "EXITED"


class MessageState(TextChoices):
    """QUEUED (decided) → CLAIMED (a worker renders it) → SENDING (handed over at this moment) → SENT.

    UNCERTAIN: a worker was killed, or the answer lost, while it was handed over; it is not sent again unless the
    mail service shows that it never got it. CANCELLED: not allowed any more. FAILED: refused for good.
    """

    QUEUED = "QUEUED"
    CLAIMED = "CLAIMED"
    SENDING = "SENDING"
    SENT = "SENT"
    UNCERTAIN = "UNCERTAIN"
    CANCELLED = "CANCELLED"
    FAILED = "FAILED"


class EventKind(TextChoices):
    """What happened to somebody. Every mail that was not sent has one, with its reason."""

    ENROLLED = "ENROLLED"
    NOT_ENROLLED = "NOT_ENROLLED"
    POSTPONED = "POSTPONED"
    SKIPPED = "SKIPPED"
    QUEUED = "QUEUED"
    CANCELLED = "CANCELLED"
    SENT = "SENT"
    UNCERTAIN = "UNCERTAIN"
    FAILED = "FAILED"
    TAGGED = "TAGGED"
    WAITING = "WAITING"
    HEARD = "HEARD"
    WAITED_OUT = "WAITED_OUT"
    CALL_QUEUED = "CALL_QUEUED"
    CALLED = "CALLED"
    CALL_FAILED = "CALL_FAILED"
    EXITED = "EXITED"
    DONE = "DONE"
    ACCEPTED = "ACCEPTED"
    DELIVERED = "DELIVERED"
    DEFERRED = "DEFERRED"
    BOUNCED = "BOUNCED"
    COMPLAINED = "COMPLAINED"
    UNSUBSCRIBED = "UNSUBSCRIBED"
    SUBSCRIBED = "SUBSCRIBED"
    OPENED = "OPENED"
    CLICKED = "CLICKED"
    SUPPRESSED = "SUPPRESSED"
    TEST_SENT = "TEST_SENT"


class Reason(TextChoices):
    """Why somebody did not enter, a mail was not sent, or a way ended; stable, said in the history."""

    BEFORE_SWITCHED_ON = "before_switched_on"
    TOO_LATE = "too_late"
    NO_ADDRESS = "no_address"
    NO_CONSENT = "no_consent"
    UNSUBSCRIBED = "unsubscribed"
    SUPPRESSED = "suppressed"
    ALREADY_INSIDE = "already_inside"
    ALREADY_FOR_SUBJECT = "already_for_subject"
    REENTRY = "reentry"
    QUIET_HOURS = "quiet_hours"
    CAP = "cap"
    ORDERED = "ordered"
    CART_CLOSED = "cart_closed"
    CART_EMPTY = "cart_empty"
    PRODUCT_GONE = "product_gone"
    PRICE_BACK = "price_back"
    TEMPLATE_MISSING = "template_missing"
    FLOW_OFF = "flow_off"
    SENDING_OFF = "sending_off"
    STEP_FAILED = "step_failed"
    REFUSED_BY_PROVIDER = "refused_by_provider"
    ANSWER_LOST = "answer_lost"
    ERASED = "erased"


class CallState(TextChoices):
    """QUEUED → SENDING → DONE; back to QUEUED after a failure that may pass; FAILED for good."""

    QUEUED = "QUEUED"
    SENDING = "SENDING"
    DONE = "DONE"
    FAILED = "FAILED"


class SuppressionReason(TextChoices):
    HARD_BOUNCE = "HARD_BOUNCE"
    SOFT_BOUNCES = "SOFT_BOUNCES"
    COMPLAINT = "COMPLAINT"
    UNSUBSCRIBED = "UNSUBSCRIBED"
    MANUAL = "MANUAL"
    IMPORTED = "IMPORTED"


class SignalState(TextChoices):
    """PENDING → DONE; FAILED after five tries, kept for staff."""

    PENDING = "PENDING"
    DONE = "DONE"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a flow or template. `node` is the node or block it stands at, "" for the whole."""

    code: str
    message: str
    node: str = ""
    field: str = ""


class SignalNotFailed(Conflict):
    code = "signal_not_failed"
    message = "Only what failed can be applied again."


class FlowUnknown(NotFound):
    message = "There is no such flow."


class TemplateUnknown(NotFound):
    message = "There is no such template."


class ContactUnknown(NotFound):
    message = "There is no such person."


class MessageUnknown(NotFound):
    message = "There is no such message."


class SegmentUnknown(NotFound):
    message = "There is no such segment."


class SegmentInUse(Conflict):
    code = "segment_in_use"
    message = "A flow begins with this segment. Take it out of the flow first."


class SegmentInvalid(Invalid):
    """The rules do not fit their schema."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(fields={"rules": sentences[:20]})


class SuppressionUnknown(NotFound):
    message = "This address is not on the list."


class FlowNotPublished(Conflict):
    code = "flow_not_published"
    message = "Publish the flow before you switch it on."


class FlowInvalid(Refused):
    """The draft cannot be published; `problems` say where."""

    code = "flow_invalid"
    message = "The flow has mistakes. They are marked at its steps."

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(problems[0].message if len(problems) == 1 else None)


class TemplateInvalid(Invalid):
    """The blocks do not fit their schema, or name a variable that does not exist."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        lines = [f"{one.node}: {one.message}" if one.node else one.message for one in problems[:20]]
        super().__init__(fields={"blocks": lines})


class TemplateInUse(Conflict):
    code = "template_in_use"
    message = "A flow sends this template. Take it out of the flow first."


class VariableMissing(Refused):
    """Preview only: a variable has neither a value for this shopper nor a default."""

    code = "variable_missing"

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(
            "These variables have no value for this person and no default: " + ", ".join(sorted(names)) + "."
        )


class SuppressionFileUnreadable(Invalid):
    def __init__(self, sentence: str) -> None:
        super().__init__(fields={"file": [sentence]})


class MailProviderAway(Unavailable):
    code = "mail_unavailable"
    message = "The mail service cannot be reached at the moment."


class MailProviderNotConnected(Conflict):
    code = "mail_not_connected"
    message = "No mail service is connected."


Json = dict[str, Any]
