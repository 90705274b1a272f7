"""What changes at a marketplace: prices, stock, what is taken off; the same listing may differ per marketplace."""

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from sandbox.database import Connection, Json
from sandbox.wares.wares import Ware, wares

SCHEMA = """
CREATE TABLE IF NOT EXISTS ware_changes (
    market TEXT NOT NULL,
    ware_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (market, ware_id)
);
CREATE TABLE IF NOT EXISTS market_calls (
    market TEXT NOT NULL,
    caller TEXT NOT NULL,
    second INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (market, caller, second)
);
"""
TABLES = ("ware_changes", "market_calls")
CHANGES = ("price_factor", "stock", "gone", "offline", "not_sold_to")


def change_write(connection: Connection, market: str, ware_id: int, change: Json) -> Json:
    """Remember a change of a listing over what was changed before; returns all of it."""
    known = change_read(connection, market, ware_id) | change
    connection.execute(
        "INSERT INTO ware_changes VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
        (market, ware_id, json.dumps(known)),
    )
    return known


def change_read(connection: Connection, market: str, ware_id: int) -> Json:
    """Return what was changed of a listing."""
    row = connection.execute(
        "SELECT body FROM ware_changes WHERE market = ? AND ware_id = ?", (market, ware_id)
    ).fetchone()
    return json.loads(row["body"]) if row else {}


def ware_now(connection: Connection, market: str, ware_id: int) -> tuple[Ware, Json] | None:
    """Return a listing with its changes applied, and the changes; None when there is none or it is gone."""
    ware = wares().get(ware_id)
    change = change_read(connection, market, ware_id)
    if ware is None or change.get("gone"):
        return None
    return _changed(ware, change), change


def wares_now(connection: Connection, market: str) -> Iterator[Ware]:
    """Yield every listing that is offered now."""
    rows = connection.execute("SELECT ware_id, body FROM ware_changes WHERE market = ?", (market,))
    changes = {row["ware_id"]: json.loads(row["body"]) for row in rows}
    for ware in wares().values():
        change = changes.get(ware.id, {})
        if not change.get("gone") and not change.get("offline"):
            yield _changed(ware, change)


def _changed(ware: Ware, change: Json) -> Ware:
    factor, stock = Decimal(str(change.get("price_factor", 1))), change.get("stock")
    skus = tuple(
        replace(
            sku,
            price=(sku.price * factor).quantize(Decimal("0.01")),
            stock=sku.stock if stock is None else int(stock),
        )
        for sku in ware.skus
    )
    return replace(ware, skus=skus, not_sold_to=change.get("not_sold_to", ware.not_sold_to))


def calls_count(connection: Connection, market: str, caller: str, now: float) -> int:
    """Count one call of a caller and return how many this second has seen."""
    second = int(now)
    connection.execute("DELETE FROM market_calls WHERE market = ? AND second < ?", (market, second - 2))
    return int(
        connection.execute(
            "INSERT INTO market_calls VALUES (?, ?, ?, 1)"
            " ON CONFLICT DO UPDATE SET number = number + 1 RETURNING number",
            (market, caller, second),
        ).fetchone()["number"]
    )


def words_match(ware: Ware, words: str) -> bool:
    """Tell whether a listing answers a search."""
    text = f"{ware.title} {ware.category.name}".lower()
    return all(word.rstrip("s") in text for word in words.lower().split())
