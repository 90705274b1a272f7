"""Database engine that believes only the server about the schema and the role in use.

PostgreSQL 18 reports `search_path` to the client after every change, rollback included. Before each
statement the reported path is compared with the wanted one (no round trip); only when they differ it is set,
in the same round trip the server proves that the schema exists, and the report is compared again. No error is
swallowed: a statement runs on a verified path or not at all.

One statement sets path and role together, and a store's path ends with the name of its role (as a schema that does
not exist): the reported path proves the role too, a rollback takes both back, and a path set by hand never matches.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

import psycopg
from django.db.backends.postgresql.base import CursorDebugWrapper as DjangoDebugCursor
from django.db.backends.utils import CursorWrapper as DjangoCursor
from django.db.utils import ProgrammingError
from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantsDatabaseWrapper
from django_tenants.postgresql_backend.base import original_backend

from tenancy.names import PUBLIC, require_identifier
from tenancy.postgresql.introspection import NamespaceIntrospection
from tenancy.postgresql.pool import connection_reset, is_worn_out, remember_store
from tenancy.roles import role_of
from tenancy.types import CursorOfOtherStore, PathNotVerified, RoleMissing, SchemaMissing

CLOSED = "Store code may not touch this: enter public_context(), or declare the table (tenancy.sharing)."
ROLE_ERRORS = (
    psycopg.errors.InvalidParameterValue,
    psycopg.errors.UndefinedObject,
    psycopg.errors.InsufficientPrivilege,
)


class SearchPath(NamedTuple):
    """A wanted path: schema and role it serves, the statement that sets both, the ways the server may report it."""

    schema: str
    role: str | None
    statement: str
    reported: frozenset[bytes]


@lru_cache(maxsize=4096)
def search_path(schema: str, include_public: bool, role: str | None, login: str = "none") -> SearchPath:  # noqa: FBT001 - cached
    """Return the path of `schema`, followed by `public` when asked; raise `BadSchemaName` for other text.

    Statements run as `role`; without one as `login`, which is the role to be when nothing else is asked for.
    """
    parts = [f'"{require_identifier(schema)}"']
    parts += [PUBLIC] if include_public and schema != PUBLIC else []
    parts += [require_identifier(role)] if role else []
    path = ", ".join(parts)
    taken = (role or login).replace("'", "''")
    statement = (
        f"SELECT pg_catalog.set_config('search_path', '{path}', false),"
        f" pg_catalog.set_config('role', '{taken}', false),"
        f" current_schema(), current_user, '\"{schema}\"'::pg_catalog.regnamespace"
    )
    return SearchPath(schema, role, statement, frozenset((path.encode(),)))


class _VerifiedCursor:
    """Verify the path before every statement; refuse to serve another store than the one it was opened in."""

    db: "DatabaseWrapper"
    cursor: Any

    def __init__(self, cursor: Any, db: "DatabaseWrapper") -> None:
        super().__init__(cursor, db)  # type: ignore[call-arg]
        self._opened_for = db.wanted_path

    def _require_same_store(self) -> None:
        if self.db.wanted_path is not self._opened_for:
            raise CursorOfOtherStore(
                f"cursor opened in {self._opened_for.schema}, connection is in {self.db.wanted_path.schema}"
            )

    def _execute(self, *args: Any) -> Any:
        self._require_same_store()
        self.db.verify_path()
        try:
            return super()._execute(*args)  # type: ignore[misc]
        except ProgrammingError as error:
            if self.db.wanted_path.role and isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
                error.add_note(CLOSED)
            raise

    def _executemany(self, *args: Any) -> Any:
        self._require_same_store()
        self.db.verify_path()
        return super()._executemany(*args)  # type: ignore[misc]

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        """Start a COPY (psycopg's context manager) on the verified path."""
        self._require_same_store()
        self.db.verify_path()
        return self.cursor.copy(*args, **kwargs)

    def fetchone(self) -> Any:
        self._require_same_store()
        with self.db.wrap_database_errors:
            return self.cursor.fetchone()

    def fetchmany(self, *args: Any, **kwargs: Any) -> Any:
        self._require_same_store()
        with self.db.wrap_database_errors:
            return self.cursor.fetchmany(*args, **kwargs)

    def fetchall(self) -> Any:
        self._require_same_store()
        with self.db.wrap_database_errors:
            return self.cursor.fetchall()

    def __iter__(self) -> Iterator[Any]:
        with self.db.wrap_database_errors:
            for row in self.cursor:
                self._require_same_store()
                yield row


class StoreCursor(_VerifiedCursor, DjangoCursor):
    """The cursor of every query."""


class StoreDebugCursor(_VerifiedCursor, DjangoDebugCursor):
    """The cursor of every query while queries are logged."""


class DatabaseWrapper(TenantsDatabaseWrapper):
    """django-tenants' wrapper with the schema switch replaced by a verified one."""

    introspection_class = NamespaceIntrospection
    wanted_path: SearchPath
    as_owner: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._path_is_exempt = False
        super().__init__(*args, **kwargs)
        self.introspection = NamespaceIntrospection(self)

    def set_tenant(self, tenant: Any, include_public: bool = True, *, as_owner: bool = False) -> None:  # noqa: FBT001,FBT002 - its API
        """Choose the store of the statements that follow. No round trip; `tenant` needs a `schema_name`.

        They run under the store's role; `as_owner` is for what changes tables. Unlike django-tenants this keeps the
        content type cache: content types live in `public` only.
        """
        role = None if as_owner else role_of(self, tenant.schema_name)
        login = self.settings_dict["OPTIONS"].get("assume_role") or "none"
        wanted = search_path(tenant.schema_name, include_public, role, login)
        self.as_owner = as_owner
        self.tenant = tenant
        self.schema_name = tenant.schema_name
        self.include_public_schema = include_public
        self.set_settings_schema(tenant.schema_name)
        self.wanted_path = wanted

    def verify_path(self) -> None:
        """Return only when the server says that the wanted path is in force; else raise a DatabaseError."""
        if self._path_is_exempt:
            return
        try:
            reported = self.connection.pgconn.parameter_status(b"search_path")
        except psycopg.Error:
            with self.wrap_database_errors:
                raise
        if reported not in self.wanted_path.reported:
            self._set_path()

    def _set_path(self) -> None:
        wanted = self.wanted_path
        remember_store(self.connection, wanted.schema)
        try:
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                cursor.execute(wanted.statement)
                (_, _, current, user, _) = cursor.fetchone()
        except Exception as error:
            self._explain(wanted, error)
            raise
        reported = self.connection.pgconn.parameter_status(b"search_path")
        is_role = wanted.role is None or user == wanted.role
        if current != wanted.schema or not is_role or reported not in wanted.reported:
            # The session may carry a path nobody verified: it must not serve another statement.
            self.connection.close()
            if current != wanted.schema:
                raise SchemaMissing(f"schema {wanted.schema} may not be used by this role")
            raise PathNotVerified(
                f"server reports search_path {reported!r}; PostgreSQL 18 or later is needed"
            )

    @staticmethod
    def _explain(wanted: SearchPath, error: Exception) -> None:
        """Raise an error that says what is missing, if the server said so."""
        if isinstance(error.__cause__, psycopg.errors.InvalidSchemaName):
            raise SchemaMissing(f"schema {wanted.schema} does not exist") from error
        if wanted.role and isinstance(error.__cause__, ROLE_ERRORS):
            raise RoleMissing(
                f"schema {wanted.schema} has no role {wanted.role} that the service may take:"
                " run migrate_schemas --verify"
            ) from error

    def _cursor(self, name: str | None = None) -> Any:
        # Not django-tenants' method: its SET swallows errors. The cursor's own checks replace it.
        return original_backend.DatabaseWrapper._cursor(self, name=name)  # noqa: SLF001 - our base class

    def make_cursor(self, cursor: Any) -> StoreCursor:
        """Wrap a raw cursor so that it verifies the path before each statement."""
        self.verify_path()
        return StoreCursor(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> StoreDebugCursor:
        """As `make_cursor`, with query logging."""
        self.verify_path()
        return StoreDebugCursor(cursor, self)

    @contextmanager
    def _without_path(self) -> Iterator[None]:
        # ROLLBACK TO SAVEPOINT must reach a failed transaction, in which no SET is possible. The statement
        # names no table, and whatever path it brings back is compared before the next statement.
        self._path_is_exempt = True
        try:
            yield
        finally:
            self._path_is_exempt = False

    def _savepoint(self, sid: str) -> None:
        with self._without_path():
            super()._savepoint(sid)

    def _savepoint_rollback(self, sid: str) -> None:
        with self._without_path():
            super()._savepoint_rollback(sid)

    def _savepoint_commit(self, sid: str) -> None:
        with self._without_path():
            super()._savepoint_commit(sid)

    def init_connection_state(self) -> None:
        """As Django; a connection of the pool kept its time zone, and its role comes with the path."""
        with self._without_path():  # asks the server's version, which must not depend on the store
            super().init_connection_state()

    def _close(self) -> None:
        if self.connection is not None and self.pool:
            connection_reset(self.connection)
        super()._close()

    def close_if_unusable_or_obsolete(self) -> None:
        """As Django; also close a kept connection whose caches have grown with the stores it served."""
        super().close_if_unusable_or_obsolete()
        if self.connection is not None and not self.in_atomic_block and is_worn_out(self.connection):
            self.close()
