"""Puts up the second walls: the group of store roles, its grants, row-level security, a role for every store.

Runs at the end of a migration. The group carries a comment that says which walls stand; a copy of the database, or
one restored elsewhere, has no such group, so its next migration puts them up again.
"""

import hashlib
import logging
from typing import Any

from django.db import DatabaseError, transaction

from tenancy import roles
from tenancy.connection import sentence, store_connection
from tenancy.context import public_context
from tenancy.fingerprints import platform_fingerprint
from tenancy.names import is_store_schema
from tenancy.sharing import POLICY, policy_mark, policy_statements, shared_tables

logger = logging.getLogger(__name__)

VERSION = 1
LOCK_TIMEOUT = "10s"  # a policy is a change of the table: it waits for what runs, and holds up what comes
MARK = "(SELECT shobj_description(r.oid, 'pg_authid') FROM pg_catalog.pg_roles r WHERE r.rolname = '{group}')"
SCHEMAS = r"SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname ~ '^s_[a-z0-9]{20}$' ORDER BY nspname"
WITHOUT_ROLE = (
    "SELECT n.nspname FROM pg_catalog.pg_namespace n LEFT JOIN pg_catalog.pg_roles r"
    " ON r.rolname = %s || n.nspname WHERE n.nspname ~ '^s_[a-z0-9]{20}$'"
    " AND (r.oid IS NULL OR NOT has_schema_privilege(r.oid, n.oid, 'USAGE')) ORDER BY n.nspname"
)
WITHOUT_SCHEMA = (
    "SELECT right(r.rolname, 22) FROM pg_catalog.pg_roles r LEFT JOIN pg_catalog.pg_namespace n"
    " ON n.nspname = right(r.rolname, 22) WHERE starts_with(r.rolname, %s) AND n.oid IS NULL"
)
POLICIES = (
    "SELECT c.relname, obj_description(p.oid, 'pg_policy') FROM pg_catalog.pg_policy p"
    " JOIN pg_catalog.pg_class c ON c.oid = p.polrelid AND c.relrowsecurity WHERE p.polname = %s"
)
COLUMNS = (
    "SELECT c.relname, array_agg(a.attname::text) || ''::text FROM pg_catalog.pg_class c"
    " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY c.relname"
)


def walls_wanted() -> str:
    """Return the mark of the walls this code wants; empty when store roles are switched off.

    Migrations of the shared apps count: a table they make, or make anew, has no grant and no policy.
    """
    if not roles.roles_enabled():
        return ""
    parts = [f"{table.name}|{table.verbs}|{table.condition}" for table in shared_tables()]
    parts.append(platform_fingerprint())
    return hashlib.sha256("\n".join([str(VERSION), *parts]).encode()).hexdigest()[:32]


def walls_column() -> str:
    """Return an SQL expression for the mark of the walls that stand in this database (NULL: none)."""
    return MARK.format(group=roles.group_name(roles.database_name(store_connection())))


def walls_raise(*, everything: bool = False) -> tuple[int, list[tuple[str, str]]]:
    """Make group, grants, policies and missing roles; return how many roles, and (schema, error) where it failed.

    With `everything` every role's rights are granted again. Errors of `public` are raised. The group is marked only
    when nothing failed, so that the next migration tries again.
    """
    with public_context():
        return _raise(store_connection(), everything=everything)


def _raise(connection: Any, *, everything: bool) -> tuple[int, list[tuple[str, str]]]:
    database = roles.database_name(connection)
    group = roles.group_name(database)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        for statement in _public_statements(cursor, group):
            cursor.execute(statement)
    made, failed = roles_make(everything=everything)
    _drop_left_over(connection, f"{group}_")
    if not failed:
        with connection.cursor() as cursor:
            cursor.execute(f"COMMENT ON ROLE {group} IS '{walls_wanted()}'")
    return made, failed


def roles_make(*, everything: bool = False) -> tuple[int, list[tuple[str, str]]]:
    """Make the roles of schemas that have none; return how many, and (schema, error) where it failed."""
    connection = store_connection()
    database = roles.database_name(connection)
    failed = []
    with public_context():
        schemas = _schemas(connection, f"{roles.group_name(database)}_", everything=everything)
        for schema in schemas:
            try:
                with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                    cursor.execute(roles.role_repair(database, schema))
            except DatabaseError as error:
                failed.append((schema, sentence(error)))
    return len(schemas) - len(failed), failed


def _public_statements(cursor: Any, group: str) -> list[str]:
    cursor.execute("SELECT to_regrole(%s) IS NULL", [group])
    statements = [f"CREATE ROLE {group} NOLOGIN"] if cursor.fetchone()[0] else []
    cursor.execute(
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname = 'public'"
        " AND a.grantee = 0 AND a.privilege_type = 'CREATE')"
    )
    if cursor.fetchone()[0]:  # a database that began before PostgreSQL 15
        statements.append("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    statements += [
        f"GRANT USAGE ON SCHEMA public TO {group}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {group}",
    ]
    cursor.execute(POLICIES, [POLICY])
    standing = dict(cursor.fetchall())
    cursor.execute(COLUMNS)
    columns = dict(cursor.fetchall())
    for table in shared_tables():
        if table.column not in columns.get(table.name, ()):
            continue  # its migration is not written or not applied yet: no grant until then
        if table.verbs:
            statements.append(f'GRANT {table.verbs} ON public."{table.name}" TO {group}')
        if standing.get(table.name, "") != policy_mark(table):
            statements += policy_statements(table)
    return statements


def _schemas(connection: Any, prefix: str, *, everything: bool) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(*((SCHEMAS,) if everything else (WITHOUT_ROLE, [prefix])))
        return [name for (name,) in cursor.fetchall()]


def _drop_left_over(connection: Any, prefix: str) -> None:
    """Drop the roles of schemas that are gone."""
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_SCHEMA, [prefix])
        gone = [name for (name,) in cursor.fetchall() if is_store_schema(name)]
    for schema in gone:
        with transaction.atomic(using=connection.alias):
            roles.role_drop(connection, schema)


def walls_missing() -> list[str]:
    """Return what is not in place, as sentences for the start-up check; empty when all walls stand."""
    if not roles.roles_enabled():
        return ["TENANCY_STORE_ROLES is off: stores share one database role"]
    connection = store_connection()
    group = roles.group_name(roles.database_name(connection))
    found = []
    with public_context(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {walls_column()}")
        if cursor.fetchone()[0] != walls_wanted():
            found.append("roles, grants or policies of stores are behind the code: run migrate_schemas")
        cursor.execute(WITHOUT_ROLE, [f"{group}_"])
        if count := len(cursor.fetchall()):
            found.append(f"{count} store schemas have no role: run migrate_schemas --verify")
        cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            found.append("the database's owner may not make roles: ALTER ROLE … CREATEROLE")
    return found
