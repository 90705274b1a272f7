"""Words and shapes of connections to suppliers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import TextChoices

from tenancy.errors import NotFound, Refused, Unavailable


class Provider(TextChoices):
    ALIEXPRESS = "ALIEXPRESS", "AliExpress"
    CJ = "CJ", "CJ Dropshipping"


class AccountStatus(TextChoices):
    """EXPIRING still works, but the owner has to connect again soon; EXPIRED and REVOKED do not work."""

    CONNECTED = "CONNECTED"
    EXPIRING = "EXPIRING"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class Method(StrEnum):
    """How an owner connects: on the supplier's page, or with a key."""

    OAUTH = "OAUTH"
    API_KEY = "API_KEY"


NOT_CONNECTED = "NOT_CONNECTED"
METHODS = {Provider.ALIEXPRESS: Method.OAUTH, Provider.CJ: Method.API_KEY}
WORKING = (AccountStatus.CONNECTED, AccountStatus.EXPIRING)


@dataclass(frozen=True, slots=True)
class ConnectionInfo:
    """A supplier as the store sees it; `status` is NOT_CONNECTED where there is no account.

    `is_set_up` is False when this platform has no keys of the supplier. `is_held_back` is True while the supplier
    fails and is left alone.
    """

    provider: str
    name: str
    method: str
    is_set_up: bool
    status: str
    account: str = ""
    access_expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None
    connected_at: datetime | None = None
    last_error: str = ""
    last_error_at: datetime | None = None
    is_held_back: bool = False
    held_back_until: datetime | None = None


class ProviderUnknown(NotFound):
    message = "There is no such supplier."


class ProviderNotSetUp(Refused):
    code = "supplier_not_set_up"
    message = "This platform has no keys of this supplier yet. Its operator has to add them."


class WrongMethod(Refused):
    code = "supplier_wrong_method"
    message = "This supplier is connected in another way."


class StateInvalid(Refused):
    """The answer does not belong to a connection that this person began here a moment ago."""

    code = "connect_state_invalid"
    message = "This connection was not begun here, is over, or was used already. Begin again."


class ConnectRefused(Refused):
    code = "connect_refused"
    message = "The supplier refused the connection."


class SupplierUnreachable(Unavailable):
    code = "supplier_away"
    message = "The supplier does not answer. Try again in a moment."
