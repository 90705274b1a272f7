"""A deploy, as far as beat's tables are concerned: what a starting beat writes there from the code's schedule."""

from typing import Any

from django_celery_beat.schedulers import ModelEntry


def beat_start(app: Any) -> None:
    """Write `app`'s schedule into django-celery-beat's tables as its scheduler does at each start."""
    for name, entry in app.conf.beat_schedule.items():
        ModelEntry.from_entry(name, app=app, **entry)
