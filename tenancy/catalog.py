"""Reads one schema from PostgreSQL's catalogues, complete enough to write it down again.

All names come back relative to the schema, because they are asked for with only that schema on the path.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TABLES = """
SELECT c.oid, quote_ident(c.relname) AS name, c.relpersistence AS persistence,
       array_to_string(c.reloptions, ', ') AS options, obj_description(c.oid, 'pg_class') AS comment
FROM pg_class c WHERE c.relnamespace = {schema}::regnamespace AND c.relkind = 'r' ORDER BY c.relname
"""

COLUMNS = """
SELECT a.attrelid AS table_oid, a.attnum AS position, quote_ident(a.attname) AS name,
       format_type(a.atttypid, a.atttypmod) AS type, a.attidentity AS identity, a.attgenerated AS generated,
       pg_get_expr(d.adbin, d.adrelid) AS expression, quote_ident(n.conname) AS not_null,
       CASE WHEN a.attcollation <> t.typcollation THEN l.oid::regcollation::text END AS collation,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END AS storage,
       nullif(a.attcompression, '') AS compression, a.attstattarget AS statistics,
       col_description(a.attrelid, a.attnum) AS comment
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = {schema}::regnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_collation l ON l.oid = a.attcollation
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_constraint n ON n.conrelid = a.attrelid AND n.contype = 'n' AND n.conkey = ARRAY[a.attnum]
WHERE a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum
"""

CONSTRAINTS = """
SELECT r.conrelid AS table_oid, quote_ident(r.conname) AS name, r.contype AS kind,
       pg_get_constraintdef(r.oid) AS definition, r.confrelid AS refers_to,
       obj_description(r.oid, 'pg_constraint') AS comment
FROM pg_constraint r
WHERE r.connamespace = {schema}::regnamespace AND r.contype IN ('p', 'u', 'c', 'x', 'f') AND r.conrelid <> 0
ORDER BY r.conrelid, strpos('pucxf', r.contype::text), r.conname
"""

INDEXES = """
SELECT quote_ident(c.relname) AS name, quote_ident(t.relname) AS table_name,
       pg_get_indexdef(i.indexrelid) AS definition,
       obj_description(i.indexrelid, 'pg_class') AS comment,
       EXISTS (SELECT FROM pg_constraint r WHERE r.conindid = i.indexrelid AND r.contype IN ('p', 'u', 'x'))
         AS is_constraint
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid AND c.relnamespace = {schema}::regnamespace
JOIN pg_class t ON t.oid = i.indrelid AND t.relkind = 'r' ORDER BY c.relname
"""

SEQUENCES = """
SELECT quote_ident(c.relname) AS name, d.deptype AS ownership, d.refobjid AS table_oid,
       d.refobjsubid AS position, format_type(s.seqtypid, NULL) AS type, s.seqstart AS start,
       s.seqincrement AS step, s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache,
       s.seqcycle AS cycles, pg_sequence_last_value(c.oid) AS last_value,
       obj_description(c.oid, 'pg_class') AS comment
FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid AND c.relnamespace = {schema}::regnamespace
LEFT JOIN pg_depend d ON d.objid = c.oid AND d.classid = 'pg_class'::regclass
     AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
ORDER BY c.relname
"""

# What the blueprint does not carry. A schema that has any of it is refused, never copied in part.
UNSUPPORTED = """
SELECT 'relation ' || relname FROM pg_class
WHERE relnamespace = {schema}::regnamespace AND (relkind IN ('v', 'm', 'f', 'p') OR relispartition
      OR relhassubclass OR relrowsecurity OR relkind = 'c')
UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = {schema}::regnamespace
UNION ALL SELECT 'type ' || typname FROM pg_type
WHERE typnamespace = {schema}::regnamespace AND typtype IN ('e', 'd', 'r')
UNION ALL SELECT 'trigger ' || g.tgname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
WHERE c.relnamespace = {schema}::regnamespace AND NOT g.tgisinternal
UNION ALL SELECT 'rule ' || r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.relnamespace = {schema}::regnamespace
UNION ALL SELECT 'statistics ' || stxname FROM pg_statistic_ext WHERE stxnamespace = {schema}::regnamespace
"""


class CannotReplay(RuntimeError):
    """The schema holds objects (views, triggers, functions, types …) that a blueprint does not carry."""


@dataclass
class Catalogue:
    """Rows of one schema, as mappings, by kind of object."""

    tables: list[Mapping[str, Any]] = field(default_factory=list)
    columns: list[Mapping[str, Any]] = field(default_factory=list)
    constraints: list[Mapping[str, Any]] = field(default_factory=list)
    indexes: list[Mapping[str, Any]] = field(default_factory=list)
    sequences: list[Mapping[str, Any]] = field(default_factory=list)


def catalogue_read(cursor: Any, schema: str) -> Catalogue:
    """Return the schema's objects. `cursor` must be on a path of that schema alone.

    Raises `CannotReplay` when the schema holds something a `Catalogue` has no place for.
    """
    literal = f"'\"{schema}\"'"
    cursor.execute(UNSUPPORTED.format(schema=literal))
    refused = sorted(row[0] for row in cursor.fetchall())
    if refused:
        raise CannotReplay(f"{schema} holds what a blueprint cannot carry: {', '.join(refused)}")
    queries = {
        "tables": TABLES,
        "columns": COLUMNS,
        "constraints": CONSTRAINTS,
        "indexes": INDEXES,
        "sequences": SEQUENCES,
    }
    return Catalogue(**{name: _rows(cursor, sql.format(schema=literal)) for name, sql in queries.items()})


def _rows(cursor: Any, sql: str) -> list[Mapping[str, Any]]:
    cursor.execute(sql)
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
