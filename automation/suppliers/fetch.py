"""The one guarded HTTP client for addresses that people give us (IMP-09)."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.exceptions import HTTPError, ReadTimeoutError

from automation.suppliers.fetch_address import address_check, origin_of
from automation.suppliers.fetch_body import body_read
from automation.suppliers.fetch_errors import (
    FetchBlocked,
    FetchBroken,
    FetchFailed,
    FetchNotFound,
    FetchRefused,
    FetchSlowDown,
    FetchTimeout,
    FetchTooLarge,
    FetchTooManyRedirects,
    FetchUnreachable,
    FetchUnsupported,
)
from automation.suppliers.fetch_transport import DeadlineAdapter, DeadlinePassed, GuardedAdapter

MAX_BYTES = 5 * 1024 * 1024
MAX_SECONDS = 15.0
LONGEST_WAIT_SECONDS = 3600.0
MAX_REDIRECTS = 3
CONNECT_SECONDS = 5.0
READ_SECONDS = 8.0
IMAGE_ATTEMPTS = 3
USER_AGENT = "Mozilla/5.0 (compatible; DropwrightImport/1.0)"

HTML_TYPES = ("text/html", "application/xhtml+xml")
IMAGE_TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif", "image/avif")

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.I)


@dataclass(frozen=True, slots=True)
class FetchedDocument:
    """A document as received: `url` is where it was found in the end, `body` is unpacked."""

    url: str
    content_type: str
    charset: str | None
    body: bytes
    redirects: tuple[str, ...] = ()


def url_fetch(
    *,
    url: str,
    accept: Collection[str] = HTML_TYPES,
    max_bytes: int = MAX_BYTES,
    allowed_origins: Collection[str] = (),
    max_seconds: float = MAX_SECONDS,
) -> FetchedDocument:
    """Fetch one document from the public internet.

    Guarantees: http and https only, ports 80 and 443, public addresses only (checked after the name
    look-up, connected to exactly the checked address, at each of at most 3 redirects), at most
    `max_bytes` after unpacking, at most `max_seconds` in all, media types in `accept` only (empty:
    any). Environment proxies and netrc are not used; no cookie outlives the call.
    `allowed_origins` (development) lists exact origins that may be private or on other ports.
    Raises a subclass of FetchFailed, whose `message` is a sentence for a person.
    """
    deadline = time.monotonic() + max_seconds
    seen: list[str] = []
    current = address_check(url, allowed_origins=allowed_origins)
    with guarded_session(deadline, allowed_origins) as session:
        while True:
            try:
                with _opened(session, current, accept) as response:
                    target = _redirect(response, current)
                    if target is None:
                        return _document(response, current, accept, max_bytes, deadline, seen)
            except (requests.RequestException, HTTPError, OSError) as failure:
                raise failure_of(failure) from failure
            seen.append(current)
            if len(seen) > MAX_REDIRECTS:
                raise FetchTooManyRedirects
            current = address_check(target, allowed_origins=allowed_origins)


def image_fetch(
    *,
    url: str,
    max_bytes: int = MAX_BYTES,
    allowed_origins: Collection[str] = (),
    attempts: int = IMAGE_ATTEMPTS,
    max_seconds: float = MAX_SECONDS,
    sleep: Callable[[float], None] = time.sleep,
) -> FetchedDocument:
    """Fetch a picture; what may pass (timeout, no connection, 5xx) is tried again with jitter.

    Waits about 0.5, 1, 2 … seconds between tries; all tries and pauses together end within `max_seconds`.
    Raises like `url_fetch`.
    """
    deadline = time.monotonic() + max_seconds
    for attempt in range(1, attempts + 1):
        try:
            return url_fetch(
                url=url,
                accept=IMAGE_TYPES,
                max_bytes=max_bytes,
                allowed_origins=allowed_origins,
                max_seconds=deadline - time.monotonic(),
            )
        except FetchFailed as failure:
            pause = 0.25 * 2**attempt * random.uniform(0.6, 1.4)
            is_late = time.monotonic() + pause >= deadline
            if not failure.is_retryable or attempt == attempts or is_late:
                raise
        sleep(pause)
    raise FetchUnreachable


def guarded_session(deadline: float, allowed_origins: Collection[str]) -> requests.Session:
    """Return a session that reaches public addresses only, ends at `deadline` and follows nothing by itself."""
    manager = Manager(
        Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=(CONNECT_SECONDS, READ_SECONDS),
            user_agent_override=USER_AGENT,
        )
    )
    session: requests.Session = manager.get_session()
    session.trust_env = False
    session.mount("http://", GuardedAdapter(is_https_proto=False, deadline=deadline))
    session.mount("https://", GuardedAdapter(is_https_proto=True, deadline=deadline))
    for origin in allowed_origins:
        session.mount(origin_of(urlsplit(origin)) + "/", DeadlineAdapter(deadline=deadline))
    return session


def _opened(session: requests.Session, url: str, accept: Collection[str]) -> requests.Response:
    headers = {
        "Accept": ", ".join([*accept, "*/*;q=0.1"]),
        "Accept-Encoding": "gzip, deflate",
        "Accept-Language": "en;q=0.8, *;q=0.5",
    }
    return session.get(url, headers=headers, stream=True, allow_redirects=False)


def _redirect(response: requests.Response, current: str) -> str | None:
    if response.status_code not in _REDIRECTS:
        return None
    location = response.headers.get("Location", "")
    if not location:
        raise FetchUnreachable
    # requests hands headers over as Latin-1; addresses are UTF-8.
    location = location.encode("latin-1", "ignore").decode("utf-8", "replace")
    return urljoin(current, location)


def _document(
    response: requests.Response,
    url: str,
    accept: Collection[str],
    max_bytes: int,
    deadline: float,
    redirects: list[str],
) -> FetchedDocument:
    _check_status(response)
    written = response.headers.get("Content-Type", "")
    kind = written.split(";", 1)[0].strip().lower()
    if accept and kind and kind not in accept:
        raise FetchUnsupported
    length = response.headers.get("Content-Length", "")
    if length.isascii() and length.isdigit() and int(length[:15]) > max_bytes:
        raise FetchTooLarge
    body = body_read(response.raw, response.headers.get("Content-Encoding", ""), max_bytes, deadline)
    if accept and not kind and not _looks_like_html(body, accept):
        raise FetchUnsupported
    found = _CHARSET.search(written)
    charset = found.group(1).lower() if found else None
    return FetchedDocument(url, kind or "text/html", charset, body, tuple(redirects))


def _check_status(response: requests.Response) -> None:
    status = response.status_code
    if status == 429:
        written = response.headers.get("Retry-After", "")
        wait = float(written) if written.isascii() and written.isdigit() and len(written) < 7 else None
        raise FetchSlowDown(retry_after=min(wait, LONGEST_WAIT_SECONDS) if wait else None)
    if status in (404, 410):
        raise FetchNotFound
    if 500 <= status < 600:
        raise FetchBroken
    if not 200 <= status < 300:
        raise FetchRefused


def _looks_like_html(body: bytes, accept: Collection[str]) -> bool:
    return "text/html" in accept and body[:512].lstrip()[:1] == b"<"


def failure_of(failure: Exception) -> FetchFailed:
    """Name what went wrong, looking through the layers that wrapped it."""
    chain: list[BaseException] = []
    cause: BaseException | None = failure
    while cause is not None and len(chain) < 12:
        chain.append(cause)
        reason = getattr(cause, "reason", None)
        wrapped = next((one for one in cause.args if isinstance(one, BaseException)), None)
        following = reason if isinstance(reason, BaseException) else wrapped
        cause = following or cause.__cause__ or cause.__context__
    kinds = tuple(type(one) for one in chain)
    if any(issubclass(kind, InvalidIPAddress) for kind in kinds):
        return FetchBlocked()
    slow = (requests.Timeout, ReadTimeoutError, DeadlinePassed, TimeoutError)
    if any(issubclass(kind, slow) for kind in kinds):
        return FetchTimeout()
    return FetchUnreachable()
