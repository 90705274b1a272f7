"""Writes a migrated schema down as compact DDL, and replays it under another name.

One `CREATE TABLE` carries columns, identity, generated values and every constraint whose target exists by then
(tables in foreign key order), so the server does a tenth of the work of the migrations. Names of constraints,
indexes and sequences are kept: a later `RemoveConstraint` finds what it expects.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tenancy.catalog import Catalogue, catalogue_read
from tenancy.names import PUBLIC, require_identifier, require_store_schema

Row = Mapping[str, Any]
_STORAGE = {"p": "PLAIN", "e": "EXTERNAL", "x": "EXTENDED", "m": "MAIN"}
_COMPRESSION = {"p": "pglz", "l": "lz4"}


@dataclass(frozen=True)
class Blueprint:
    """A schema as statements relative to the path, and the rows that belong to it."""

    source: str
    ddl: str
    copies: tuple[tuple[str, str], ...]  # table, its writable columns
    counters: tuple[tuple[str, int], ...]  # sequence, last value

    def script(self, target: str, *, begin: str = "", finish: str = "") -> str:
        """Return one multi-statement text that builds `target`; runs inside a transaction, ends on `public`.

        The statements of `begin` run before the schema has tables, those of `finish` at the end.
        """
        require_store_schema(target)
        rows = "".join(
            f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE"  # noqa: S608 - quoted by the server
            f' SELECT {columns} FROM "{self.source}".{table};\n'
            for table, columns in self.copies
        )
        values = "".join(
            f"SELECT pg_catalog.setval('{name}'::regclass, {value});\n" for name, value in self.counters
        )
        return (
            f'CREATE SCHEMA "{target}";\n{begin}\nSET LOCAL search_path = "{target}";\n'
            f"{self.ddl}\n{rows}{values}{finish}\nSET LOCAL search_path = {PUBLIC};"
        )


def blueprint_read(connection: Any, schema: str) -> Blueprint:
    """Return the blueprint of `schema`, with the rows its migrations put there (`django_migrations` too).

    Raises `CannotReplay` for objects a blueprint has no place for.
    """
    require_identifier(schema)
    with transaction.atomic(using=connection.alias), connection.connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL search_path = "{schema}"')
        found = catalogue_read(cursor, schema)
        filled = _tables_with_rows(cursor, found)
    order = _tables_in_order(found)
    return Blueprint(
        source=schema,
        ddl="\n".join(_ddl(found, order, schema)),
        copies=tuple(
            (table["name"], ", ".join(column["name"] for column in _columns(found, table, writable=True)))
            for table in order
            if table["name"] in filled
        ),
        counters=tuple(
            (row["name"].replace("'", "''"), row["last_value"])
            for row in found.sequences
            if row["last_value"] is not None
        ),
    )


def _tables_with_rows(cursor: Any, found: Catalogue) -> set[str]:
    if not found.tables:
        return set()
    names = [table["name"] for table in found.tables]
    cursor.execute(
        " UNION ALL ".join(
            f"SELECT {number} WHERE EXISTS (SELECT FROM {name})"  # noqa: S608 - quoted by the server
            for number, name in enumerate(names)
        )
    )
    return {names[number] for (number,) in cursor.fetchall()}


def _tables_in_order(found: Catalogue) -> list[Row]:
    """Sort tables so that foreign keys point backwards; what stands in a circle comes last, by name."""
    waits_for: dict[int, set[int]] = {table["oid"]: set() for table in found.tables}
    for row in found.constraints:
        if row["kind"] == "f" and row["refers_to"] != row["table_oid"]:
            waits_for[row["table_oid"]].add(row["refers_to"])
    order: list[Row] = []
    left = list(found.tables)
    done: set[int] = set()
    while left:
        free = [table for table in left if waits_for[table["oid"]] <= done] or left[:1]
        order += free
        done |= {table["oid"] for table in free}
        left = [table for table in left if table["oid"] not in done]
    return order


def _ddl(found: Catalogue, order: list[Row], source: str) -> Iterator[str]:
    for row in found.sequences:
        if row["ownership"] != "i":
            yield f"CREATE SEQUENCE {row['name']} AS {row['type']} {_sequence_options(row)};"
    late: list[Row] = []
    done: set[int] = set()
    for table in order:
        done.add(table["oid"])
        mine = [row for row in found.constraints if row["table_oid"] == table["oid"]]
        late += [row for row in mine if row["kind"] == "f" and row["refers_to"] not in done]
        inline = [row for row in mine if row["kind"] != "f" or row["refers_to"] in done]
        yield _create_table(found, table, inline)
    names = {table["oid"]: table["name"] for table in order}
    for row in late:
        yield f"ALTER TABLE {names[row['table_oid']]} ADD CONSTRAINT {row['name']} {row['definition']};"
    yield from (_create_index(source, row) for row in found.indexes if not row["is_constraint"])
    yield from _owned_sequences(found, names)
    yield from _comments(found, names)


def _create_index(source: str, row: Row) -> str:
    # The server writes the schema before the table here even when it is on the path.
    name = row["table_name"]
    return row["definition"].replace(f" ON {source}.{name} ", f" ON {name} ", 1) + ";"


def _create_table(found: Catalogue, table: Row, constraints: Iterable[Row]) -> str:
    parts = [_column(found, table, column) for column in _columns(found, table)]
    parts += [f"CONSTRAINT {row['name']} {row['definition']}" for row in constraints]
    unlogged = "UNLOGGED " if table["persistence"] == "u" else ""
    options = f" WITH ({table['options']})" if table["options"] else ""
    text = f"CREATE {unlogged}TABLE {table['name']} ({', '.join(parts)}){options};"
    for column in _columns(found, table):
        if column["statistics"] is not None:
            text += (
                f"\nALTER TABLE {table['name']} ALTER {column['name']} SET STATISTICS {column['statistics']};"
            )
    return text


def _column(found: Catalogue, table: Row, column: Row) -> str:
    parts = [column["name"], column["type"]]
    if column["storage"]:
        parts.append(f"STORAGE {_STORAGE[column['storage']]}")
    if column["compression"]:
        parts.append(f"COMPRESSION {_COMPRESSION[column['compression']]}")
    if column["collation"]:
        parts.append(f"COLLATE {column['collation']}")
    if column["identity"]:
        parts.append(_identity(found, table, column))
    elif column["generated"]:
        kind = "STORED" if column["generated"] == "s" else "VIRTUAL"
        parts.append(f"GENERATED ALWAYS AS ({column['expression']}) {kind}")
    elif column["expression"] is not None:
        parts.append(f"DEFAULT {column['expression']}")
    if column["not_null"]:
        parts.append(f"CONSTRAINT {column['not_null']} NOT NULL")
    return " ".join(parts)


def _identity(found: Catalogue, table: Row, column: Row) -> str:
    always = "ALWAYS" if column["identity"] == "a" else "BY DEFAULT"
    sequence = next(
        row
        for row in found.sequences
        if (row["table_oid"], row["position"]) == (table["oid"], column["position"])
    )
    return f"GENERATED {always} AS IDENTITY (SEQUENCE NAME {sequence['name']} {_sequence_options(sequence)})"


def _sequence_options(row: Row) -> str:
    cycle = "CYCLE" if row["cycles"] else "NO CYCLE"
    return (
        f"INCREMENT BY {row['step']} MINVALUE {row['minimum']} MAXVALUE {row['maximum']} "
        f"START WITH {row['start']} CACHE {row['cache']} {cycle}"
    )


def _columns(found: Catalogue, table: Row, *, writable: bool = False) -> list[Row]:
    return [
        row
        for row in found.columns
        if row["table_oid"] == table["oid"] and not (writable and row["generated"])
    ]


def _owned_sequences(found: Catalogue, names: Mapping[int, str]) -> Iterator[str]:
    columns = {(row["table_oid"], row["position"]): row["name"] for row in found.columns}
    for row in found.sequences:
        if row["ownership"] == "a":
            owner = f"{names[row['table_oid']]}.{columns[row['table_oid'], row['position']]}"
            yield f"ALTER SEQUENCE {row['name']} OWNED BY {owner};"


def _comments(found: Catalogue, names: Mapping[int, str]) -> Iterator[str]:
    targets = [(f"TABLE {row['name']}", row) for row in found.tables]
    targets += [(f"COLUMN {names[row['table_oid']]}.{row['name']}", row) for row in found.columns]
    targets += [(f"CONSTRAINT {row['name']} ON {names[row['table_oid']]}", row) for row in found.constraints]
    targets += [(f"INDEX {row['name']}", row) for row in found.indexes]
    targets += [(f"SEQUENCE {row['name']}", row) for row in found.sequences]
    for target, row in targets:
        if row["comment"] is not None:
            text = row["comment"].replace("'", "''")
            yield f"COMMENT ON {target} IS '{text}';"
