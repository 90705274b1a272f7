"""Times of day where the recipient lives: quiet hours and "wait until", right on the days clocks change."""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

# Two clocks that agree in both seasons are the same for a mail.
SEASONS = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))


@lru_cache(maxsize=2000)
def zone_find(name: str) -> ZoneInfo | None:
    """Return a time zone by its name, or None for no zone."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=300)
def zone_of_country(country: str) -> ZoneInfo | None:
    """Return a country's time zone where all its clocks agree: a guess would be worse than none."""
    names = list(get_global("territory_zones").get(country, ()))
    zones = [zone for zone in map(zone_find, names) if zone is not None]
    clocks = {tuple(moment.astimezone(zone).utcoffset() for moment in SEASONS) for zone in zones}
    return zones[0] if len(clocks) == 1 else None


def zone_of(*, time_zone: str, country: str, store_zone: str) -> ZoneInfo:
    """Return where a recipient lives as far as it is known: their browser's zone, their country's, the store's."""
    return zone_find(time_zone) or zone_of_country(country) or zone_find(store_zone) or ZoneInfo("UTC")


def quiet_until(*, at: datetime, zone: ZoneInfo, begins: time, ends: time) -> datetime | None:
    """Return when the quiet hours around `at` are over (UTC), or None when it is not quiet.

    Where the end falls into an hour that a clock change skips or repeats, the later reading counts: too late by
    an hour is harmless, too early is not.
    """
    local = at.astimezone(zone)
    clock = local.time()
    if begins == ends:
        return None
    over_midnight = begins > ends
    is_quiet = (clock >= begins or clock < ends) if over_midnight else begins <= clock < ends
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=1) if over_midnight and clock >= begins else local.date()
    return max(datetime.combine(day, ends, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def next_clock(
    *, after: datetime, zone: ZoneInfo, clock: time, weekdays: list[int] | None = None
) -> datetime:
    """Return the first moment not before `after` (UTC) at which it is `clock` there, on one of the ISO weekdays.

    A time that a clock change skips is taken an hour later, one that it repeats the first time.
    """
    first = after.astimezone(zone).date()
    for offset in range(9):
        day = first + timedelta(days=offset)
        moment = datetime.combine(day, clock, zone).astimezone(UTC)
        if moment >= after and (not weekdays or day.isoweekday() in weekdays):
            return moment
    raise ValueError("no weekday was given")
