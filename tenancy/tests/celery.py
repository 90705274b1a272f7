"""The Celery application of the tests."""

from celery import Celery
from django.conf import settings

from tenancy.tasks import StoreTask

app = Celery("tenancy-tests", task_cls=StoreTask, set_as_current=False)
app.conf.update(settings.CELERY)
