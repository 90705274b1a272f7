"""This service's own Celery application. Settings are read at first use."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "automation.settings")

app = Celery("automation", task_cls="tenancy.tasks:StoreTask")
# The current application is a matter of threads: those of a web process need it as their default.
app.set_default()
app.add_defaults(lambda: settings.CELERY)
app.autodiscover_tasks()


@worker_init.connect
def sdk_load(**_: Any) -> None:
    """Import Claude's SDK before the worker forks: it costs seconds, which no task's time has to spare."""
    if settings.ANTHROPIC_API_KEY:
        import anthropic  # noqa: F401 - loaded for the children
