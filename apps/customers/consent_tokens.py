"""Links in mails: an address and a purpose, sealed for one store. Opaque, and worthless at another shop.

They are encrypted and not only signed, so that no address stands in a log, a referrer or a scanner's list.
"""

import hashlib
import re
import time
from typing import Literal

from apps.customers.consent_types import ConsentLinkInvalid
from tenancy.context import require_store
from tenancy.encryption import SecretUnreadable, decrypt, encrypt

CONFIRMED_WITHIN_SECONDS = 60 * 60 * 24 * 14
TOKEN = re.compile(r"[A-Za-z0-9_-]{40,900}")
Purpose = Literal["unsubscribe", "preferences", "confirm"]


def _seal(purpose: Purpose, *parts: str) -> str:
    # Purpose and store are inside: a link of one shop, or for one thing, means nothing elsewhere.
    # Without the padding: an equals sign does not survive every mail program.
    return encrypt("\n".join((purpose, require_store(), *parts))).rstrip("=")


def _open(purpose: Purpose, token: str) -> list[str]:
    if not TOKEN.fullmatch(token):
        raise ConsentLinkInvalid
    try:
        found, schema, *parts = decrypt(token + "=" * (-len(token) % 4)).split("\n")
    except (SecretUnreadable, ValueError) as error:
        raise ConsentLinkInvalid from error
    if (found, schema) != (purpose, require_store()):
        raise ConsentLinkInvalid
    return parts


def mail_token(*, email: str, channel: str, purpose: Literal["unsubscribe", "preferences"]) -> str:
    """Return the token of a link that needs no login and never runs out: leaving must always work."""
    return _seal(purpose, email.lower(), channel)


def mail_token_read(*, token: str, purpose: Literal["unsubscribe", "preferences"]) -> tuple[str, str]:
    """Return `(email, channel)`. Raises ConsentLinkInvalid for a forged one and another store's."""
    email, channel = _open(purpose, token)
    return email, channel


def confirm_token(*, email: str, channel: str, number: int) -> str:
    """Return the token of a confirmation link: good for 14 days, and only for the newest request."""
    return _seal("confirm", email.lower(), channel, str(number), str(int(time.time())))


def confirm_token_read(*, token: str) -> tuple[str, str, int]:
    """Return `(email, channel, number)`. Raises ConsentLinkInvalid, also when it is too old."""
    email, channel, number, made_at = _open("confirm", token)
    if int(made_at) + CONFIRMED_WITHIN_SECONDS < time.time():
        raise ConsentLinkInvalid
    return email, channel, int(number)


def email_digest(email: str) -> str:
    """Return what stays of an address in the proof after erasure."""
    return hashlib.sha256(f"{require_store()}:{email.strip().lower()}".encode()).hexdigest()
