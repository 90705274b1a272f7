"""`/google-trends/…` (the alpha API: values scaled alike over all requests) and `/serpapi/search.json` (0 to 100)."""

import hashlib
import math
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from sandbox.database import Json

blueprint = Blueprint("trends", __name__)
WEEKS = 52


def weekly(words: str, today: date) -> list[tuple[date, float]]:
    """Return interest by week: its own height, slope and season for each word, the same on each call."""
    luck = random.Random(hashlib.sha256(words.lower().encode()).digest())
    height, slope, phase = luck.uniform(8, 60), luck.uniform(-0.6, 1.2), luck.uniform(0, 2 * math.pi)
    first = today - timedelta(days=today.weekday() + 1 + 7 * WEEKS)
    rows = []
    for week in range(WEEKS):
        season = 1 + 0.15 * math.sin(2 * math.pi * week / WEEKS + phase)
        noise = luck.uniform(0.93, 1.07)
        rows.append(
            (first + timedelta(days=7 * week), max(0.0, height * (1 + slope * week / WEEKS) * season * noise))
        )
    return rows


def _today() -> date:
    return datetime.now(UTC).date()


@blueprint.get("/google-trends/v1alpha/timelines")
def official() -> Response:
    """Answer the alpha API: `terms`, `geo`, `timeResolution=WEEK`; a bearer token is asked for."""
    if not request.headers.get("Authorization", "").startswith("Bearer "):
        return _refused(401, "UNAUTHENTICATED", "Request is missing required authentication credential.")
    terms = request.args.getlist("terms")
    if not terms or len(terms) > 5:
        return _refused(400, "INVALID_ARGUMENT", "terms: one to five.")
    return jsonify({"timelines": [_timeline(term) for term in terms], "scale": "GLOBAL_CONSISTENT"})


def _timeline(term: str) -> Json:
    points = [
        {
            "timeRange": {"startDate": str(day), "endDate": str(day + timedelta(days=6))},
            "value": round(value * 1.7, 3),
        }
        for day, value in weekly(term, _today())
    ]
    return {"term": term, "points": points}


def _refused(status: int, code: str, message: str) -> Response:
    response = jsonify({"error": {"code": status, "message": message, "status": code}})
    response.status_code = status
    return response


@blueprint.get("/serpapi/search.json")
def serpapi() -> Response:
    """Answer `engine=google_trends`, `data_type=TIMESERIES`: 0 to 100 within this request."""
    given = request.args
    if not given.get("api_key"):
        return _serp(
            {"error": "Invalid API key. Your API key should be here: https://serpapi.com/manage-api-key"}, 401
        )
    if given.get("engine") != "google_trends" or not given.get("q"):
        return _serp({"error": "Missing query `q` parameter."}, 400)
    rows = weekly(given["q"], _today())
    most = max(value for _, value in rows) or 1.0
    timeline = [
        {
            "date": f"{day:%b %d} – {day + timedelta(days=6):%b %d, %Y}",
            "timestamp": str(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())),
            "values": [
                {
                    "query": given["q"],
                    "value": str(round(100 * value / most)),
                    "extracted_value": round(100 * value / most),
                }
            ],
        }
        for day, value in rows
    ]
    return _serp(
        {"search_metadata": {"status": "Success"}, "interest_over_time": {"timeline_data": timeline}}
    )


def _point(query: str, value: int) -> Json:
    return {"query": query, "value": str(value), "extracted_value": value}


def _serp(body: Any, status: int = 200) -> Response:
    response = jsonify(body)
    response.status_code = status
    return response
