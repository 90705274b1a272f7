"""What of a store can be taken along: each module names its tables, the export reads them, neither knows the other."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

PIECE = 500


@dataclass(frozen=True, slots=True)
class Portable:
    """A table of a store that belongs to its merchant; `without` are columns that are nobody's but ours."""

    name: str
    model: type[models.Model]
    without: frozenset[str]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A table of a store that stays, and the reason its merchant is given."""

    model: type[models.Model]
    why: str


PORTABLES: dict[str, Portable] = {}
LEFT_OUT: dict[str, LeftOut] = {}


def portable(name: str, model: type[models.Model], *, without: Sequence[str] = ()) -> None:
    """Declare in a module's `portable.py` that `model` is taken along as `name`; columns made later come along too."""
    PORTABLES[name] = Portable(name, model, frozenset(without))


def left_out(name: str, model: type[models.Model], why: str) -> None:
    """Declare in a module's `portable.py` that a table of a store is not taken along, and why."""
    LEFT_OUT[name] = LeftOut(model, why)


def rows_of(table: Portable) -> Iterator[dict[str, Any]]:
    """Yield the rows of the current store by id as `{column: value}`. One statement; 500 are in memory at a time."""
    columns = [field.attname for field in table.model._meta.concrete_fields]
    kept = [column for column in columns if column not in table.without]
    # The base manager: a default one may hide rows.
    yield from table.model._base_manager.order_by("pk").values(*kept).iterator(chunk_size=PIECE)  # noqa: SLF001 - documented


@contextmanager
def one_moment() -> Iterator[None]:
    """Let everything read inside be of one moment, whatever is written meanwhile; nothing can be written inside.

    Holds a transaction open: for reading into a file, never for waiting on somebody. Inside a transaction of the
    caller's it adds nothing, and each statement sees its own moment.
    """
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        # Sets the path first: afterwards no statement may come before the isolation level.
        cursor.execute("SELECT 1")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
