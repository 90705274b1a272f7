"""Tasks and their stores: rows A21–A25, G4, G5, G14 and leak L15 of reliability.md."""

import base64
import json
import time
from functools import partial

import pytest
import redis
from celery import Celery
from celery.contrib.testing.worker import start_worker
from celery.exceptions import Reject, Retry
from django.db import OperationalError, connection, transaction

from tenancy.context import current_schema, store_context
from tenancy.tasks import LONGEST_DELAY_SECONDS, celery_defaults, fan_out
from tenancy.tests.celery import app, count, where
from tenancy.tests.platform_app.models import Shop
from tenancy.tests.shop.models import Counter
from tenancy.types import StoreNotOpen

MISSING = "s_missing0000000000000"


@pytest.fixture
def broker(settings):
    url = settings.CELERY["broker_url"]
    app.conf.update(broker_url=url)
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


@pytest.fixture
def shops(store_schemas, transactional):
    for schema in store_schemas:
        Shop.objects.create(schema_name=schema)
    return store_schemas


@pytest.mark.django_db
def test_a_task_runs_in_its_store_and_puts_the_caller_back(store_schemas):
    first, second = store_schemas
    Shop.objects.create(schema_name=first)
    with store_context(second):
        assert count(schema_name=first) == first
        assert current_schema() == second
        assert not Counter.objects.exists()
    with store_context(first):
        assert Counter.objects.get().name.startswith(first)


@pytest.mark.django_db
def test_a_failing_task_puts_the_caller_back(store_schemas):
    Shop.objects.create(schema_name=store_schemas[0])
    with pytest.raises(ValueError, match="asked to fail"):
        count(schema_name=store_schemas[0], fails=True)
    assert current_schema() == "public"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kwargs", [{}, {"schema_name": None}, {"schema_name": "public"}, {"schema_name": "s_template"}]
)
def test_a22_a_task_without_a_store_is_rejected(store_schemas, kwargs):
    with pytest.raises(Reject) as refused:
        count(**kwargs)
    assert vars(refused.value)["requeue"] is False
    with pytest.raises(TypeError, match="schema_name"):
        count.apply_async(kwargs=kwargs)


@pytest.mark.django_db
def test_a23_an_unknown_or_closed_store_runs_nothing(store_schemas):
    Shop.objects.create(schema_name=store_schemas[0], is_open=False)
    for schema in (store_schemas[0], MISSING):
        with pytest.raises(StoreNotOpen, match=schema):
            count(schema_name=schema)
    with store_context(store_schemas[0]):
        assert not Counter.objects.exists()


@pytest.mark.django_db
def test_a23_a_database_that_is_away_puts_the_task_back(store_schemas, monkeypatch):
    def away(schema_name):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(Shop, "schema_is_open", away)
    delays = []

    def retry(**kwargs):
        delays.append((kwargs["countdown"], kwargs["max_retries"]))
        return Retry()

    monkeypatch.setattr(count, "retry", retry)
    with pytest.raises(Retry):
        count(schema_name=store_schemas[0])
    assert 1 <= delays[0][0] <= 2
    assert delays[0][1] == 5


@pytest.mark.django_db
def test_public_tasks_run_in_public(store_schemas):
    with store_context(store_schemas[0]):
        assert where() == "public"
        assert current_schema() == store_schemas[0]


def test_g14_large_payloads_are_refused(store_schemas):
    with pytest.raises(ValueError, match="ids, not data"):
        count.apply_async(kwargs={"schema_name": store_schemas[0], "owner": "x" * 9000})


def test_g04_no_message_is_delivered_again_while_it_runs():
    defaults = celery_defaults()
    transport = defaults["broker_transport_options"]
    assert transport["visibility_timeout"] > 2 * defaults["task_time_limit"]
    assert (transport["socket_timeout"], transport["socket_connect_timeout"]) == (2, 2)
    assert defaults["task_acks_late"] is defaults["task_reject_on_worker_lost"] is True
    assert defaults["accept_content"] == ["json"]


def test_g05_a_fan_out_stays_within_the_visibility_timeout(store_schemas):
    with pytest.raises(ValueError, match="spread_seconds"):
        fan_out(count, store_schemas, LONGEST_DELAY_SECONDS + 1)


def test_a24_a_message_sent_on_commit_names_the_store_it_was_meant_for(broker, shops):
    first, second = shops
    with store_context(first), transaction.atomic():
        with store_context(second), transaction.atomic():
            transaction.on_commit(partial(count.apply_async, kwargs={"schema_name": second}))
        transaction.on_commit(partial(count.apply_async, kwargs={"schema_name": first}))
    with redis.Redis.from_url(broker) as client:
        bodies = [
            json.loads(base64.b64decode(json.loads(raw)["body"])) for raw in client.lrange("tests", 0, -1)
        ]
    assert [kwargs for _, kwargs, _ in reversed(bodies)] == [{"schema_name": second}, {"schema_name": first}]


def test_a22_a25_a_worker_keeps_stores_apart(broker, shops):
    first, second = shops
    before = public_tables()
    with Celery("a producer that knows no stores", broker=broker, set_as_current=False) as plain:
        for kwargs in ({}, {"schema_name": "public"}, {"schema_name": MISSING}):
            plain.send_task("tests.count", kwargs=kwargs, queue="tests", headers={"_schema_name": first})
    assert fan_out(count, [first, second] * 20, 0) == 40
    with start_worker(
        app, pool="threads", concurrency=4, perform_ping_check=False, queues=["tests"], loglevel="CRITICAL"
    ):
        wait_until(lambda: counted(first) == counted(second) == 20)
    for schema in shops:
        with store_context(schema):
            names = set(Counter.objects.values_list("name", flat=True))
        assert all(name.startswith(schema) for name in names)
    assert public_tables() == before


def counted(schema):
    with store_context(schema):
        return Counter.objects.count()


def public_tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'shop_%'"
        )
        return cursor.fetchone()[0]


def wait_until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)
