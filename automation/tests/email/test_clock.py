"""Quiet hours and times of day, on ordinary days and on those when clocks change. EML-06."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from automation.email.clock import next_clock, quiet_until, zone_of, zone_of_country

BERLIN, LIMA, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Lima"), ZoneInfo("America/New_York")
NIGHT = (time(21), time(8))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "hours", "until"),
    [
        ("2026-03-10T19:59", BERLIN, NIGHT, None),
        ("2026-03-10T20:00", BERLIN, NIGHT, "2026-03-11T07:00"),
        ("2026-03-11T06:59", BERLIN, NIGHT, "2026-03-11T07:00"),
        ("2026-03-11T07:00", BERLIN, NIGHT, None),
        # The night in which an hour is skipped: 8 o'clock comes an hour sooner.
        ("2026-03-28T22:00", BERLIN, NIGHT, "2026-03-29T06:00"),
        # The night in which an hour is repeated.
        ("2026-10-24T22:00", BERLIN, NIGHT, "2026-10-25T07:00"),
        # An end inside the skipped hour waits until after it, inside the repeated hour for its second time.
        ("2026-03-29T00:30", BERLIN, (time(22), time(2, 30)), "2026-03-29T01:30"),
        ("2026-10-25T00:10", BERLIN, (time(22), time(2, 30)), "2026-10-25T01:30"),
        ("2026-10-25T01:10", BERLIN, (time(22), time(2, 30)), "2026-10-25T01:30"),
        ("2026-03-10T11:00", LIMA, NIGHT, "2026-03-10T13:00"),
        # A pause by day, and none at all.
        ("2026-03-10T12:00", BERLIN, (time(12), time(14)), "2026-03-10T13:00"),
        ("2026-03-10T02:00", BERLIN, (time(8), time(8)), None),
    ],
)
def test_eml_06_quiet_hours_end_in_the_recipients_morning(
    moment: str, zone: ZoneInfo, hours: tuple[time, time], until: str | None
) -> None:
    found = quiet_until(at=at(moment), zone=zone, begins=hours[0], ends=hours[1])

    assert found == (at(until) if until else None)


@pytest.mark.parametrize(
    "zone", [BERLIN, NEW_YORK, LIMA, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")]
)
@pytest.mark.parametrize(
    "hours", [NIGHT, (time(22), time(2, 30)), (time(23, 30), time(1, 45)), (time(1), time(3))]
)
def test_eml_06_a_whole_year_of_quarter_hours_never_ends_in_the_quiet(
    zone: ZoneInfo, hours: tuple[time, time]
) -> None:
    moment = at("2026-01-01T00:00")
    while moment < at("2027-01-01T00:00"):
        until = quiet_until(at=moment, zone=zone, begins=hours[0], ends=hours[1])
        if until is not None:
            assert moment < until <= moment + timedelta(hours=13)
            assert quiet_until(at=until, zone=zone, begins=hours[0], ends=hours[1]) is None
        moment += timedelta(minutes=45)


def test_eml_06_wait_until_takes_the_next_such_time() -> None:
    assert next_clock(after=at("2026-03-10T08:00"), zone=BERLIN, clock=time(9)) == at("2026-03-10T08:00")
    assert next_clock(after=at("2026-03-10T08:01"), zone=BERLIN, clock=time(9)) == at("2026-03-11T08:00")
    # Skipped on 29 March: an hour later. Repeated on 25 October: the first time.
    assert next_clock(after=at("2026-03-28T12:00"), zone=BERLIN, clock=time(2, 30)) == at("2026-03-29T01:30")
    assert next_clock(after=at("2026-10-24T12:00"), zone=BERLIN, clock=time(2, 30)) == at("2026-10-25T00:30")
    assert next_clock(after=at("2026-03-10T12:00"), zone=BERLIN, clock=time(9), weekdays=[1]) == at(
        "2026-03-16T08:00"
    )


def test_eml_06_the_zone_is_the_browsers_then_the_countrys_then_the_stores() -> None:
    def zone(**values: str) -> str:
        return zone_of(**{"time_zone": "", "country": "", "store_zone": "Europe/Berlin"} | values).key

    assert zone(time_zone="America/Lima", country="JP") == "America/Lima"
    assert zone(time_zone="../../etc/passwd", country="JP") == "Asia/Tokyo"
    assert zone(country="US") == "Europe/Berlin"
    assert zone(store_zone="nonsense") == "UTC"
    assert zone_of_country("DE") is not None
    assert zone_of_country("XX") is None
