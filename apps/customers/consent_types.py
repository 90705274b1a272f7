"""Words of consent: who allowed what, where, and how it came about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices

from tenancy.errors import Invalid, NotFound


class Channel(TextChoices):
    EMAIL = "EMAIL"
    SMS = "SMS"


class ConsentState(TextChoices):
    """PENDING (asked, not yet confirmed by the link) → SUBSCRIBED → UNSUBSCRIBED, and back by a new request."""

    PENDING = "PENDING"
    SUBSCRIBED = "SUBSCRIBED"
    UNSUBSCRIBED = "UNSUBSCRIBED"


class ConsentSource(TextChoices):
    NEWSLETTER_FORM = "NEWSLETTER_FORM"
    CHECKOUT = "CHECKOUT"
    ACCOUNT = "ACCOUNT"
    CONFIRMATION_LINK = "CONFIRMATION_LINK"
    PREFERENCE_PAGE = "PREFERENCE_PAGE"
    UNSUBSCRIBE_LINK = "UNSUBSCRIBE_LINK"
    ONE_CLICK = "ONE_CLICK"
    COMPLAINT = "COMPLAINT"
    PROVIDER = "PROVIDER"
    MERCHANT = "MERCHANT"


# A machine and a merchant can take consent away; only the person can give it.
TAKING_AWAY = frozenset(
    {
        ConsentSource.UNSUBSCRIBE_LINK,
        ConsentSource.ONE_CLICK,
        ConsentSource.COMPLAINT,
        ConsentSource.PROVIDER,
        ConsentSource.MERCHANT,
    }
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a change came from: what stands in the proof."""

    source: str
    wording: str = ""
    ip_address: str | None = None
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class ConsentInfo:
    """What an address allows. `state` is "" where nobody ever asked."""

    email: str
    channel: str
    state: str
    customer_id: UUID | None = None
    name: str = ""
    locale: str = ""
    time_zone: str = ""
    changed_at: datetime | None = None

    @property
    def is_subscribed(self) -> bool:
        return self.state == ConsentState.SUBSCRIBED


class ConsentEmailInvalid(Invalid):
    def __init__(self) -> None:
        super().__init__(fields={"email": ["Please give an e-mail address."]})


class ConsentLinkInvalid(NotFound):
    code = "consent_link_invalid"
    message = "This link is no longer good."
