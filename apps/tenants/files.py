"""Everything a store has in object storage."""

from django.core.files.storage import default_storage

from tenancy.context import store_context


def store_files_delete(*, schema_name: str) -> int:
    """Delete every file of a store; returns how many. Safe to repeat."""
    with store_context(schema_name):
        return _delete_folder("")


def _delete_folder(path: str) -> int:
    try:
        folders, files = default_storage.listdir(path)
    except FileNotFoundError:
        return 0
    deleted = 0
    for name in files:
        default_storage.delete(f"{path}{name}")
        deleted += 1
    for name in folders:
        if name:
            deleted += _delete_folder(f"{path}{name}/")
    return deleted
