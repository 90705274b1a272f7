"""Which store an object comes from: its `_state.db` says it, and Django asks here before it uses the object again.

Every query of a store's model is routed to `StoreAlias("default", schema)`. Django writes that alias on each object
it loads (no work a row), and passes the object back when it saves, deletes or refreshes it and when it follows a
relation: an object of another store is refused then.
"""

from functools import lru_cache
from typing import Any, Self

from django.conf import settings
from django.db import connections

from tenancy.fingerprints import app_configs
from tenancy.types import ObjectOfOtherStore


class StoreAlias(str):
    """The alias of the one database, which remembers the schema that was current."""

    __slots__ = ("schema",)
    schema: str

    def __new__(cls, alias: str, schema: str) -> Self:
        self = super().__new__(cls, alias)
        self.schema = schema
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.schema)


@lru_cache(maxsize=4096)
def _alias(name: str, schema: str) -> StoreAlias:
    return StoreAlias(name, schema)


@lru_cache(maxsize=8)
def _store_labels(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(config.label for config in app_configs(names))


def _origin(instance: Any) -> str | None:
    """Return the schema an object was loaded from or saved in; None for new and for shared objects."""
    return getattr(instance._state.db, "schema", None)  # noqa: SLF001 - where Django keeps the alias


class StoreRouter:
    """Stands before django-tenants' router, which keeps the migrations of shared and store apps apart."""

    def __init__(self) -> None:
        self._name: str = getattr(settings, "TENANT_DB_ALIAS", "default")

    def _route(self, model: Any, instance: Any = None, **hints: Any) -> str | None:
        if model._meta.app_label not in _store_labels(tuple(settings.TENANT_APPS)):
            return None
        schema: str = connections[self._name].schema_name  # type: ignore[attr-defined]
        if instance is not None:
            origin = _origin(instance) or schema
            if origin != schema:
                raise ObjectOfOtherStore(
                    f"{instance._meta.label} {instance.pk} was loaded in {origin}, connection is in {schema}"
                )
        return _alias(self._name, schema)

    db_for_read = _route
    db_for_write = _route

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool | None:
        """Refuse to relate objects of two stores."""
        first, second = _origin(one), _origin(other)
        return False if first and second and first != second else None
