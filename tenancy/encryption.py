"""Secrets of merchants at rest: encrypted with rotating keys (Fernet: AES-128-CBC with HMAC-SHA256).

`settings.FIELD_ENCRYPTION_KEYS` maps key ids to 32 bytes in URL-safe base64. The first key encrypts, all decrypt, so
a key is rotated by putting a new one in front and saving each row again.
"""

from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


class SecretUnreadable(Exception):
    """No key of the ring opens this value: the key was dropped, or the value is not ours."""


def _ring() -> MultiFernet:
    keys: dict[str, str] = getattr(settings, "FIELD_ENCRYPTION_KEYS", {})
    if not keys:
        raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS is empty: merchants' secrets cannot be stored.")
    return MultiFernet([Fernet(key) for key in keys.values()])


def encrypt(text: str) -> str:
    """Return `text` encrypted with the newest key; the empty string stays empty."""
    return _ring().encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """Return what `encrypt` was given. Raises SecretUnreadable when no key of the ring opens it."""
    if not token:
        return ""
    try:
        return _ring().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise SecretUnreadable from error


if TYPE_CHECKING:
    Text = models.TextField[str, str]  # generic in its stubs only
else:
    Text = models.TextField


class EncryptedTextField(Text):
    """Text that is readable in Python and ciphertext in the database. It cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else encrypt(str(value))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else decrypt(value)
