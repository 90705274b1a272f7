"""Databases of a test run: a migrated template, a copy of it for each pytest process.

The template has no roles; each copy gets its own, since roles belong to the server and their names to a database.
"""

import hashlib
import os
from pathlib import Path
from typing import Any

import psycopg
from django import get_version
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.test import override_settings
from psycopg import sql

from tenancy.roles import group_name, roles_enabled
from tenancy.testing.servers import database_url, own_database_pid, server_url

# Two stores that every test may use, and what sign-ups claim.
STORE_SCHEMAS = ("s_teststore0000000000a", "s_teststore0000000000b")
READY_SCHEMAS = 4
TEMPLATES_KEPT = 8
BUILD_LOCK = 0x5709_0003


def template_name() -> str:
    """Return the name of the template database for the migrations, apps and builder as they are now."""
    digest = hashlib.sha256(get_version().encode())
    for config in apps.get_app_configs():
        digest.update(f"\n{config.label}\n".encode())
        for file in sorted((Path(config.path) / "migrations").glob("*.py")):
            digest.update(file.read_bytes())
    builder = Path(__file__).resolve().parents[1]
    for file in sorted([*builder.glob("*.py"), *builder.glob("testing/databases.py")]):
        if file.stem in ("schema", "catalog", "runner", "migrator", "scripts", "pool", "graph", "databases"):
            digest.update(file.read_bytes())
    return f"template_{digest.hexdigest()[:16]}"


def connect(name: str = "postgres") -> psycopg.Connection[Any]:
    """Return a plain autocommit connection to a database of the test server."""
    return psycopg.connect(database_url(server_url(), name), autocommit=True)


def database_create(name: str) -> None:
    """Create database `name` from the template, which is built first when there is none for this code."""
    template = template_name()
    with connect() as server:
        _sweep(server, keep=template)
        server.execute("SELECT pg_advisory_lock(%s)", [BUILD_LOCK])
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            _template_build(server, template)
        server.execute("SELECT pg_advisory_unlock(%s)", [BUILD_LOCK])
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    if roles_enabled():
        _walls_raise(name)


def database_drop(name: str) -> None:
    """Drop database `name` with its roles, whoever is connected."""
    with connect() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        _roles_drop(server, _roles(server, group_name(name)))


def database_point(name: str) -> None:
    """Point Django's connection at `name` on the test server; open connections are closed first."""
    connection = _disconnect()
    parts = psycopg.conninfo.conninfo_to_dict(database_url(server_url(), name))
    values = {
        "NAME": name,
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
    }
    connection.settings_dict.update(values)
    settings.DATABASES["default"].update(values)


def _walls_raise(name: str) -> None:
    from tenancy.walls import walls_raise

    database_point(name)
    _, failed = walls_raise()
    _disconnect()
    if failed:
        raise RuntimeError(f"the test database's stores get no roles: {failed[0]}")


def _roles(server: psycopg.Connection[Any], prefix: str) -> list[str]:
    rows = server.execute(
        "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s) ORDER BY length(rolname) DESC", [prefix]
    )
    return [role for (role,) in rows]


def _roles_drop(server: psycopg.Connection[Any], roles: list[str]) -> None:
    for role in roles:
        try:
            server.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
        except psycopg.Error:  # its database is back; the next run drops it
            continue


def _disconnect() -> Any:
    connection: Any = connections["default"]
    connection.close()
    connection.close_pool()
    return connection


def _template_build(server: psycopg.Connection[Any], template: str) -> None:
    from tenancy.migrator import migrate
    from tenancy.models import PoolSchema, PoolState
    from tenancy.pool import pool_refill, schema_build

    building = f"building_{template}"
    database_drop(building)
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
    database_point(building)
    with override_settings(TENANCY_STORE_ROLES=False):
        report = migrate(verbosity=0)
        if not report.is_ok:
            raise RuntimeError(f"the test template cannot be migrated: {report.error}")
        for schema in STORE_SCHEMAS:
            schema_build(schema)
            PoolSchema.objects.create(schema_name=schema, state=PoolState.CLAIMED)
        pool_refill(READY_SCHEMAS, READY_SCHEMAS)
    _disconnect()
    with connect(building) as built:
        built.execute("VACUUM (FREEZE, ANALYZE)")
    server.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(template))
    )


def _sweep(server: psycopg.Connection[Any], keep: str) -> None:
    """Drop databases and roles of dead test processes of this machine, and all but the newest templates."""
    roles = _roles(server, "st_test_")  # before the databases: whoever makes roles has a database
    rows = server.execute("SELECT datname FROM pg_database ORDER BY oid DESC").fetchall()
    names = [name for (name,) in rows]
    dead = [name for name in names if (pid := own_database_pid(name)) and not _is_alive(pid)]
    templates = [name for name in names if name.startswith("template_") and name != keep]
    for name in dead + templates[TEMPLATES_KEPT:]:
        try:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        except psycopg.Error:  # somebody copies it at this moment; the next run drops it
            continue
    alive = tuple(group_name(name) for name in names if name not in dead)
    _roles_drop(server, [role for role in roles if not role.startswith(alive)])


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
