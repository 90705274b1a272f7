"""Interest over time: Google's official API where the platform has access, SerpAPI, or a file from the merchant.

Scales differ (the official one is the same over all requests, the others run from 0 to 100 within one) and are kept
with the values; two scales are never compared. There is no scraping.
"""

import csv
import logging
from datetime import datetime
from io import StringIO
from typing import Any

import httpx
from django.conf import settings

from automation.research.types import SourceAway, SourceNotConnected, TrendSeries, TrendsFileInvalid

logger = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(15.0, connect=3.0)
OFFICIAL, SERPAPI, UPLOADED = "GOOGLE_TRENDS", "SERPAPI", "UPLOAD"
CONSISTENT, RELATIVE = "GLOBAL_CONSISTENT", "RELATIVE_0_100"
MOST_FILE_BYTES = 200_000
FEWEST_WEEKS = 16


def trend_read(
    *, term: str, geo: str, now: datetime, transport: httpx.BaseTransport | None = None
) -> TrendSeries:
    """Return a year of weekly interest in `term` in a country. Raises SourceNotConnected and SourceAway."""
    if settings.GOOGLE_TRENDS_TOKEN:
        return _official(term, geo, now, transport)
    if settings.SERPAPI_KEY:
        return _serpapi(term, geo, now, transport)
    raise SourceNotConnected


def _official(term: str, geo: str, now: datetime, transport: httpx.BaseTransport | None) -> TrendSeries:
    found = _asked(
        f"{settings.GOOGLE_TRENDS_URL.rstrip('/')}/v1alpha/timelines",
        {"terms": term, "geo": geo, "timeResolution": "WEEK"},
        transport,
        token=settings.GOOGLE_TRENDS_TOKEN,
    )
    lines = found.get("timelines")
    points = (
        lines[0].get("points") if isinstance(lines, list) and lines and isinstance(lines[0], dict) else None
    )
    values = _numbers([point.get("value") for point in points or [] if isinstance(point, dict)])
    return TrendSeries(OFFICIAL, CONSISTENT, term, values, now)


def _serpapi(term: str, geo: str, now: datetime, transport: httpx.BaseTransport | None) -> TrendSeries:
    found = _asked(
        f"{settings.SERPAPI_URL.rstrip('/')}/search.json",
        {"engine": "google_trends", "data_type": "TIMESERIES", "date": "today 12-m", "q": term, "geo": geo,
         "api_key": settings.SERPAPI_KEY},
        transport,
    )  # fmt: skip
    rows = (found.get("interest_over_time") or {}).get("timeline_data") or []
    values = _numbers([((row.get("values") or [{}])[0]).get("extracted_value") for row in rows])
    return TrendSeries(SERPAPI, RELATIVE, term, values, now)


def _asked(
    url: str, params: dict[str, str], transport: httpx.BaseTransport | None, *, token: str = ""
) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with httpx.Client(timeout=TIMEOUT, transport=transport, headers=headers) as http:
            answer = http.get(url, params=params)
    except httpx.HTTPError as error:
        logger.warning("Google Trends: %s", type(error).__name__)
        raise SourceAway("Google Trends does not answer") from error
    if answer.status_code in {401, 403}:
        raise SourceNotConnected("Google Trends refused the platform's key")
    if answer.status_code == 429:
        raise SourceAway("Google Trends asks to slow down", retry_after=300)
    if answer.status_code != 200:
        raise SourceAway(f"Google Trends has a problem of its own ({answer.status_code})")
    try:
        found = answer.json()
    except ValueError as error:
        raise SourceAway("Google Trends' answer was not understood") from error
    if not isinstance(found, dict):
        raise SourceAway("Google Trends' answer was not understood")
    return found


def _numbers(values: list[Any]) -> tuple[float, ...]:
    """Return the values; a gap makes the series useless and is an answer of a source that is away."""
    if not values or not all(isinstance(one, int | float) and not isinstance(one, bool) for one in values):
        raise SourceAway("Google Trends gave no usable series")
    return tuple(float(one) for one in values)


def trends_file_read(*, content: bytes, now: datetime) -> list[TrendSeries]:
    """Return the series of Google Trends' own export, multiTimeline.csv: a column a term, weeks, 0 to 100.

    "<1" counts as half. Raises TrendsFileInvalid for anything else, also for files of over 200 kB.
    """
    if len(content) > MOST_FILE_BYTES:
        raise TrendsFileInvalid("The file is larger than 200 kB; an export of Google Trends is a few.")
    try:
        rows = [row for row in csv.reader(StringIO(content.decode("utf-8-sig"))) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise TrendsFileInvalid from error
    head = next(
        (index for index, row in enumerate(rows) if len(row) > 1 and row[0] in {"Week", "Day", "Month"}), None
    )
    if head is None or rows[head][0] != "Week":
        raise TrendsFileInvalid("The export must be by week: choose “Past 12 months” before exporting.")
    terms = [name.rpartition(":")[0].strip() or name for name in rows[head][1:]]
    try:
        columns = list(zip(*[[_cell(cell) for cell in row[1:]] for row in rows[head + 1 :]], strict=True))
    except ValueError as error:
        raise TrendsFileInvalid("A row of the file is not complete.") from error
    if len(columns) != len(terms) or any(len(column) < FEWEST_WEEKS for column in columns):
        raise TrendsFileInvalid(f"The export must hold at least {FEWEST_WEEKS} weeks.")
    pairs = zip(terms, columns, strict=True)
    return [TrendSeries(UPLOADED, RELATIVE, term[:80], column, now) for term, column in pairs]


def _cell(text: str) -> float:
    value = 0.5 if text.strip().startswith("<") else float(text)
    if not 0 <= value <= 100:
        raise ValueError(text)
    return value
