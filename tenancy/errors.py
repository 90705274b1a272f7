"""Business refusals both services speak: a stable code, a sentence for a person, an HTTP status.

Modules subclass these in their `types.py` and name the class for the fact (`SkuTaken`, `CartEmpty`).
`tenancy.rest.errors` turns them into the error envelope; nothing here knows HTTP libraries.
"""

from collections.abc import Mapping


class Refused(Exception):
    """The rules say no (422). `code` is stable and documented, `message` tells the person what to do."""

    code = "refused"
    status = 422
    message = "This is not possible."

    def __init__(
        self,
        message: str | None = None,
        *,
        code: str | None = None,
        fields: Mapping[str, list[str]] | None = None,
        retry_after: int | None = None,
    ) -> None:
        self.message = message or type(self).message
        self.code = code or type(self).code
        self.fields = dict(fields) if fields else None
        self.retry_after = retry_after
        super().__init__(self.message)


class Invalid(Refused):
    """The input cannot be understood (400); `fields` says where."""

    code = "validation_error"
    status = 400
    message = "Some fields need attention."


class Unauthenticated(Refused):
    """The caller is unknown (401)."""

    code = "not_authenticated"
    status = 401
    message = "Sign in to continue."


class Forbidden(Refused):
    """The caller is known and may not do this (403)."""

    code = "permission_denied"
    status = 403
    message = "Your role does not allow this."


class NotFound(Refused):
    """Not there, or not yours: the same answer (404)."""

    code = "not_found"
    status = 404
    message = "Not found."


class Conflict(Refused):
    """The current state or another request is in the way (409)."""

    code = "conflict"
    status = 409
    message = "This conflicts with the current state."


class TooMany(Refused):
    """Too many requests (429); `retry_after` in seconds."""

    code = "too_many_requests"
    status = 429
    message = "Too many requests. Try again later."


class Unavailable(Refused):
    """Something this needs is away (503); `retry_after` in seconds."""

    code = "unavailable"
    status = 503
    message = "This is not available right now. Try again in a moment."


class FilesUnavailable(Unavailable):
    """Object storage is away: nothing was stored or read (503)."""

    code = "files_unavailable"
    message = "Files cannot be stored or read right now. Try again in a minute."
