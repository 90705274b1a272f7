"""Start-up checks: a process whose settings break a wall between stores does not start.

`manage.py check --tag platform --database default` runs all of them; without `--database`, as in every other
command, only those that need no server.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connections

from tenancy.fingerprints import app_configs
from tenancy.models import StoreMixin
from tenancy.names import BadSchemaName
from tenancy.pool import template_schema
from tenancy.postgresql.base import DatabaseWrapper
from tenancy.runner import raw_connection, store_connection
from tenancy.tasks import celery_app
from tenancy.walls import walls_missing

KEY_FUNCTIONS = ("tenancy.cache.make_key", "tenancy.cache.make_shared_key")
INTERLEAVINGS = 50
# What keeps a pool from growing, from waiting for ever, and its connections from growing old.
BOUNDS = {"max_size", "timeout", "max_lifetime"}


def _is_production() -> bool:
    return getattr(settings, "ENVIRONMENT", "production") == "production"


def _graded(text: str, number: int, hint: str | None = None) -> CheckMessage:
    """An error in production, a warning elsewhere: for what is unsafe on the internet only."""
    kind = Error if _is_production() else Warning
    return kind(text, hint=hint, id=f"tenancy.{'E' if kind is Error else 'W'}{number:03}")


@register("platform")
def check_apps(**kwargs: Any) -> list[CheckMessage]:
    """No app in both lists, none in neither, ours before django-tenants, no foreign key over the wall."""
    shared, store = set(settings.SHARED_APPS), set(settings.TENANT_APPS)
    found: list[CheckMessage] = []
    if both := sorted(shared & store):
        found.append(Error(f"in SHARED_APPS and TENANT_APPS: {', '.join(both)}", id="tenancy.E001"))
    if neither := sorted(set(settings.INSTALLED_APPS) - shared - store):
        found.append(Error(f"in neither list of apps: {', '.join(neither)}", id="tenancy.E002"))
    names = list(settings.INSTALLED_APPS)
    if "django_tenants" in names and names.index("django_tenants") < _position(names):
        found.append(Error("tenancy must stand before django_tenants in INSTALLED_APPS", id="tenancy.E003"))
    found += [
        Error(f"{field} points across the schema wall", hint="use a plain UUID field", id="tenancy.E004")
        for field in _crossing_fields()
    ]
    return found


def _position(names: list[str]) -> int:
    ours = [index for index, name in enumerate(names) if name in ("tenancy", "tenancy.apps.TenancyConfig")]
    return ours[0] if ours else len(names)


def _crossing_fields() -> Iterator[str]:
    store_labels = {config.label for config in app_configs(settings.TENANT_APPS)}
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        for field in options.get_fields():
            target = getattr(field, "remote_field", None) and field.related_model
            if not target or isinstance(target, str) or field.auto_created:
                continue
            there = target._meta.app_label in store_labels
            if there != (options.app_label in store_labels):
                yield f"{options.label}.{field.name}"


@register("platform")
def check_database_settings(**kwargs: Any) -> list[CheckMessage]:
    """Our engine, which clears a connection before a pool has it back, and connections kept within bounds."""
    found: list[CheckMessage] = []
    for alias in connections:
        connection = connections[alias]
        if not isinstance(connection, DatabaseWrapper):
            found.append(Error(f"DATABASES[{alias!r}] must use ENGINE tenancy.postgresql", id="tenancy.E010"))
            continue
        pool = connection.settings_dict["OPTIONS"].get("pool")
        if pool and not (isinstance(pool, dict) and set(pool) >= BOUNDS):
            found.append(Error(f"the pool of {alias!r} has no bounds: use pool_options()", id="tenancy.E011"))
        if not pool and not connection.settings_dict.get("CONN_MAX_AGE"):
            found.append(Warning(f"{alias!r} connects anew for every request", id="tenancy.W012"))
    if list(settings.DATABASE_ROUTERS)[:1] != ["tenancy.routers.StoreRouter"]:
        found.append(
            Error("tenancy.routers.StoreRouter must stand first in DATABASE_ROUTERS", id="tenancy.E014")
        )
    if len(list(connections)) > 1:
        found.append(Error("one database alias only: the store door switches one", id="tenancy.E013"))
    return found


@register("platform")
def check_store_settings(**kwargs: Any) -> list[CheckMessage]:
    """The store model is ours, unknown hosts get nothing, the template cannot be a store."""
    found: list[CheckMessage] = []
    model = apps.get_model(settings.TENANT_MODEL)
    if not issubclass(model, StoreMixin) or model.auto_create_schema or model.auto_drop_schema:
        found.append(Error(f"{settings.TENANT_MODEL} must be a tenancy.models.StoreMixin", id="tenancy.E020"))
    if getattr(settings, "SHOW_PUBLIC_IF_NO_TENANT_FOUND", False):
        found.append(
            Error("SHOW_PUBLIC_IF_NO_TENANT_FOUND shows the platform on any host", id="tenancy.E021")
        )
    try:
        template_schema()
    except BadSchemaName as error:
        found.append(Error(str(error), id="tenancy.E022"))
    return found


@register("platform")
def check_caches(**kwargs: Any) -> list[CheckMessage]:
    """Every cache names the store in its keys, or says that it is shared."""
    return [
        Error(
            f"CACHES[{alias!r}] needs KEY_FUNCTION {KEY_FUNCTIONS[0]} (a store's) or {KEY_FUNCTIONS[1]}",
            id="tenancy.E030",
        )
        for alias, cache in settings.CACHES.items()
        if not str(cache.get("BACKEND", "")).endswith("DummyCache")
        and _dotted(cache.get("KEY_FUNCTION")) not in KEY_FUNCTIONS
    ]


def _dotted(function: Any) -> str:
    return (
        function
        if isinstance(function, str)
        else f"{getattr(function, '__module__', '')}.{getattr(function, '__name__', '')}"
    )


@register("platform")
def check_cookies(**kwargs: Any) -> list[CheckMessage]:
    """Cookies are bound to one host: no domain anywhere, `__Host-` and Secure in production."""
    found: list[CheckMessage] = [
        Error(f"{kind}_COOKIE_DOMAIN sends the cookie to other shops", id="tenancy.E040")
        for kind in ("SESSION", "CSRF", "LANGUAGE")
        if getattr(settings, f"{kind}_COOKIE_DOMAIN", None)
    ]
    if not _is_production():
        return found
    for kind in ("SESSION", "CSRF"):
        if not str(getattr(settings, f"{kind}_COOKIE_NAME", "")).startswith("__Host-"):
            found.append(Error(f"{kind}_COOKIE_NAME must begin with __Host-", id="tenancy.E041"))
        if not getattr(settings, f"{kind}_COOKIE_SECURE", False):
            found.append(Error(f"{kind}_COOKIE_SECURE must be on", id="tenancy.E042"))
    return found


@register("platform")
def check_celery(**kwargs: Any) -> list[CheckMessage]:
    """No message is lost, none is delivered while it still runs, no call to the broker hangs."""
    try:
        conf = celery_app().conf
    except ImportError as error:
        return [Warning(f"no Celery application to check: {error}", id="tenancy.W050")]
    transport = conf.broker_transport_options or {}
    wrong = [name for name in ("task_acks_late", "task_reject_on_worker_lost") if not conf[name]]
    if list(conf.accept_content) != ["json"]:
        wrong.append("accept_content")
    if not conf.task_time_limit or transport.get("visibility_timeout", 0) <= 2 * conf.task_time_limit:
        wrong.append("visibility_timeout (over twice task_time_limit)")
    if not 0 < (transport.get("socket_timeout") or 0) <= 5:
        wrong.append("socket_timeout (2 seconds)")
    if not wrong:
        return []
    return [_graded(f"Celery: {', '.join(wrong)}", 51, hint="start from tenancy.tasks.celery_defaults()")]


@register("platform", Tags.database)
def check_server(databases: Iterable[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """The server reports the path, nothing in between mixes sessions up, the role is an ordinary one."""
    if not databases or not isinstance(store_connection(), DatabaseWrapper):
        return []  # another engine is refused above, and knows no stores
    try:
        found = [*_check_path_is_reported(), *_check_role(), *_check_walls()]
    except (DatabaseError, psycopg.Error) as error:
        return [_graded(f"the database could not be asked: {error}", 60)]
    return found


def _check_path_is_reported() -> Iterable[CheckMessage]:
    with raw_connection() as one, raw_connection() as other:
        if one.info.parameter_status("search_path") is None:
            yield Error("the server does not report search_path: PostgreSQL 18 or later", id="tenancy.E061")
            return
        one.execute("SET search_path = pg_catalog")
        other.execute("SET search_path = information_schema")
        for _ in range(INTERLEAVINGS):
            seen = [raw.execute("SHOW search_path").fetchone() for raw in (one, other)]
            if seen != [("pg_catalog",), ("information_schema",)]:
                yield Error(
                    "two connections see each other's search_path",
                    hint="a pooler in transaction mode stands between; see the runbook of the database",
                    id="tenancy.E062",
                )
                return


def _check_role() -> Iterable[CheckMessage]:
    with store_connection().cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            yield _graded("the database role is a superuser or bypasses row security", 63)


def _check_walls() -> Iterable[CheckMessage]:
    """Every store has its role, and the shared tables their policies; else its requests fail, closed."""
    yield from (_graded(text, 64) for text in walls_missing())
