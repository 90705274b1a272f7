"""Waits until the database carries this image's migrations: `python migrated.py`, before a pod starts.

More migrations than the image knows are fine: that is an expanded schema in front of its own release, or behind a
rolled-back one. While a migration runs, stores that this image cannot serve yet are waited for; stores that a
finished run left broken are not (the migration job has failed and says which), so one shop never stops a rollout.
"""

import sys
import time
from collections.abc import Iterable

import django

POLL_SECONDS = 2.0


def missing_read() -> list[str]:
    """Return what this image needs and the database lacks, in words; empty when it may start."""
    from django.conf import settings

    from tenancy.pool import template_schema

    missing = [
        *_missing("public", settings.SHARED_APPS),
        *_missing(template_schema(), settings.TENANT_APPS),
    ]
    return missing or _stores_in_work()


def _missing(schema: str, apps: Iterable[str]) -> list[str]:
    """Return the migrations on disk that a schema has not recorded."""
    from psycopg import sql

    from tenancy.fingerprints import app_configs, migration_names
    from tenancy.runner import raw_connection

    with raw_connection() as connection:
        if connection.execute("SELECT to_regclass(%s)", [f'"{schema}".django_migrations']).fetchone() == (
            None,
        ):
            return [f"{schema}: never migrated"]
        table = sql.Identifier(schema, "django_migrations")
        applied = set(connection.execute(sql.SQL("SELECT app, name FROM {}").format(table)).fetchall())
    wanted = {(config.label, name) for config in app_configs(apps) for name in migration_names(config)}
    return [f"{schema}: {label}.{name}" for label, name in sorted(wanted - applied)]


def _stores_in_work() -> list[str]:
    """Return the stores that a running migration has not reached: neither as this image nor as the template is."""
    from django.apps import apps
    from django.conf import settings

    from tenancy.context import public_context
    from tenancy.fingerprints import store_fingerprint
    from tenancy.migrator import RUN_LOCK
    from tenancy.models import PlatformSchema
    from tenancy.pool import template_schema
    from tenancy.runner import raw_connection

    with raw_connection() as connection:
        if connection.execute("SELECT pg_try_advisory_lock_shared(%s)", [RUN_LOCK]).fetchone() == (True,):
            return []
    with public_context():
        template = PlatformSchema.objects.filter(schema_name=template_schema())
        usable = {store_fingerprint(), *template.values_list("schema_fingerprint", flat=True)}
        stores = apps.get_model(settings.TENANT_MODEL).schemas_to_migrate()
        return [
            f"{name}: in work"
            for name in stores.exclude(schema_fingerprint__in=usable).values_list("schema_name", flat=True)
        ]


def main() -> None:
    """Return when the pod may start."""
    import psycopg
    from django.db import DatabaseError

    django.setup()
    said = None
    while True:
        try:
            missing = missing_read()
        except (psycopg.Error, DatabaseError) as error:
            missing = [f"the database is away: {type(error).__name__}"]
        if not missing:
            return
        if missing[:3] != said:
            said = missing[:3]
            sys.stdout.write(f"waiting for the migration job ({len(missing)}): {', '.join(said)}\n")
            sys.stdout.flush()
        time.sleep(POLL_SECONDS)


if __name__ == "__main__":
    main()
