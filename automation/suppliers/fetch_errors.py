"""Why a fetch was refused or failed: one class per fact, each with a sentence for a person."""

from __future__ import annotations


class FetchFailed(Exception):
    """The document could not be fetched; `code` is stable, `message` can be shown as it is."""

    code = "fetch_failed"
    message = "The address could not be opened."
    is_retryable = False

    def __init__(self, message: str | None = None, *, retry_after: float | None = None) -> None:
        self.message, self.retry_after = message or self.message, retry_after
        super().__init__(self.message)


class FetchBlocked(FetchFailed):
    """The address is not one we may open: private, reserved, another port or another scheme."""

    code = "fetch_blocked"
    message = "This address is not on the public internet, so it is not opened."


class FetchInvalid(FetchFailed):
    """What was given is no address."""

    code = "fetch_invalid"
    message = "This is not a complete web address. It should begin with https://"


class FetchTooLarge(FetchFailed):
    """The document is larger than allowed, as sent or after unpacking."""

    code = "fetch_too_large"
    message = "The document behind this address is too large."


class FetchTimeout(FetchFailed):
    """The server took longer than allowed."""

    code = "fetch_timeout"
    message = "The server behind this address answers too slowly. Try again later."
    is_retryable = True


class FetchUnreachable(FetchFailed):
    """No connection, no such host, or a broken answer."""

    code = "fetch_unreachable"
    message = "The server behind this address cannot be reached."
    is_retryable = True


class FetchNotFound(FetchFailed):
    """The server says that there is nothing (404 or 410)."""

    code = "fetch_not_found"
    message = "There is nothing at this address (the server says: not found)."


class FetchRefused(FetchFailed):
    """The server does not want to answer us (401, 403 and other 4xx)."""

    code = "fetch_refused"
    message = "The server behind this address refuses to show the page to us. Save the page as HTML and import that."


class FetchSlowDown(FetchFailed):
    """The server asks us to come back later (429); `retry_after` seconds, at most an hour, when it says so."""

    code = "fetch_slow_down"
    message = "The server behind this address asks us to slow down. It is tried again later."
    is_retryable = True


class FetchBroken(FetchFailed):
    """The server fails (5xx)."""

    code = "fetch_server_error"
    message = "The server behind this address has a problem of its own. Try again later."
    is_retryable = True


class FetchUnsupported(FetchFailed):
    """The document is of a kind that is not wanted here, or packed in a way we do not read."""

    code = "fetch_unsupported"
    message = "The document behind this address is of a kind that cannot be used here."


class FetchTooManyRedirects(FetchFailed):
    """The address leads from one address to the next without end."""

    code = "fetch_too_many_redirects"
    message = "This address keeps leading to other addresses."
