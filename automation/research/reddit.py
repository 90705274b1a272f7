"""What people say on Reddit: posts of the last 30 days about a term, by the official OAuth API.

Reddit hands out keys by hand only and its terms for commercial use need an agreement (wire facts, D3): without
keys this source is not connected, its weight goes to the others, and nothing is made up.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import httpx
from django.conf import settings
from django.core.cache import caches
from redis.exceptions import RedisError

from automation.research.types import Mentions, SourceAway, SourceNotConnected

logger = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(10.0, connect=3.0)
AGENT = "web:dropwright-research:1.0 (by /u/dropwright)"
TOKEN_KEY = "reddit:token"  # noqa: S105 - a cache key
EARLIER_SECONDS = 300
MOST_POSTS, SHOWN_POSTS = 100, 5
DAYS = 30


def mentions_read(*, term: str, now: datetime, transport: httpx.BaseTransport | None = None) -> Mentions:
    """Return the posts of the last 30 days that name `term`. Raises SourceNotConnected and SourceAway."""
    if not (settings.REDDIT_CLIENT_ID and settings.REDDIT_CLIENT_SECRET):
        raise SourceNotConnected
    with httpx.Client(timeout=TIMEOUT, transport=transport, headers={"User-Agent": AGENT}) as http:
        answer = _search(http, term, _token(http))
        if answer.status_code == 401:
            answer = _search(http, term, _token(http, fresh=True))
    return _mentions(term, _decoded(answer), now)


def _token(http: httpx.Client, *, fresh: bool = False) -> str:
    known = None if fresh else _remembered()
    if known:
        return known
    sent = _sent(
        http,
        "POST",
        f"{settings.REDDIT_AUTH_URL.rstrip('/')}/api/v1/access_token",
        data={"grant_type": "client_credentials"},
        auth=(settings.REDDIT_CLIENT_ID, settings.REDDIT_CLIENT_SECRET),
    )
    if sent.status_code == 401:
        raise SourceNotConnected("Reddit refused the platform's keys")
    found = _decoded(sent)
    token, seconds = str(found.get("access_token") or ""), int(found.get("expires_in") or 0)
    if not token:
        raise SourceAway("Reddit gave no token")
    with suppress(RedisError, OSError):
        caches["shared"].set(TOKEN_KEY, token, max(60, seconds - EARLIER_SECONDS))
    return token


def _remembered() -> str | None:
    try:
        return caches["shared"].get(TOKEN_KEY)
    except (RedisError, OSError):
        return None


def _search(http: httpx.Client, term: str, token: str) -> httpx.Response:
    return _sent(
        http,
        "GET",
        f"{settings.REDDIT_API_URL.rstrip('/')}/search",
        params={"q": f'"{term}"', "sort": "new", "t": "month", "limit": MOST_POSTS, "raw_json": 1},
        headers={"Authorization": f"Bearer {token}"},
    )


def _sent(http: httpx.Client, method: str, url: str, **more: Any) -> httpx.Response:
    try:
        return http.request(method, url, **more)
    except httpx.HTTPError as error:
        logger.warning("Reddit: %s", type(error).__name__)
        raise SourceAway("Reddit does not answer") from error


def _decoded(answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code == 429:
        wait = answer.headers.get("X-Ratelimit-Reset", "")
        raise SourceAway("Reddit asks to slow down", retry_after=float(wait) if wait.isdigit() else 60.0)
    if answer.status_code >= 500:
        raise SourceAway(f"Reddit has a problem of its own ({answer.status_code})")
    try:
        found = answer.json()
    except ValueError as error:
        raise SourceAway("Reddit's answer was not understood") from error
    if answer.status_code != 200 or not isinstance(found, dict):
        raise SourceAway(f"Reddit answered {answer.status_code}")
    return found


def _mentions(term: str, found: dict[str, Any], now: datetime) -> Mentions:
    since = (now - timedelta(days=DAYS)).timestamp()
    children = (found.get("data") or {}).get("children") or []
    posts = [
        child["data"] for child in children if isinstance(child, dict) and isinstance(child.get("data"), dict)
    ]
    recent = [post for post in posts if _number(post.get("created_utc")) >= since and not post.get("over_18")]
    best = sorted(recent, key=lambda post: -_number(post.get("score")))[:SHOWN_POSTS]
    return Mentions(
        term=term,
        posts=len(recent),
        engagement=int(
            sum(_number(post.get("score")) + _number(post.get("num_comments")) for post in recent)
        ),
        top=tuple(_shown(post) for post in best),
        fetched_at=now,
    )


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def _shown(post: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a post: no author, no text of it."""
    return {
        "title": str(post.get("title") or "")[:200],
        "subreddit": str(post.get("subreddit") or "")[:40],
        "score": int(_number(post.get("score"))),
        "comments": int(_number(post.get("num_comments"))),
        "url": f"https://www.reddit.com{str(post.get('permalink') or '')[:200]}",
    }
