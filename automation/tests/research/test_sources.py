"""RES-01: Reddit and Google Trends over real HTTP against the sandbox, and everything they can do wrong."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from automation.research.matching import identity_of, is_same_thing, words_of
from automation.research.reddit import mentions_read
from automation.research.trends import CONSISTENT, RELATIVE, trend_read, trends_file_read
from automation.research.types import SourceAway, SourceNotConnected, TrendsFileInvalid

NOW = datetime.now(UTC)


@pytest.fixture
def connected(sandbox_url: str, settings: Any) -> Any:
    settings.REDDIT_CLIENT_ID, settings.REDDIT_CLIENT_SECRET = "app", "secret"
    settings.REDDIT_AUTH_URL = settings.REDDIT_API_URL = f"{sandbox_url}/reddit"
    settings.GOOGLE_TRENDS_TOKEN, settings.GOOGLE_TRENDS_URL = "", f"{sandbox_url}/google-trends"
    settings.SERPAPI_KEY, settings.SERPAPI_URL = "key", f"{sandbox_url}/serpapi"
    return settings


def test_res_01_reddit_is_asked_with_a_token_that_is_remembered(connected: Any) -> None:
    first = mentions_read(term="desk lamp", now=NOW)
    again = mentions_read(term="desk lamp", now=NOW)

    assert first.posts == again.posts > 0
    assert first.engagement > 0
    assert all(post["url"].startswith("https://www.reddit.com/r/") for post in first.top)
    assert "author" not in str(first.top)


def test_res_01_a_token_that_ended_is_fetched_anew(connected: Any) -> None:
    from django.core.cache import caches

    caches["shared"].set("reddit:token", "ended", 60)

    assert mentions_read(term="desk lamp", now=NOW).posts > 0


def test_res_01_both_trends_apis_give_a_year_of_weeks_each_with_its_scale(connected: Any) -> None:
    relative = trend_read(term="desk lamp", geo="DE", now=NOW)
    connected.GOOGLE_TRENDS_TOKEN = "token"
    official = trend_read(term="desk lamp", geo="DE", now=NOW)

    assert (len(relative.values), relative.scale, max(relative.values)) == (52, RELATIVE, 100)
    assert (len(official.values), official.scale, official.provider) == (52, CONSISTENT, "GOOGLE_TRENDS")


def test_res_04_without_keys_a_source_is_not_connected(settings: Any) -> None:
    settings.REDDIT_CLIENT_ID = settings.GOOGLE_TRENDS_TOKEN = settings.SERPAPI_KEY = ""

    with pytest.raises(SourceNotConnected):
        mentions_read(term="lamp", now=NOW)
    with pytest.raises(SourceNotConnected):
        trend_read(term="lamp", geo="DE", now=NOW)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(200, text="<html>busy</html>"),
        httpx.Response(200, json=[1]),
        httpx.Response(429, headers={"X-Ratelimit-Reset": "120"}),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
    ],
    ids=lambda answer: type(answer).__name__ + str(getattr(answer, "status_code", "")),
)
def test_res_01_a_source_that_fails_is_away_and_never_a_number(settings: Any, answer: Any) -> None:
    settings.REDDIT_CLIENT_ID = settings.REDDIT_CLIENT_SECRET = settings.SERPAPI_KEY = "x"
    settings.GOOGLE_TRENDS_TOKEN = ""

    def answered(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(SourceAway):
        mentions_read(term="lamp", now=NOW, transport=httpx.MockTransport(answered))
    with pytest.raises(SourceAway):
        trend_read(term="lamp", geo="DE", now=NOW, transport=httpx.MockTransport(answered))


@pytest.mark.parametrize("values", [[], [None], ["12"], [True]])
def test_res_04_a_series_with_gaps_is_no_series(settings: Any, values: list[Any]) -> None:
    settings.GOOGLE_TRENDS_TOKEN = "x"
    body = {"timelines": [{"points": [{"value": value} for value in values]}]}

    with pytest.raises(SourceAway):
        trend_read(
            term="lamp",
            geo="DE",
            now=NOW,
            transport=httpx.MockTransport(lambda _: httpx.Response(200, json=body)),
        )


EXPORT = "Category: All categories\n\nWeek,desk lamp: (Germany),wall lamp: (Germany)\n" + "".join(
    f"2026-0{1 + week // 4}-{1 + week % 4 * 7:02},{week},<1\n" for week in range(16)
)


def test_res_04_googles_own_export_is_read(settings: Any) -> None:
    desk, wall = trends_file_read(content=EXPORT.encode("utf-8-sig"), now=NOW)

    assert (desk.term, wall.term, desk.scale) == ("desk lamp", "wall lamp", RELATIVE)
    assert desk.values == tuple(float(week) for week in range(16))
    assert set(wall.values) == {0.5}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"not,a,trend\n1,2,3",
        EXPORT.replace("Week", "Day").encode(),
        EXPORT.replace(",5,", ",nonsense,").encode(),
        EXPORT.replace(",5,", ",500,").encode(),
        "\n".join(EXPORT.splitlines()[:8]).encode(),
        EXPORT.encode() + b"2026-05-01,3\n",
        b"x" * 300_000,
    ],
    ids=["empty", "bytes", "other", "days", "words", "over", "short", "ragged", "large"],
)
def test_res_04_anything_else_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(TrendsFileInvalid):
        trends_file_read(content=content, now=NOW)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Walnut desk lamp", "NEW Walnut Desk Lamps – free shipping 2026", True),
        ("Étagère murale bois", "Etagere murale bois", True),
        ("Walnut desk lamp", "Walnut desk", False),
        ("Walnut desk lamp", "Oak desk lamp", False),
        ("", "", False),
    ],
)
def test_res_06_the_same_thing_is_known_by_its_words(one: str, other: str, same: bool) -> None:
    assert is_same_thing(words_of(one), words_of(other)) is same
    if same:
        assert len(identity_of(words_of(one))) == 32
