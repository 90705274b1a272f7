"""`Idempotency-Key`: same key and body → the stored answer; other body → 409; still running → 409, try again.

The key belongs to the caller. Answers that say "try again" (409, 429, 5xx) are never stored. A record left
running by a killed process may be taken over after half a minute.
"""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from tenancy.errors import Conflict, Invalid
from tenancy.rest.models import IdempotencyRecord
from tenancy.rest.renderers import Enveloped

KEPT = timedelta(hours=24)
# Longer than any request may work (a statement ends after 15 seconds), short enough for its caller to wait.
ABANDONED = timedelta(seconds=30)
MAX_STORED_BYTES = 512 * 1024


class KeyReused(Conflict):
    code = "idempotency_key_reused"
    message = "This Idempotency-Key was already used for a different request. Use a new key."


class StillRunning(Conflict):
    code = "idempotency_in_progress"
    message = "The first request with this Idempotency-Key is still running. Try again in a moment."


def key_of(request: Request) -> str | None:
    """Return the key of a POST, or None; refuses keys over 120 characters or with control characters."""
    key = request.headers.get("Idempotency-Key")
    if key is None or request.method != "POST":
        return None
    if not 1 <= len(key) <= 120 or not key.isprintable():
        raise Invalid(fields={"Idempotency-Key": ["1 to 120 printable characters."]})
    return key


def _digest_file(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def fingerprint(request: Request) -> str:
    """Return a hash of method, path and parsed body (files by their content)."""
    data: Any = request.data
    if hasattr(data, "lists"):
        data = {
            name: [_digest_file(item) if isinstance(item, UploadedFile) else str(item) for item in items]
            for name, items in data.lists()
        }
    text = json.dumps(
        [request.method, request.get_full_path(), data], sort_keys=True, separators=(",", ":"), default=str
    )
    return hashlib.sha256(text.encode()).hexdigest()


def begin(*, caller: str, key: str, mark: str, now: datetime) -> IdempotencyRecord | Response:
    """Return the record to finish later, or the stored answer to replay.

    Raises KeyReused for another body and StillRunning while the first request runs.
    """
    try:
        with transaction.atomic():
            return IdempotencyRecord.objects.create(caller=caller, key=key, fingerprint=mark, started_at=now)
    except IntegrityError:
        return _resume(caller=caller, key=key, mark=mark, now=now)


@transaction.atomic
def _resume(*, caller: str, key: str, mark: str, now: datetime) -> IdempotencyRecord | Response:
    record = IdempotencyRecord.objects.select_for_update().filter(caller=caller, key=key).first()
    if record is None:
        raise StillRunning(retry_after=1)
    abandoned = record.state == record.State.RUNNING and record.started_at < now - ABANDONED
    if record.started_at < now - KEPT or abandoned:
        record.fingerprint, record.state, record.started_at = mark, record.State.RUNNING, now
        record.save(update_fields=["fingerprint", "state", "started_at"])
        return record
    if record.fingerprint != mark:
        raise KeyReused
    if record.state == record.State.RUNNING:
        raise StillRunning(retry_after=1)
    response = Response(Enveloped(json.loads(record.body)), status=record.status)
    response["Idempotency-Replayed"] = "true"
    return response


def finish(*, record: IdempotencyRecord, response: Response) -> None:
    """Store a final answer, or forget the record so that the caller may try again."""
    retryable = response.status_code in {401, 403, 409, 429} or response.status_code >= 500
    data = response.data if response.data is not None else {}
    body = data if isinstance(data, Enveloped) else {"data": data, "error": None}
    text = json.dumps(body, cls=JSONEncoder)
    if retryable or len(text) > MAX_STORED_BYTES:
        IdempotencyRecord.objects.filter(pk=record.pk).delete()
        return
    IdempotencyRecord.objects.filter(pk=record.pk).update(
        state=IdempotencyRecord.State.DONE, status=response.status_code, body=text
    )


def idempotency_prune(*, now: datetime) -> int:
    """Delete records older than a day; returns how many."""
    return IdempotencyRecord.objects.filter(started_at__lt=now - KEPT).delete()[0]
