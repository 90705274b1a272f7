"""Tables of a library's app, made from its models in a database that has none of them.

A library that was changed for years carries migrations that cost a minute in every new database and end where its
models are. Here its tables are created as the models say and its migrations recorded as applied; a database that has
some of them goes on by the library's own migrations.
"""

from django.apps import apps
from django.conf import settings
from django.db import router, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from tenancy.connection import store_connection


def tables_make() -> tuple[str, ...]:
    """Create the tables of the apps in `TENANCY_TABLES_FROM_MODELS` that are new here; returns which.

    Everything else is migrated first, since their models may refer to it; nothing may depend on them.
    """
    connection = store_connection()
    executor = MigrationExecutor(connection)
    begun = {label for label, _ in executor.loader.applied_migrations}
    labels = tuple(
        label for label in getattr(settings, "TENANCY_TABLES_FROM_MODELS", ()) if label not in begun
    )
    if not labels:
        return ()
    executor.migrate([key for key in executor.loader.graph.leaf_nodes() if key[0] not in labels])
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    with transaction.atomic(using=connection.alias):
        for label in labels:
            _tables_of(label)
            for key in executor.loader.disk_migrations:
                if key[0] == label:
                    recorder.record_applied(*key)
    return labels


def _tables_of(label: str) -> None:
    connection = store_connection()
    wanted: list[type[Model]] = [
        model
        for model in apps.get_app_config(label).get_models()
        if model._meta.managed
        and not model._meta.proxy
        and router.allow_migrate_model(connection.alias, model)
    ]
    with connection.schema_editor(atomic=False) as editor:
        for model in wanted:
            editor.create_model(model)
