"""Everything this service keeps of a store in object storage: uploads and pictures of its imports."""

from django.core.files.storage import default_storage

from tenancy.context import store_context


def store_files_delete(*, schema_name: str) -> int:
    """Delete every file of a store; return how many. Safe to repeat."""
    with store_context(schema_name):
        return _delete_below("")


def _delete_below(path: str) -> int:
    try:
        folders, files = default_storage.listdir(path)
    except FileNotFoundError:
        return 0
    for name in files:
        default_storage.delete(f"{path}{name}")
    # Object storage may name the folder itself as an empty one.
    return len(files) + sum(_delete_below(f"{path}{folder}/") for folder in folders if folder)
