"""Celery tasks that run in exactly one store, or nowhere.

Importable from a settings module: nothing here reads settings at import.
"""

import json
import random
from collections.abc import Callable, Iterable
from typing import Any, cast

from celery import Task, shared_task
from celery.exceptions import Reject
from celery.utils.log import get_task_logger
from django.apps import apps
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils.module_loading import import_string

from tenancy.broker import broker_install
from tenancy.names import is_store_schema
from tenancy.types import StoreNotOpen

logger = get_task_logger(__name__)

TIME_LIMIT_SECONDS = 60
VISIBILITY_SECONDS = 300
LONGEST_DELAY_SECONDS = VISIBILITY_SECONDS // 2
MAX_PAYLOAD_BYTES = 8192
DATABASE_RETRIES = 5


def celery_app() -> Any:
    """Return the service's Celery application.

    Named by the setting `TENANCY_CELERY_APP`; otherwise `app` in `<service>.celery`, where the service is the
    first part of `WSGI_APPLICATION`. Raises ImportError.
    """
    service = str(getattr(settings, "WSGI_APPLICATION", None) or "").partition(".")[0]
    path = getattr(settings, "TENANCY_CELERY_APP", f"{service}.celery.app" if service else "")
    if not path:
        raise ImportError("neither TENANCY_CELERY_APP nor WSGI_APPLICATION names the service")
    return import_string(path)


def celery_defaults() -> dict[str, Any]:
    """Return Celery settings (lower-case names) under which no message is lost.

    Late acknowledgement, requeue when a child is killed, a visibility timeout over twice the hard time limit,
    broker calls bounded to two seconds, JSON only, no results kept. Workers survive a broker that goes away
    (`tenancy.broker`, installed here).
    """
    broker_install()
    return {
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_time_limit": TIME_LIMIT_SECONDS,
        "task_soft_time_limit": TIME_LIMIT_SECONDS - 10,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_publish_retry": True,
        "task_publish_retry_policy": {"max_retries": 1, "interval_start": 0, "interval_max": 0.2},
        "worker_prefetch_multiplier": 1,
        "worker_max_tasks_per_child": 500,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "worker_hijack_root_logger": False,
        "broker_connection_timeout": 2,
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            "visibility_timeout": VISIBILITY_SECONDS,
            "socket_timeout": 2,
            "socket_connect_timeout": 2,
            "retry_on_timeout": False,
            "max_retries": 1,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
        },
        # Beat writes down each run at once: a leader that takes over must not repeat the last minutes.
        "beat_sync_every": 1,
        "timezone": "UTC",
        "enable_utc": True,
    }


class StoreTask(Task):
    """Base of every task: names its store by the keyword `schema_name` and runs inside it.

    The store is entered inside the call itself, never in a signal (whose errors Celery swallows) and never
    from a message header. Without a schema name the message is rejected for good; a store that is not open
    raises `StoreNotOpen`; a database that is away puts the message back. `public = True` marks a platform
    task, which runs in the public schema.
    """

    abstract = True
    public = False

    def is_public(self) -> bool:
        """Return whether the task runs in the public schema (Celery's own tasks do)."""
        return self.public or str(self.name).startswith("celery.")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the task in its store; see the class."""
        from tenancy.context import public_context, store_context

        if self.is_public():
            with public_context():
                return self._run(args, kwargs)
        schema_name = kwargs.get("schema_name")
        if not is_store_schema(schema_name):
            logger.error("task %s names no store: rejected", self.name)
            raise Reject(f"{self.name} names no store", requeue=False)
        self._require_open(str(schema_name))
        with store_context(str(schema_name)):
            return self._run(args, kwargs)

    def _run(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        # Celery's own __call__ would put a second, empty request on the stack of a running worker.
        if self.request.called_directly:
            return super().__call__(*args, **kwargs)
        return self.run(*args, **kwargs)

    def _require_open(self, schema_name: str) -> None:
        from tenancy.context import public_context

        model: Any = apps.get_model(settings.TENANT_MODEL)
        try:
            with public_context():
                is_open = model.schema_is_open(schema_name)
        except (OperationalError, InterfaceError) as error:
            # Nothing has run yet, so running it later is the same as running it now.
            delay = random.uniform(1, 2 ** (self.request.retries + 1))
            raise self.retry(exc=error, countdown=delay, max_retries=DATABASE_RETRIES) from error
        if not is_open:
            logger.warning("task %s dropped: store %s is not open", self.name, schema_name)
            raise StoreNotOpen(f"{schema_name} is not open, {self.name} did not run")

    def apply_async(
        self, args: Any = None, kwargs: dict[str, Any] | None = None, *more: Any, **options: Any
    ) -> Any:
        """Publish, after refusing what the worker would refuse: no store, or a payload over 8 KiB."""
        kwargs = kwargs or {}
        if not self.is_public() and not is_store_schema(kwargs.get("schema_name")):
            raise TypeError(f"{self.name} needs the keyword schema_name with a store's schema name")
        if len(json.dumps([args, kwargs], default=str)) > MAX_PAYLOAD_BYTES:
            raise ValueError(f"{self.name}: messages carry ids, not data (over {MAX_PAYLOAD_BYTES} bytes)")
        return super().apply_async(args, kwargs, *more, **options)


def platform_task(*, name: str, queue: str) -> Callable[[Callable[..., Any]], Any]:
    """Declare a task of the platform, which runs in the public schema; store tasks use Celery's `shared_task`."""
    declare: Any = shared_task
    return cast("Callable[[Callable[..., Any]], Any]", declare(name=name, queue=queue, public=True))


def fan_out(task: Task, schema_names: Iterable[str], spread_seconds: float) -> int:
    """Publish `task` once per store, spread evenly over `spread_seconds`; return how many.

    The order is drawn anew each time, so no store is always last. The spread stays under half the visibility
    timeout (else the broker would deliver waiting messages twice); spread longer with several beat entries.
    """
    if not 0 <= spread_seconds <= LONGEST_DELAY_SECONDS:
        raise ValueError(f"spread_seconds is between 0 and {LONGEST_DELAY_SECONDS}")
    names = list(schema_names)
    random.shuffle(names)
    with task.app.producer_or_acquire() as producer:
        for position, name in enumerate(names):
            task.apply_async(
                kwargs={"schema_name": name},
                countdown=spread_seconds * position / len(names),
                producer=producer,
            )
    return len(names)
