"""What stands for an erased address, the same in both services (docs/email-flows.md)."""

import hashlib
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Concat, Lower


def address_digest(*, store_id: UUID, email: str) -> str:
    """Return SHA-256 (hex) over "<store id>:<address in lower case>".

    The address cannot be read from it, but whoever has the address can find it. Each store has its own.
    """
    return hashlib.sha256(f"{store_id}:{email.strip().lower()}".encode()).hexdigest()


def digest_of(column: Any, *, store_id: UUID) -> Func:
    """Return the same as an expression over a column, to be matched by the database."""
    text = F(column) if isinstance(column, str) else column
    return Func(
        Concat(Value(f"{store_id}:"), Lower(text), output_field=CharField()),
        template="encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')",
        output_field=CharField(),
    )
