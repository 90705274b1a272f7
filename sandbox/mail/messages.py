"""Mails as they would arrive, one row per personalization."""

import json
import re
from typing import cast

from sandbox.database import Connection, Json

SCHEMA = """
CREATE TABLE IF NOT EXISTS mails (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    received_at REAL NOT NULL,
    recipients TEXT NOT NULL,
    subject TEXT NOT NULL,
    searched TEXT NOT NULL,
    body TEXT NOT NULL
);
"""
TABLES = ("mails",)
LINK = re.compile(r"""https?://[^\s<>"')\]]+""")


def mail_save(connection: Connection, mail: Json) -> None:
    """Store one mail."""
    recipients = [one["email"].lower() for one in (*mail["to"], *mail["cc"], *mail["bcc"])]
    searched = " ".join((mail["subject"], mail["text"], mail["from"]["email"], *recipients))
    connection.execute(
        "INSERT INTO mails (id, received_at, recipients, subject, searched, body) VALUES (?, ?, ?, ?, ?, ?)",
        (
            mail["id"],
            mail["received_at"],
            f" {' '.join(recipients)} ",
            mail["subject"],
            searched.lower(),
            json.dumps(mail),
        ),
    )


def mails_find(
    connection: Connection,
    *,
    to: str = "",
    search: str = "",
    since: float = 0.0,
    before: int | None = None,
    limit: int = 50,
) -> list[Json]:
    """Return mails, newest first, to an address and containing a text."""
    rows = connection.execute(
        "SELECT seq, body FROM mails WHERE (?1 = '' OR instr(recipients, ' ' || ?1 || ' '))"
        " AND (?2 = '' OR instr(searched, ?2)) AND received_at >= ?3"
        " AND (?4 IS NULL OR seq < ?4) ORDER BY seq DESC LIMIT ?5",
        (to.lower(), search.lower(), since, before, limit),
    )
    return [{**json.loads(row["body"]), "seq": row["seq"]} for row in rows]


def mail_get(connection: Connection, mail_id: str) -> Json | None:
    """Return one mail."""
    row = connection.execute("SELECT seq, body FROM mails WHERE id = ?", (mail_id,)).fetchone()
    return {**json.loads(row["body"]), "seq": row["seq"]} if row else None


def mails_count(connection: Connection) -> int:
    """Return how many mails there are."""
    return int(connection.execute("SELECT count(*) FROM mails").fetchone()[0])


def mails_clear(connection: Connection) -> None:
    """Delete every mail."""
    connection.execute("DELETE FROM mails")


def links_of(mail: Json) -> list[str]:
    """Return the distinct links of a mail in order of appearance."""
    text = cast("str", mail["html"]).replace("&amp;", "&") + "\n" + mail["text"]
    return list(dict.fromkeys(link.rstrip(".,;") for link in LINK.findall(text)))
