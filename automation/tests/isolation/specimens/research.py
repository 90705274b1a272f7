"""Runs, candidates, the watch list."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from automation.research import services
from automation.research.models import Candidate

EXPORT = "Week,lamp: (Germany)\n" + "".join(f"2026-01-{day:02},{day}\n" for day in range(1, 21))
BROKER = ("automation.research.api.views.research_dispatch", "automation.research.api.views.import_dispatch")


def make(store: Any, ids: dict[str, str]) -> dict[str, str]:
    now = timezone.now()
    services.criteria_set(changes={"keywords": ["lamp"]}, now=now)
    run = services.run_start(day=now.date().replace(year=2020), now=now)
    candidate = Candidate.objects.create(
        identity="same", title="Same lamp", provider="ALIEXPRESS", product_id="1005006000000101", keyword="lamp",
        first_run=run, last_run=run, created_at=now, updated_at=now,
    )  # fmt: skip
    item = services.watchlist_add(candidate_id=candidate.pk, user_id=UUID(int=1), now=now)
    return {
        "research_run_id": str(run.pk),
        "candidate_id": str(candidate.pk),
        "watchlist_item_id": str(item.pk),
    }


BODIES: dict[str, Any] = {
    "researchCriteriaPatch": lambda _: {"keywords": ["intruder"]},
    "researchRunListPost": lambda _: None,
    "candidateRejectPost": lambda _: None,
    "candidateWatchPost": lambda _: {"note": "intruder"},
    "candidateImportPost": lambda _: None,
    "watchlistItemPatch": lambda _: {"note": "intruder"},
    "watchlistReadPost": lambda _: None,
    "trendsFilePost": lambda _: {"file": SimpleUploadedFile("t.csv", EXPORT.encode(), "text/csv")},
}
