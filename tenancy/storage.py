"""Files of a store: the folder or key prefix is its schema name, computed at each call."""

from typing import IO, Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils._os import safe_join

from tenancy.context import require_store


class StoreFileSystemStorage(FileSystemStorage):
    """Local disk: `MEDIA_ROOT/<schema>/…`, served under `MEDIA_URL<schema>/…`. Raises `NoStore` in public.

    `location` and `base_url` given by settings stand in for `MEDIA_ROOT` and `MEDIA_URL`; the store's folder
    is appended to them all the same.
    """

    _location: Any
    _base_url: Any

    @property
    def base_location(self) -> str:
        """Folder of the current store, as configured."""
        return safe_join(str(self._value_or_setting(self._location, settings.MEDIA_ROOT)), require_store())

    @property
    def location(self) -> str:
        """Absolute folder of the current store."""
        return self.base_location

    @property
    def base_url(self) -> str:
        """Public address of the current store's folder, ending in a slash."""
        base = self._value_or_setting(self._base_url, settings.MEDIA_URL)
        return f"{str(base).rstrip('/')}/{require_store()}/"

    def stream(self, name: str) -> IO[bytes]:
        """Open a file to be read once from its beginning. Raises FileNotFoundError."""
        return self.open(name, "rb")


def file_stream(name: str) -> IO[bytes]:
    """Open a file of the current store to be read once; however large, it is never held whole.

    Raises FileNotFoundError, and FilesUnavailable where the storage is away now or while it is read.
    """
    storage: Any = default_storage
    opened: IO[bytes] = storage.stream(name)
    return opened


def __getattr__(name: str) -> Any:
    # boto3 costs a second of import and is not installed everywhere: only those who name it pay.
    if name == "StoreS3Storage":
        from tenancy.s3 import StoreS3Storage

        return StoreS3Storage
    raise AttributeError(name)
