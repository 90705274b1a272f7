"""A database role for each store: the second wall, behind the verified path.

Roles belong to the whole PostgreSQL cluster, so their names begin with the database's mark. Each store's role may
use its own schema and, as a member of the database's group, what `tenancy.sharing` lets store code touch in
`public`. Nobody logs in as one: the login of the service takes it together with the path (`tenancy.postgresql`).
"""

import hashlib
import logging
import re
from functools import lru_cache
from typing import Any

import psycopg
from django.conf import settings
from django.db import ProgrammingError, transaction

from tenancy.names import is_store_schema, require_store_schema

logger = logging.getLogger(__name__)

SCHEMA_LENGTH = 22
TABLE_VERBS = "SELECT, INSERT, UPDATE, DELETE"
SEQUENCE_VERBS = "USAGE, SELECT"


def roles_enabled() -> bool:
    """Return whether stores have roles. Off only where the server's owner may not have CREATEROLE."""
    return bool(getattr(settings, "TENANCY_STORE_ROLES", True))


@lru_cache(maxsize=64)
def group_name(database: str) -> str:
    """Return the name of the group of a database's store roles, at most 33 characters: `st_core_1f0e9a7c`."""
    readable = re.sub(r"[^a-z0-9]", "_", database.lower())[:20]
    return f"st_{readable}_{hashlib.sha256(database.encode()).hexdigest()[:8]}"


def role_name(database: str, schema: str) -> str:
    """Return the name of the role of a store in a database; its last 22 characters are the schema's name."""
    return f"{group_name(database)}_{require_store_schema(schema)}"


def database_name(connection: Any) -> str:
    """Return the name of the database that a Django connection is for, without connecting."""
    config = connection.settings_dict
    return str(config["NAME"] or config["OPTIONS"].get("service") or "")


def role_of(connection: Any, schema: str) -> str | None:
    """Return the role that statements in `schema` run under; None is the login's own (public, the template)."""
    if not roles_enabled() or not is_store_schema(schema):
        return None
    return role_name(database_name(connection), schema)


def role_begin(database: str, schema: str) -> str:
    """Return the statements that make a store's role, for a new schema before its tables are made.

    Tables that come later, now or in a migration, are the role's to use by the schema's default privileges.
    """
    role = role_name(database, schema)
    here = f'ALTER DEFAULT PRIVILEGES IN SCHEMA "{schema}" GRANT'
    return "\n".join(
        (
            f"DO $$BEGIN IF to_regrole('{role}') IS NULL THEN CREATE ROLE {role} NOLOGIN; END IF; END$$;",
            f"GRANT {role} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE;",
            f'GRANT USAGE ON SCHEMA "{schema}" TO {role};',
            f"{here} {TABLE_VERBS} ON TABLES TO {role};",
            f"{here} {SEQUENCE_VERBS} ON SEQUENCES TO {role};",
        )
    )


def role_finish(database: str, schema: str) -> str:
    """Return the statement that makes the role a member of the group; last, because it locks the group."""
    return f"GRANT {group_name(database)} TO {role_name(database, schema)};"


def role_repair(database: str, schema: str) -> str:
    """Return the statements that give a schema that exists its role, whatever is there already."""
    role = role_name(database, schema)
    return "\n".join(
        (
            role_begin(database, schema),
            f'GRANT {TABLE_VERBS} ON ALL TABLES IN SCHEMA "{schema}" TO {role};',
            f'GRANT {SEQUENCE_VERBS} ON ALL SEQUENCES IN SCHEMA "{schema}" TO {role};',
            role_finish(database, schema),
        )
    )


def role_drop(connection: Any, schema: str) -> None:
    """Drop the role of a schema that is gone, inside the caller's transaction.

    A copy of the database on the same server still names the role; it is kept then, with no right here.
    """
    role = role_name(database_name(connection), schema)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regrole(%s) IS NOT NULL", [role])
        if not cursor.fetchone()[0]:
            return
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute(f"DROP ROLE {role}")
        except ProgrammingError as error:
            raise_unless_copied(error)
            logger.warning("role %s is kept: a copy of the database names it", role)


def raise_unless_copied(error: Exception) -> None:
    """Raise `error` unless it says that something in another database still depends on a role."""
    if not isinstance(error.__cause__, psycopg.errors.DependentObjectsStillExist):
        raise error
