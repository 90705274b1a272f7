"""Run Celery beat behind the leader lock."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tenancy.beat import lead, watch
from tenancy.tasks import celery_app


class Command(BaseCommand):
    """Waits for leadership, then runs Celery beat with the schedule kept in the database."""

    help = (
        "Run Celery beat. Start it as often as you like: one leads (PostgreSQL advisory lock), the rest wait."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--loglevel", default="INFO", help="Log level of beat (default INFO).")
        parser.add_argument(
            "--max-interval", type=float, default=5.0, help="Longest sleep between looks, seconds."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Block until stopped by a signal; exit code 3 when leadership was lost."""
        app = celery_app()
        app.log.setup(loglevel=options["loglevel"])
        watch(lead())
        app.Beat(
            scheduler="django_celery_beat.schedulers:DatabaseScheduler",
            loglevel=options["loglevel"],
            max_interval=options["max_interval"],
            quiet=True,
        ).run()
