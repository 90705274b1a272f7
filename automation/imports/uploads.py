"""Files an import works on, in the store's own storage until the job has ended."""

import hashlib
from typing import IO
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage


def upload_keep(*, job_id: UUID, name: str, content: bytes | File) -> tuple[str, str]:
    """Store `content` and return (key, sha256 hex)."""
    digest = hashlib.sha256()
    if isinstance(content, bytes):
        digest.update(content)
        content = ContentFile(content)
    else:
        for chunk in content.chunks():
            digest.update(chunk)
        content.seek(0)
    return default_storage.save(f"imports/{job_id}/{name}", content), digest.hexdigest()


def upload_open(*, key: str) -> IO[bytes]:
    """Open a kept file for reading. Raises FileNotFoundError when it was forgotten."""
    return default_storage.open(key, "rb")


def upload_read(*, key: str, limit: int) -> bytes:
    """Return at most `limit` bytes of a kept file."""
    with upload_open(key=key) as file:
        return file.read(limit)


def uploads_forget(*, job_id: UUID) -> None:
    """Delete everything kept for a job."""
    folder = f"imports/{job_id}"
    try:
        _, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        default_storage.delete(f"{folder}/{name}")
