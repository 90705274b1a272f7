"""Imports."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from automation.imports.services import jobs

SOURCE = {"source": {"kind": "product_page", "html": "<h1>Lamp</h1>"}}
# Names whose call would reach a broker; they are replaced by a function that says "taken".
BROKER = ("automation.imports.api.views.import_dispatch",)


def make(store: Any, ids: dict[str, str]) -> dict[str, str]:
    job = jobs.import_start_html(
        html="<h1>Lamp</h1>", url=None, options={}, user_id=UUID(int=1), now=timezone.now()
    )
    return {"import_id": str(job.pk)}


BODIES: dict[str, Any] = {
    "importListPost": lambda _: SOURCE,
    "importPreviewPost": lambda _: SOURCE,
    "importCancelPost": lambda _: None,
    "importRetryPost": lambda _: None,
}
REFUSED = {"importRetryPost"}
