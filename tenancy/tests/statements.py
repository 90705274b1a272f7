"""Raw statements on the current connection, for tests of the walls below the ORM."""

from typing import Any

import psycopg
from django.db import ProgrammingError, connection, transaction


def ask(statement: str, *parameters: Any) -> Any:
    """Run a statement; return its rows, or how many it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def current_user() -> str:
    """Return the database role of the statement."""
    return str(ask("SELECT current_user")[0][0])


def refused(statement: str) -> bool:
    """Say whether the server refuses a statement for want of rights, and undo it."""
    try:
        with transaction.atomic():
            ask(statement)
    except ProgrammingError as error:
        if isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
            return True
        raise
    return False
