"""Everything a store has in object storage."""

from collections.abc import Iterator

from django.core.files.storage import default_storage

from tenancy.context import store_context


def store_files(folder: str = "") -> Iterator[str]:
    """Yield the key of every file of the current store, in order."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in sorted(files))
    for name in sorted(folders):
        if name:
            yield from store_files(f"{folder}{name}/")


def store_files_delete(*, schema_name: str) -> int:
    """Delete every file of a store; returns how many. Safe to repeat."""
    with store_context(schema_name):
        keys = list(store_files())
        for key in keys:
            default_storage.delete(key)
    return len(keys)
