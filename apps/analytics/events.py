"""Facts of analytics."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class ExportRequested(Event):
    name: ClassVar[str] = "export.requested"
    store_id: UUID
    export_id: UUID
