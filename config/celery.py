"""The core's Celery application."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

from django.conf import settings

from tenancy.tasks import StoreTask

app = Celery("core", task_cls=StoreTask)
app.conf.update(settings.CELERY)
app.autodiscover_tasks()
