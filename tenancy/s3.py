"""Files of a store in S3 or R2 (reached as `tenancy.storage.StoreS3Storage`)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import IO, Any, cast

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from tenancy.context import require_store
from tenancy.errors import FilesUnavailable

logger = logging.getLogger(__name__)

# As it comes, an SDK waits a minute and tries five times; a request of ours has less.
PATIENCE = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 2})
RETRY_AFTER_SECONDS = 30


class StoreS3Storage(S3Storage):
    """S3 bucket with the store's schema name as the first part of every key. Raises `NoStore` in public.

    The configured `location` stays in front of it. django-storages fixes the location when the storage is
    made; here it is computed per call. Where the service is away, slow or refuses, `FilesUnavailable` is
    raised, after 24 seconds at most for a call; a file that is not there stays a FileNotFoundError.
    """

    _base = ""
    _is_made = False

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        usual: Config = self.client_config  # type: ignore[has-type]
        self.client_config = usual.merge(PATIENCE)
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

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _told():
            opened = super()._open(name, mode)
            if "r" in mode:
                opened.file  # noqa: B018 - fetched here, where an outage can be told
            return opened

    def stream(self, name: str) -> IO[bytes]:
        """Open a file to be read once, as it comes over the wire. Raises FilesUnavailable, FileNotFoundError."""
        key = self._normalize_name(name)
        with _told():
            try:
                body = self.bucket.Object(key).get()["Body"]
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.NOT_FOUND:
                    raise FileNotFoundError(name) from error
                raise
        return cast("IO[bytes]", _Wire(body))

    def _save(self, name: str, content: Any) -> str:
        with _told():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        """Delete a file; none of that name is well too. Raises FilesUnavailable."""
        with _told():
            super().delete(name)

    def exists(self, name: str) -> bool:
        """Say whether there is such a file. Raises FilesUnavailable."""
        with _told():
            return bool(super().exists(name))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """Return (folders, files) below a folder. Raises FilesUnavailable."""
        with _told():
            folders, files = super().listdir(name)
            return folders, files

    def size(self, name: str) -> int:
        """Return the bytes of a file. Raises FilesUnavailable, FileNotFoundError."""
        with _told():
            return int(super().size(name))


class _Wire:
    """The bytes of an answer, read once; an outage in the midst of them is told as one."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def read(self, amount: int | None = None) -> bytes:
        with _told():
            return bytes(self._body.read(None if amount is None or amount < 0 else amount))

    def close(self) -> None:
        self._body.close()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        logger.warning("object storage: %s", error)
        raise FilesUnavailable(retry_after=RETRY_AFTER_SECONDS) from error
