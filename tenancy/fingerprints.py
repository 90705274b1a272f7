"""What "fully migrated" means, as a short text: the names of the migrations on disk.

Only file names are read, so a web process can tell in a millisecond which pool schemas fit its code.
"""

import hashlib
import pkgutil
from collections.abc import Iterable
from importlib import import_module

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader


def app_configs(names: Iterable[str]) -> list[AppConfig]:
    """Return the installed apps that a list like `TENANT_APPS` names, by module or by config class."""
    wanted = set(names)
    return [
        config
        for config in apps.get_app_configs()
        if {config.name, f"{type(config).__module__}.{type(config).__name__}"} & wanted
    ]


def migration_names(config: AppConfig) -> list[str]:
    """Return the names of an app's migrations on disk, sorted; empty for an app without migrations."""
    module_name, _ = MigrationLoader.migrations_module(config.label)
    if module_name is None:
        return []
    try:
        module = import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name == module_name:
            return []
        raise
    return sorted(
        name
        for _, name, is_package in pkgutil.iter_modules(module.__path__)
        if not is_package and name[0] not in "_~"
    )


def store_fingerprint() -> str:
    """Return the fingerprint of a store schema that has every migration of the store apps on disk."""
    return _digest(_migrations(settings.TENANT_APPS))


def platform_fingerprint() -> str:
    """Return the fingerprint of a public schema in step with the disk.

    Store migrations count too: the content types and permissions of store models live in `public`.
    """
    return _digest([*_migrations(settings.SHARED_APPS), store_fingerprint()])


def _migrations(names: Iterable[str]) -> list[str]:
    return sorted(
        f"{config.label}.{name}" for config in app_configs(names) for name in migration_names(config)
    )


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
