"""Schema names: which exist, which a store may have."""

import re
import secrets
import string

PUBLIC = "public"
STORE_PREFIX = "s_"
_ALPHABET = string.ascii_lowercase + string.digits
_STORE_NAME = re.compile(r"s_[a-z0-9]{20}")
_PLAIN_IDENTIFIER = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}")


class BadSchemaName(ValueError):
    """The text is not a name this platform gives to a store's schema."""


def new_schema_name() -> str:
    """Return an opaque schema name: `s_` + 20 of [a-z0-9], 103 random bits.

    Never derived from a shop's name, so no name is ever used twice.
    """
    return STORE_PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(20))


def is_store_schema(name: object) -> bool:
    """Return whether `name` is one `new_schema_name` could have made."""
    return isinstance(name, str) and _STORE_NAME.fullmatch(name) is not None


def require_store_schema(name: object) -> str:
    """Return `name` unchanged, or raise `BadSchemaName`."""
    if not is_store_schema(name):
        raise BadSchemaName(f"{name!r} is not a store's schema name (s_ and 20 of a-z, 0-9)")
    return str(name)


def require_identifier(name: object) -> str:
    """Return `name` if it may be written into SQL as a schema (also `public` and the template)."""
    if not isinstance(name, str) or not _PLAIN_IDENTIFIER.fullmatch(name) or name == "information_schema":
        raise BadSchemaName(f"{name!r} cannot be a schema name")
    return name
