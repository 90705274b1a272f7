"""Everything of a shop as one ZIP: sheets, every table as JSON lines, every picture, and a manifest that proves it.

What stands in the database is read as of one moment; pictures follow without a transaction, one at a time.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings

from apps.analytics.services.archive_words import README
from apps.analytics.services.lines import csv_lines, json_lines, json_text
from apps.analytics.services.packing import Package, Packed
from apps.analytics.services.sheets import Row, catalog_rows, customer_rows, moment, order_rows
from apps.analytics.types import ExportFailed
from apps.catalog.selectors import StoredPicture, pictures_least_bytes, pictures_stream
from apps.tenants.types import StoreInfo
from tenancy.portable import LEFT_OUT, PORTABLES, one_moment, rows_of
from tenancy.storage import file_stream

FORMAT = 1
# Making an archive may take this long; 5 GiB take minutes, so what is not ready by then hangs.
MOST_SECONDS = 1_500
SHEETS: dict[str, Callable[[StoreInfo], Iterator[Row]]] = {
    "products.csv": catalog_rows,
    "orders.csv": order_rows,
    "customers.csv": customer_rows,
}
FACTS = ("name", "domain", "url", "currency", "country", "locale", "time_zone", "contact_email")
PICTURE_COLUMNS = (
    "path", "product", "position", "alt_text", "width", "height", "address", "bytes", "sha256", "is_missing",
)  # fmt: skip


@dataclass(slots=True)
class Archive:
    """What went into an archive; `rows` are those of all its sheets and tables but the list of pictures."""

    files: list[dict[str, Any]] = field(default_factory=list)
    rows: int = 0
    pictures: int = 0
    picture_bytes: int = 0
    missing: list[str] = field(default_factory=list)

    def add(self, packed: Packed, *, heads: int = 0) -> None:
        """Note a file whose lines are rows, but for its heads."""
        rows = packed.lines - heads
        self.files.append({"path": packed.path, "rows": rows, "bytes": packed.bytes, "sha256": packed.sha256})
        self.rows += rows


def archive_write(
    *, file: IO[bytes], store: StoreInfo, now: datetime, tell: Callable[[int], None]
) -> Archive:
    """Write the current store's archive into an open file and return what is in it; `tell` hears the percent.

    Memory stays flat: rows are streamed, pictures read one at a time. A picture whose file is gone is named as
    missing. Raises ExportFailed when it is over the bound or takes too long, FilesUnavailable.
    """
    archive = Archive()
    end = time.monotonic() + MOST_SECONDS
    most = settings.EXPORT_MAX_BYTES
    with TemporaryFile() as pending, Package(file, now=now, most=most) as package:
        with one_moment():
            package.room_check(pictures_least_bytes())
            _rows_pack(package, archive, store)
            waiting = _pictures_note(pending)
        _pictures_pack(package, archive, pending, waiting=waiting, end=end, tell=tell)
        package.content_add("README.txt", README.encode())
        package.lines_add("manifest.json", [_manifest(archive, store, now)])
    return archive


def _rows_pack(package: Package, archive: Archive, store: StoreInfo) -> None:
    for path, rows in SHEETS.items():
        archive.add(package.lines_add(path, csv_lines(rows(store))), heads=1)
    facts = {name: getattr(store, name) for name in FACTS}
    archive.add(package.lines_add("store.json", [json_text(facts, indent=1)]))
    for name in sorted(PORTABLES):
        archive.add(package.lines_add(f"data/{name}.jsonl", json_lines(rows_of(PORTABLES[name]))))


def _pictures_note(pending: IO[bytes]) -> int:
    """Write down which pictures there are at this moment, on disk; return how many."""
    count = 0
    for line in json_lines(map(asdict, pictures_stream())):
        pending.write(line)
        count += 1
    pending.seek(0)
    return count


def _pictures_pack(
    package: Package, archive: Archive, pending: IO[bytes], *, waiting: int, end: float, tell: Callable[[int], None]
) -> None:  # fmt: skip
    with TemporaryFile() as listed:
        listed.writelines(csv_lines([PICTURE_COLUMNS]))
        for number, line in enumerate(pending):
            if time.monotonic() > end:
                raise ExportFailed(
                    "Copying the pictures took longer than 25 minutes and was stopped. Try again later."
                )
            picture = StoredPicture(**json.loads(line))
            listed.writelines(csv_lines([_picture_pack(package, archive, picture)]))
            tell(100 * number // waiting)
        listed.seek(0)
        packed = package.lines_add("pictures.csv", listed)
    rows = {"path": packed.path, "rows": waiting, "bytes": packed.bytes, "sha256": packed.sha256}
    archive.files.append(rows)


def _picture_pack(package: Package, archive: Archive, picture: StoredPicture) -> Row:
    """Copy one picture, if its file is there, and return its row of the list."""
    ending = picture.key.rpartition(".")[2]
    path = f"media/products/{picture.product}/{picture.position:03d}.{ending}"
    facts = (
        path,
        picture.product,
        picture.position,
        picture.alt_text,
        picture.width,
        picture.height,
        picture.url,
    )
    try:
        with closing(file_stream(picture.key)) as file:
            content = file.read()
    except FileNotFoundError:
        archive.missing.append(path)
        return (*facts, "", "", "true")
    packed = package.content_add(path, content)
    archive.pictures += 1
    archive.picture_bytes += packed.bytes
    return (*facts, packed.bytes, packed.sha256, "false")


def _manifest(archive: Archive, store: StoreInfo, now: datetime) -> bytes:
    found = {
        "format": FORMAT,
        "made_at": moment(now),
        "store": {"id": store.id, **{name: getattr(store, name) for name in FACTS}},
        "rows": archive.rows,
        "files": archive.files,
        "pictures": {
            "list": "pictures.csv",
            "count": archive.pictures,
            "bytes": archive.picture_bytes,
            "missing": archive.missing,
        },
        "left_out": {name: table.why for name, table in sorted(LEFT_OUT.items())},
    }
    return json_text(found, indent=1) + b"\n"
