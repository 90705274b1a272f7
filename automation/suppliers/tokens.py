"""What a supplier gives for a consent or an API key."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TokenPair:
    """An access token and what renews it, both with their ends. `account` is how a person knows the account.

    Renewing never lengthens the life of the refresh token: `refresh_expires_at` is when the owner has to connect
    again. An empty `refresh` cannot be renewed at all.
    """

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    access_expires_at: datetime
    refresh_expires_at: datetime
    account: str = ""
    account_id: str = ""
