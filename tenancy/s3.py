"""Files of a store in S3 or R2 (reached as `tenancy.storage.StoreS3Storage`)."""

from typing import Any

from storages.backends.s3 import S3Storage

from tenancy.context import require_store


class StoreS3Storage(S3Storage):
    """S3 bucket with the store's schema name as the first part of every key. Raises `NoStore` in public.

    The configured `location` stays in front of it. django-storages fixes the location when the storage is
    made; here it is computed per call.
    """

    _base = ""
    _is_made = False

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._is_made = True

    @property
    def location(self) -> str:
        """Key prefix of the current store; while the storage is being made, the configured one."""
        if not self._is_made:
            return self._base
        return f"{self._base}/{require_store()}" if self._base else require_store()

    @location.setter
    def location(self, value: str) -> None:
        self._base = (value or "").strip("/")
