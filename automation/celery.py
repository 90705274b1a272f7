"""This service's own Celery application. Settings are read at first use."""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "automation.settings")

app = Celery("automation", task_cls="tenancy.tasks:StoreTask")
# The current application is a matter of threads: those of a web process need it as their default.
app.set_default()
app.add_defaults(lambda: settings.CELERY)
app.autodiscover_tasks()
