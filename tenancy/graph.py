"""The store apps' migrations, alone.

Stock django-tenants renders the state of the whole project for each schema: a minute with dj-stripe installed.
No foreign key crosses schemas, so the store apps' graph stands by itself.
"""

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import RunPython, SeparateDatabaseAndState
from django.db.migrations.state import ProjectState

from tenancy.fingerprints import app_configs, migration_names

_DJANGO_OPERATIONS = ("django.db.migrations.operations.", "django.contrib.postgres.operations")
Key = tuple[str, str]


class StoreLoader(MigrationLoader):
    """Loads the migrations of `TENANT_APPS` only. A dependency on another app is an error it reports."""

    def __init__(self) -> None:
        super().__init__(None)

    def load_disk(self) -> None:
        """Read the migrations of the store apps."""
        self.disk_migrations = {}
        self.unmigrated_apps = set()
        self.migrated_apps = set()
        for config in app_configs(settings.TENANT_APPS):
            names = migration_names(config)
            if not names:
                self.unmigrated_apps.add(config.label)
                continue
            self.migrated_apps.add(config.label)
            package, _ = self.migrations_module(config.label)
            for name in names:
                module = import_module(f"{package}.{name}")
                self.disk_migrations[config.label, name] = module.Migration(name, config.label)


@dataclass(frozen=True)
class StorePlan:
    """All store migrations in the one order in which every schema runs them."""

    migrations: tuple[Migration, ...]
    unmigrated_apps: frozenset[str]

    def pending(self, applied: set[Key]) -> list[Migration]:
        """Return what a schema with `applied` still has to run, in order.

        A squashed migration counts as applied when everything it replaces is; one that is applied in part
        raises `HalfSquashed`.
        """
        return [migration for migration in self.migrations if not _is_applied(migration, applied)]

    def unrecorded(self, applied: set[Key]) -> list[Key]:
        """Return squashed migrations that are done because all they replace is, and are not written down yet."""
        return [
            (migration.app_label, migration.name)
            for migration in self.migrations
            if migration.replaces
            and (migration.app_label, migration.name) not in applied
            and set(migration.replaces) <= applied
        ]

    def state_before(self, migration: Migration) -> ProjectState:
        """Return the project state (store apps only) that `migration` starts from."""
        state = ProjectState(real_apps=set(self.unmigrated_apps))
        for earlier in self.migrations[: self.migrations.index(migration)]:
            earlier.mutate_state(state, preserve=False)
        return state


class HalfSquashed(RuntimeError):
    """A schema ran some of the migrations that a squashed one replaces: release the old ones first."""


def store_plan() -> StorePlan:
    """Return the migrations of the store apps on disk; raises Django's error for a broken graph."""
    loader = StoreLoader()
    order: dict[Key, Migration] = {}
    for leaf in sorted(loader.graph.leaf_nodes()):
        for key in loader.graph.forwards_plan(leaf):
            order.setdefault(key, loader.graph.nodes[key])
    return StorePlan(tuple(order.values()), frozenset(loader.unmigrated_apps))


def is_plain(migration: Migration) -> bool:
    """Return whether the SQL the migration runs is the same in every schema, so that it can be replayed.

    True for Django's own operations except `RunPython`; unknown operations may look at data, so they are run.
    """
    return all(_is_plain_operation(operation) for operation in migration.operations)


def _is_plain_operation(operation: Operation) -> bool:
    if isinstance(operation, SeparateDatabaseAndState):
        return all(_is_plain_operation(inner) for inner in operation.database_operations)
    if isinstance(operation, RunPython):
        return operation.code is RunPython.noop
    return type(operation).__module__.startswith(_DJANGO_OPERATIONS)


def _is_applied(migration: Migration, applied: set[Key]) -> bool:
    key = (migration.app_label, migration.name)
    if key in applied or not migration.replaces:
        return key in applied
    replaced = set(migration.replaces)
    if replaced & applied and not replaced <= applied:
        raise HalfSquashed(f"{key[0]}.{key[1]} replaces migrations of which only some have run")
    return replaced <= applied
