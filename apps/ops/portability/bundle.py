"""One store as one file: `manifest.json`, `store.dump` (pg_dump's custom format) and `media/…` in a tar.

Anyone can look into it with tar and pg_restore; nothing of the platform or of another store is in it.
"""

import hashlib
import json
import tarfile
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import timezone

from apps.ops.portability import postgres
from apps.tenants.adoption import store_adopt
from apps.tenants.files import store_files
from apps.tenants.selectors import store_get
from apps.tenants.services import store_close, store_purge, store_resume
from apps.tenants.types import StoreInfo
from tenancy.context import store_context
from tenancy.errors import Refused
from tenancy.migrator import migrate

FORMAT = 1
MANIFEST, DUMP, MEDIA = "manifest.json", "store.dump", "media/"
NO_EXPORT = "This file is no export of a store."


class BundleInvalid(Refused):
    code = "bundle_invalid"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle holds: the store's own facts, the rows of each table, each file with its digest."""

    format: int
    exported_at: str
    schema: str
    store: dict[str, str]
    tables: dict[str, int]
    files: dict[str, str]
    dump_sha256: str


def store_export(*, store: StoreInfo, to: Path, now: datetime) -> Manifest:
    """Write a store into the file `to`; rows counted and rows dumped are those of one moment.

    The store keeps selling meanwhile. Raises ToolMissing and ToolFailed.
    """
    with TemporaryDirectory() as folder:
        dump = Path(folder) / DUMP
        with postgres.snapshot() as (name, held):
            postgres.schema_dump(schema=store.schema_name, name=name, to=dump)
            tables = postgres.row_counts(held, store.schema_name)
        partial = to.with_suffix(to.suffix + ".partial")
        with tarfile.open(partial, "w") as tar, store_context(store.schema_name):
            tar.add(dump, DUMP)
            manifest = Manifest(
                format=FORMAT,
                exported_at=now.isoformat(),
                schema=store.schema_name,
                store=_facts(store),
                tables=tables,
                files={key: _file_add(tar, key) for key in store_files()},
                dump_sha256=_digest(dump),
            )
            _bytes_add(tar, MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
        partial.rename(to)
    return manifest


def _facts(store: StoreInfo) -> dict[str, str]:
    names = ("name", "domain", "currency", "country", "locale", "time_zone", "contact_email")
    return {name: str(getattr(store, name)) for name in names}


def _file_add(tar: tarfile.TarFile, key: str) -> str:
    """Add one file and return its digest; read twice rather than held in memory."""
    with default_storage.open(key, "rb") as file:
        digest = _digest_of(file)
        file.seek(0)
        entry = tarfile.TarInfo(MEDIA + key)
        entry.size = default_storage.size(key)
        tar.addfile(entry, file)
    return digest


def _bytes_add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, BytesIO(content))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return _digest_of(file)


def _digest_of(file: Any) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()


def store_restore(*, bundle: Path, merchant_id: Any, subdomain: str | None, now: datetime) -> StoreInfo:
    """Bring a store back under this merchant, check every row and file, then open it.

    Its schema keeps its name, so the store it was must be gone from this platform. An older bundle is migrated to
    this version. Whatever fails, nothing of it is left. Raises BundleInvalid, SubdomainTaken, LimitReached,
    ToolMissing and ToolFailed.
    """
    with _opened(bundle) as tar, TemporaryDirectory() as folder:
        manifest = manifest_read(tar)
        dump = _dump_out(tar, Path(folder), manifest)
        label = subdomain or manifest.store["domain"].partition(".")[0]
        facts = {key: value for key, value in manifest.store.items() if key != "domain"}
        store = store_adopt(
            merchant_id=merchant_id, schema_name=manifest.schema, subdomain=label, facts=facts, now=now
        )
        try:
            postgres.schema_restore(dump=dump)
            _rows_check(manifest)
            with store_context(store.schema_name):
                _media_in(tar, manifest)
            _migrate(store.schema_name)
        except BaseException:
            store_close(store_id=store.id, now=timezone.now())
            store_purge(store_id=store.id)
            raise
    store_resume(store_id=store.id)
    return store_get(store_id=store.id)


def _migrate(schema: str) -> None:
    """Bring the restored schema to this version and give it its rights."""
    report = migrate(shared=False)
    failed = next((result.error for result in report.failed if result.schema_name == schema), report.error)
    if failed:
        raise BundleInvalid(f"The restored schema could not be migrated to this version: {failed}")


def _opened(bundle: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(bundle, "r:")
    except tarfile.TarError as error:
        raise BundleInvalid(NO_EXPORT) from error


def manifest_read(tar: tarfile.TarFile) -> Manifest:
    """Return what a bundle says of itself. Raises BundleInvalid."""
    try:
        file = tar.extractfile(MANIFEST)
        found = Manifest(**json.loads(file.read() if file else b""))
    except (KeyError, ValueError, TypeError) as error:
        raise BundleInvalid(NO_EXPORT) from error
    if found.format != FORMAT:
        raise BundleInvalid(f"This export has format {found.format}; this version reads format {FORMAT}.")
    return found


def _dump_out(tar: tarfile.TarFile, folder: Path, manifest: Manifest) -> Path:
    tar.extract(DUMP, folder, filter="data")
    dump = folder / DUMP
    if _digest(dump) != manifest.dump_sha256:
        raise BundleInvalid("The dump in this file is damaged: its digest differs from the manifest's.")
    return dump


def _rows_check(manifest: Manifest) -> None:
    with postgres.snapshot() as (_, held):
        found = postgres.row_counts(held, manifest.schema)
    if found != manifest.tables:
        different = sorted(
            name for name in found | manifest.tables if found.get(name) != manifest.tables.get(name)
        )
        raise BundleInvalid(
            f"These tables hold other numbers of rows than the manifest says: {', '.join(different)}."
        )


def _media_in(tar: tarfile.TarFile, manifest: Manifest) -> None:
    for key, digest in manifest.files.items():
        file = tar.extractfile(MEDIA + key)
        if file is None or _digest_of(file) != digest:
            raise BundleInvalid(f"The file {key} is missing or damaged.")
        file.seek(0)
        default_storage.delete(key)
        default_storage.save(key, File(file))
