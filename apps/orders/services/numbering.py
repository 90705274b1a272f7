"""Sequential order numbers without gaps."""

from django.db import connection

FIRST_NUMBER = 1001
# One row per store, raised in the order's transaction: a rolled back order gives its number back, and two
# orders at once wait for each other here instead of meeting in one number (reliability.md, F17).
NEXT = """
    INSERT INTO orders_ordercounter (id, last_number) VALUES (1, %s)
    ON CONFLICT (id) DO UPDATE SET last_number = orders_ordercounter.last_number + 1
    RETURNING last_number
"""


def order_number_next() -> int:
    """Return the next number of the current store; it is given back if the transaction rolls back."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [FIRST_NUMBER])
        row: tuple[int] = cursor.fetchone()
    return row[0]
