"""The Celery application of the tests, with tasks that leave a trace."""

import uuid
from typing import Any

from celery import Celery
from django.conf import settings

from tenancy.context import current_schema
from tenancy.tasks import StoreTask

app: Any = Celery("tenancy-tests", task_cls=StoreTask, set_as_current=False)
app.conf.update(settings.CELERY)


@app.task(name="tests.count", queue="tests")
def count(*, schema_name: str, owner: str = "", fails: bool = False, **kwargs: object) -> str:
    from tenancy.tests.shop.models import Counter

    Counter.objects.create(name=f"{current_schema()}-{uuid.uuid4().hex[:6]}", value=1)
    if fails:
        raise ValueError("asked to fail")
    return current_schema()


@app.task(name="tests.where", queue="tests", public=True)
def where(**kwargs: object) -> str:
    from tenancy.tests.platform_app.models import ShopDomain

    ShopDomain.objects.count()
    return current_schema()
