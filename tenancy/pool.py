"""Schemas built ahead, so that a sign-up claims a row and runs no DDL."""

import datetime
import logging
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Count, Q
from django.utils import timezone

from tenancy.context import public_context
from tenancy.fingerprints import store_fingerprint
from tenancy.models import PlatformSchema, PoolSchema, PoolState
from tenancy.names import (
    BadSchemaName,
    is_store_schema,
    new_schema_name,
    require_identifier,
    require_store_schema,
)
from tenancy.postgresql.pool import remember_store
from tenancy.roles import database_name, role_begin, role_drop, role_finish, roles_enabled
from tenancy.schema import Blueprint, blueprint_read

__all__ = [
    "BadSchemaName",
    "TemplateOutdated",
    "new_schema_name",
    "pool_refill",
    "schema_build",
    "schema_claim",
    "schema_drop",
    "template_schema",
]

logger = logging.getLogger(__name__)

# A backend's catalogue caches grow with each schema it builds (1.3 GB after 700): fill a large pool in calls.
BUILDS_PER_CALL = 40
BUILD_TAKES_AT_MOST = datetime.timedelta(minutes=10)
REFILL_LOCK = 0x5709_0001
_blueprints: dict[tuple[str, str], Blueprint] = {}


class TemplateOutdated(RuntimeError):
    """The template schema is missing or behind the code: run `manage.py migrate_schemas`."""


def template_schema() -> str:
    """Return the name of the template schema, which no store and no request can enter."""
    name = require_identifier(getattr(settings, "TENANCY_TEMPLATE_SCHEMA", "s_template"))
    if is_store_schema(name):
        raise BadSchemaName("TENANCY_TEMPLATE_SCHEMA must not look like a store's schema")
    return name


def _connection() -> Any:
    return connections[getattr(settings, "TENANT_DB_ALIAS", "default")]


def schema_claim() -> str | None:
    """Take a ready schema out of the pool and return its name; None when there is none that fits this code.

    Runs in the caller's transaction (raises without one): if that rolls back, the schema is in the pool again.
    Two claims never wait for each other and never get the same schema.
    """
    connection = _connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "schema_claim() needs the transaction that stores its result"
        )
    with public_context(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tenancy_poolschema SET state = %s, changed_at = now() WHERE id = ("
            " SELECT id FROM tenancy_poolschema WHERE state = %s AND schema_fingerprint = %s"
            " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING schema_name",
            [PoolState.CLAIMED, PoolState.READY, store_fingerprint()],
        )
        row = cursor.fetchone()
    return str(row[0]) if row else None


def schema_build(schema_name: str) -> None:
    """Create `schema_name` and its role as a copy of the migrated template, all or nothing.

    Raises `TemplateOutdated`, `CannotReplay`, or the database's error (a schema of that name exists).
    """
    require_store_schema(schema_name)
    with public_context():
        blueprint = _blueprint()
        with transaction.atomic(using=_connection().alias), _connection().cursor() as cursor:
            remember_store(_connection().connection, schema_name)
            cursor.execute(_script(blueprint, schema_name))


def _script(blueprint: Blueprint, schema_name: str) -> str:
    if not roles_enabled():
        return blueprint.script(schema_name)
    database = database_name(_connection())
    return blueprint.script(
        schema_name, begin=role_begin(database, schema_name), finish=role_finish(database, schema_name)
    )


def _blueprint() -> Blueprint:
    fingerprint = store_fingerprint()
    template = template_schema()
    current = PlatformSchema.objects.filter(schema_name=template).values_list("schema_fingerprint", flat=True)
    if current.first() != fingerprint:
        raise TemplateOutdated(f"{template} is not migrated to this code: run migrate_schemas")
    key = (str(_connection().settings_dict["NAME"]), fingerprint)
    if key not in _blueprints:
        _blueprints[key] = blueprint_read(_connection(), template)
    return _blueprints[key]


def schema_drop(schema_name: str) -> None:
    """Drop a store's schema with everything in it, its role, and its row in the pool; what is gone is no error."""
    require_store_schema(schema_name)
    with public_context(), transaction.atomic(using=_connection().alias):
        with _connection().cursor() as cursor:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{schema_name}" CASCADE')
        role_drop(_connection(), schema_name)
        PoolSchema.objects.filter(schema_name=schema_name).delete()


def pool_refill(low_water: int, high_water: int) -> int:
    """Build schemas until `high_water` are ready, if fewer than `low_water` are; return how many were built.

    Removes what broken or killed builds left. One refill runs at a time: a second one returns 0 at once.
    """
    if not 0 <= low_water <= high_water:
        raise ValueError("0 <= low_water <= high_water")
    with public_context(), _connection().cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [REFILL_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        try:
            _remove_broken()
            return _fill(low_water, high_water)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [REFILL_LOCK])


def _fill(low_water: int, high_water: int) -> int:
    fits = Q(state=PoolState.READY, schema_fingerprint=store_fingerprint())
    ready = PoolSchema.objects.aggregate(ready=Count("pk", filter=fits))["ready"]
    if ready >= low_water:
        return 0
    wanted = min(high_water - ready, BUILDS_PER_CALL)
    return sum(_build_one() for _ in range(wanted))


def _build_one() -> int:
    row = PoolSchema.objects.create(schema_name=new_schema_name())
    try:
        with transaction.atomic(using=_connection().alias):
            schema_build(row.schema_name)
            PoolSchema.objects.filter(pk=row.pk).update(
                state=PoolState.READY, schema_fingerprint=store_fingerprint(), changed_at=timezone.now()
            )
    except TemplateOutdated:
        row.delete()
        raise
    except Exception as error:
        logger.exception("pool schema %s could not be built", row.schema_name)
        PoolSchema.objects.filter(pk=row.pk).update(
            state=PoolState.FAILED, error=str(error)[:2000], changed_at=timezone.now()
        )
        return 0
    return 1


def _remove_broken() -> None:
    stale = Q(state=PoolState.BUILDING, changed_at__lt=timezone.now() - BUILD_TAKES_AT_MOST)
    broken = PoolSchema.objects.filter(Q(state=PoolState.FAILED) | stale).order_by("pk")
    for name in broken.values_list("schema_name", flat=True):
        schema_drop(name)
