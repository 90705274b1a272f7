"""Where something stands in a store, for tests that it stands nowhere any more."""

from django.db import connection
from psycopg import sql


def places_of(text: str) -> set[str]:
    """Return the tables of the current store's schema with a row in which this text stands, in any column."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
        )
        tables = [row[0] for row in cursor.fetchall()]
        found = set()
        for table in tables:
            look = sql.SQL("SELECT 1 FROM {} AS one WHERE one::text ILIKE %s LIMIT 1").format(
                sql.Identifier(table)
            )
            cursor.execute(look, [f"%{text}%"])
            found |= {table} if cursor.fetchone() else set()
    return found
