"""Telling another program something by the guarded client: an address that a merchant gave, one POST, no redirects."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import requests
from urllib3.exceptions import HTTPError

from automation.suppliers.fetch import failure_of, guarded_session
from automation.suppliers.fetch_address import address_check
from automation.suppliers.fetch_body import body_read
from automation.suppliers.fetch_errors import FetchTooLarge, FetchUnsupported

MAX_ANSWER_BYTES = 64 * 1024
MAX_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Posted:
    """What the other side answered. `is_taken`: it said 2xx; `is_retryable`: it may say so later."""

    status: int
    is_taken: bool
    is_retryable: bool


def url_post(
    *,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    allowed_origins: Collection[str] = (),
    max_seconds: float = MAX_SECONDS,
) -> Posted:
    """POST once. The walls are those of `url_fetch`: public addresses only, checked after the name look-up.

    A redirect is not followed: what is told stays with the address that was named. Reads at most 64 KB of the
    answer and takes at most `max_seconds`. Raises a subclass of FetchFailed when there was no answer.
    """
    deadline = time.monotonic() + max_seconds
    address = address_check(url, allowed_origins=allowed_origins)
    with guarded_session(deadline, allowed_origins) as session:
        try:
            with session.post(
                address, data=body, headers=dict(headers), stream=True, allow_redirects=False
            ) as response:
                _read_away(response, deadline)
                status = response.status_code
        except (requests.RequestException, HTTPError, OSError) as failure:
            raise failure_of(failure) from failure
    return Posted(status, 200 <= status < 300, status in {408, 425, 429} or status >= 500)


def _read_away(response: requests.Response, deadline: float) -> None:
    """Take in the answer; one that is too long or unreadable is an answer all the same."""
    try:
        body_read(response.raw, response.headers.get("Content-Encoding", ""), MAX_ANSWER_BYTES, deadline)
    except (FetchTooLarge, FetchUnsupported):
        return
