"""Writes of connections."""

from automation.connections.services.connecting import (
    connect_begin,
    connect_by_key,
    connect_finish,
    disconnect,
)
from automation.connections.services.renewing import account_renew, accounts_look_after, token_refused

__all__ = [
    "account_renew",
    "accounts_look_after",
    "connect_begin",
    "connect_by_key",
    "connect_finish",
    "disconnect",
    "token_refused",
]
