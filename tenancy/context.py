"""Entering a store. The context manager here is the only way: it belongs to one thread and one `with`."""

import asyncio
from types import TracebackType
from typing import Any, NoReturn, Self

from django.conf import settings
from django.core.exceptions import SynchronousOnlyOperation
from django.db import connections
from django_tenants.postgresql_backend.base import FakeTenant

from tenancy.names import PUBLIC, require_store_schema
from tenancy.types import NoStore

__all__ = ["NoStore", "bind_connection", "current_schema", "public_context", "require_store", "store_context"]


def _connection() -> Any:
    return connections[getattr(settings, "TENANT_DB_ALIAS", "default")]


def _refuse_async() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise SynchronousOnlyOperation(
        "Stores are entered in synchronous code only: an event loop's tasks share a thread."
    )


class _Context:
    """Sets the connection of this thread for one `with` block and puts back what it found."""

    def __init__(self, schema_name: str) -> None:
        self._schema_name = schema_name
        self._entered = False
        self._previous: Any = None

    def __enter__(self) -> Self:
        _refuse_async()
        if self._entered:
            raise RuntimeError("A store context is entered once; make a new one.")
        self._entered = True
        connection = _connection()
        self._previous = (connection.tenant, connection.include_public_schema, connection.as_owner)
        connection.set_tenant(FakeTenant(schema_name=self._schema_name))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        tenant, include_public, as_owner = self._previous
        _connection().set_tenant(tenant, include_public, as_owner=as_owner)

    def __call__(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A store context is no decorator: its state would be shared by threads. Use `with`.")


class store_context(_Context):  # noqa: N801 - reads as a verb: `with store_context(name):`
    """Run a block in one store: `with store_context(schema_name):`.

    Guarantees that every statement inside runs in that schema or raises, that contexts nest, and that the
    previous schema is back afterwards. Raises `BadSchemaName` for anything but a store's schema name, and
    `SynchronousOnlyOperation` inside a running event loop. A missing schema raises `SchemaMissing` at the
    first statement, a missing database role `RoleMissing`.
    """

    def __init__(self, schema_name: str) -> None:
        super().__init__(require_store_schema(schema_name))


class public_context(_Context):  # noqa: N801 - as store_context
    """Run a block in the platform's public schema; same guarantees as `store_context`."""

    def __init__(self) -> None:
        super().__init__(PUBLIC)


def bind_connection(schema_name: str | None) -> None:
    """Set this thread's connection for the request that begins (`None` = public) and leave it there.

    For request middlewares only: a streamed body keeps its store after the middleware has returned, and the
    next request binds again.
    """
    _refuse_async()
    name = PUBLIC if schema_name is None else require_store_schema(schema_name)
    _connection().set_tenant(FakeTenant(schema_name=name))


def current_schema() -> str:
    """Return the schema this thread's statements run in (`public` outside stores)."""
    return str(_connection().schema_name)


def require_store() -> str:
    """Return the schema name of the current store; raise `NoStore` in public, and in async code."""
    _refuse_async()
    schema = current_schema()
    if schema == PUBLIC:
        raise NoStore("This belongs to a store, and no store is entered.")
    return schema
