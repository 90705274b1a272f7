"""`/reddit/…`: `www.reddit.com` for tokens and `oauth.reddit.com` for the search, under one roof."""

import base64
import hashlib
import random
import secrets
import time
from typing import Any

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from sandbox.database import Connection, Json
from sandbox.extension import sandbox

SCHEMA = """
CREATE TABLE IF NOT EXISTS reddit_tokens (token TEXT PRIMARY KEY, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS reddit_calls (at REAL NOT NULL);
"""
TABLES = ("reddit_tokens", "reddit_calls")
TOKEN_SECONDS = 86_400
# 100 queries a minute on an average of ten minutes.
WINDOW_SECONDS, MOST_CALLS = 600, 1_000
SUBREDDITS = (
    "BuyItForLife",
    "malelivingspace",
    "Frugal",
    "HomeDecorating",
    "AskReddit",
    "onebag",
    "declutter",
)
OPENINGS = (
    "Is a good {word} worth the money?",
    "Found a {word} that finally lasts",
    "Looking for a {word} under 30",
    "My {word} broke after a month, what now?",
    "Why is everybody buying this {word}?",
)
blueprint = Blueprint("reddit", __name__, url_prefix="/reddit")


@blueprint.post("/api/v1/access_token")
def access_token() -> Response:
    """Issue an application's token for `client_credentials`."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    pair = base64.b64decode(given + "==").decode(errors="replace") if kind == "Basic" else ""
    if not all(pair.partition(":")[::2]):
        return _answer({"message": "Unauthorized", "error": 401}, 401)
    if request.form.get("grant_type") != "client_credentials":
        return _answer({"error": "unsupported_grant_type"})
    token = secrets.token_urlsafe(24)
    with sandbox().database.transaction() as connection:
        connection.execute("INSERT INTO reddit_tokens VALUES (?, ?)", (token, time.time() + TOKEN_SECONDS))
    return _answer(
        {"access_token": token, "token_type": "bearer", "expires_in": TOKEN_SECONDS, "scope": "read"}
    )


@blueprint.get("/search")
def search() -> Response:
    """Answer a listing of posts, newest first, with the rate limit's headers."""
    if "/" not in request.headers.get("User-Agent", ""):
        return _answer({"message": "Too Many Requests", "error": 429}, 429)
    token = request.headers.get("Authorization", "").removeprefix("bearer ").removeprefix("Bearer ")
    now = time.time()
    with sandbox().database.transaction() as connection:
        if not _is_known(connection, token, now):
            return _answer({"message": "Unauthorized", "error": 401}, 401)
        used = _used(connection, now)
    response = (
        _answer({"message": "Too Many Requests", "error": 429}, 429)
        if used > MOST_CALLS
        else _answer(_listing(request.args.get("q", ""), int(request.args.get("limit") or 25), now))
    )
    response.headers["X-Ratelimit-Used"] = str(used)
    response.headers["X-Ratelimit-Remaining"] = f"{max(0, MOST_CALLS - used)}.0"
    response.headers["X-Ratelimit-Reset"] = str(WINDOW_SECONDS - int(now) % WINDOW_SECONDS)
    return response


def _answer(body: Any, status: int = 200) -> Response:
    response = jsonify(body)
    response.status_code = status
    return response


def _is_known(connection: Connection, token: str, now: float) -> bool:
    row = connection.execute("SELECT expires FROM reddit_tokens WHERE token = ?", (token,)).fetchone()
    return row is not None and row["expires"] > now


def _used(connection: Connection, now: float) -> int:
    connection.execute("DELETE FROM reddit_calls WHERE at < ?", (now - WINDOW_SECONDS,))
    connection.execute("INSERT INTO reddit_calls VALUES (?)", (now,))
    return int(connection.execute("SELECT count(*) AS n FROM reddit_calls").fetchone()["n"])


def _listing(query: str, limit: int, now: float) -> Json:
    """Return posts about the query: always the same ones for the same words."""
    words = query.strip('"').lower() or "things"
    luck = random.Random(hashlib.sha256(words.encode()).digest())
    posts = [_post(luck, words, now) for _ in range(min(limit, 100, luck.randrange(3, 40)))]
    children = [{"kind": "t3", "data": post} for post in sorted(posts, key=lambda one: -one["created_utc"])]
    return {"kind": "Listing", "data": {"after": None, "dist": len(children), "children": children}}


def _post(luck: random.Random, words: str, now: float) -> Json:
    name = "".join(luck.choices("0123456789abcdefghijklmnopqrstuvwxyz", k=7))
    subreddit, score = luck.choice(SUBREDDITS), int(luck.paretovariate(1.1) * 6)
    title = luck.choice(OPENINGS).format(word=words)
    return {
        "id": name,
        "name": f"t3_{name}",
        "title": title,
        "selftext": f"{title} I have looked at three so far.",
        "subreddit": subreddit,
        "score": min(score, 9_000),
        "upvote_ratio": round(luck.uniform(0.6, 0.99), 2),
        "num_comments": min(int(luck.paretovariate(1.2) * 4), 2_000),
        "created_utc": float(int(now - luck.randrange(3_600, 30 * 86_400))),
        "permalink": f"/r/{subreddit}/comments/{name}/post/",
        "over_18": False,
        "stickied": False,
    }
