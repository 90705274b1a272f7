"""Days of a store's own calendar and the moments they begin and end."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apps.analytics.types import LONGEST_DAYS, Period, PeriodInvalid

USUAL_DAYS = 30


def time_zone_of(name: str) -> ZoneInfo:
    """Return the zone, or UTC when the store names one that does not exist."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def today_of(*, time_zone: str, now: datetime) -> date:
    """Return the store's date at this moment."""
    return now.astimezone(time_zone_of(time_zone)).date()


def period_of(*, first: date | None, last: date | None, today: date) -> Period:
    """Return the period asked for: 30 days up to today unless said. Raises PeriodInvalid (backwards, over a year)."""
    last = last or today
    first = first or last - timedelta(days=USUAL_DAYS - 1)
    if first > last:
        raise PeriodInvalid("The last day is before the first.")
    period = Period(first, last)
    if period.days > LONGEST_DAYS:
        raise PeriodInvalid(f"At most {LONGEST_DAYS} days at once.")
    return period


def bounds_of(*, period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the first moment of the first day and the first moment after the last, DST and all."""
    start = datetime.combine(period.first, time.min, tzinfo=zone)
    return start, datetime.combine(period.last + timedelta(days=1), time.min, tzinfo=zone)
