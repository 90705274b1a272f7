"""The cards on the front pages."""

from dataclasses import dataclass

from django.urls import get_script_prefix

from automation.staff.selectors import feed_changed_at, service_counts
from automation.staff.watching import WATCHES


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with the page that shows what is behind it."""

    label: str
    value: int | str
    url: str


def service_figures() -> list[Figure]:
    """Return what to look at first in the whole service."""
    counts = service_counts()
    return [
        Figure("Active stores", counts["active"], "/registry/store/?state__exact=ACTIVE"),
        Figure("What needs a look", "By store", "/attention/"),
        Figure("Core's feed read at", feed_changed_at(), "/registry/feedcursor/"),
        Figure(
            "Schedules switched off",
            counts["switched_off"],
            "/django_celery_beat/periodictask/?enabled__exact=0",
        ),
    ]


def store_figures() -> list[Figure]:
    """Return how much of each kind failed or waits in the store one is in."""
    prefix = get_script_prefix()
    return [
        Figure(
            watch.label,
            watch.rows().count(),
            prefix + watch.path,
        )
        for watch in WATCHES
    ]
