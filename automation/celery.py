"""This service's own Celery application."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "automation.settings")

from django.conf import settings

from tenancy.tasks import StoreTask

app = Celery("automation", task_cls=StoreTask)
app.conf.update(settings.CELERY)
app.autodiscover_tasks()
