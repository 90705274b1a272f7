"""What a customer is to the rest of the code."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CustomerInfo:
    id: UUID
    email: str
    name: str
    phone: str
    created_at: datetime
