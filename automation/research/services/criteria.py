"""What a store looks for, and the series it brings itself."""

from datetime import datetime
from typing import Any

from django.db import transaction

from automation.research.models import Criteria, UploadedTrend
from automation.research.trends import trends_file_read
from automation.research.types import CriteriaInvalid

MOST_KEYWORDS, MOST_BRANDS = 5, 50


@transaction.atomic
def criteria_set(*, changes: dict[str, Any], now: datetime) -> Criteria:
    """Change what this store looks for; what is not named stays. Raises CriteriaInvalid."""
    row = Criteria.objects.select_for_update().get_or_create(pk=1, defaults={"updated_at": now})[0]
    for name, value in changes.items():
        setattr(row, name, _cleaned(name, value))
    _check(row)
    row.updated_at = now
    row.save()
    return row


def _cleaned(name: str, value: Any) -> Any:
    if name in {"keywords", "excluded_brands"}:
        return list(dict.fromkeys(" ".join(str(one).split())[:80] for one in value if str(one).strip()))
    return value.upper() if name == "ship_to" else value


def _check(row: Criteria) -> None:
    if len(row.keywords) > MOST_KEYWORDS:
        raise CriteriaInvalid(
            "keywords", f"At most {MOST_KEYWORDS} keywords: each is asked of every source, each day."
        )
    if row.is_on and not row.keywords:
        raise CriteriaInvalid("keywords", "Name at least one keyword to switch research on.")
    if len(row.excluded_brands) > MOST_BRANDS:
        raise CriteriaInvalid("excluded_brands", f"At most {MOST_BRANDS} brands.")
    if row.price_min is not None and row.price_max is not None and row.price_min > row.price_max:
        raise CriteriaInvalid("price_max", "The highest price is below the lowest.")


@transaction.atomic
def trends_upload(*, content: bytes, now: datetime) -> list[str]:
    """Keep the series of an export of Google Trends; returns their terms. Raises TrendsFileInvalid."""
    found = trends_file_read(content=content, now=now)
    for series in found:
        UploadedTrend.objects.update_or_create(
            term=series.term.lower(), defaults={"values": list(series.values), "uploaded_at": now}
        )
    return [series.term for series in found]
