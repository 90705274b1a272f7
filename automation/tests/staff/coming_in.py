"""The core's side of a hand-over, for tests: it signs with the tests' own key."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import jwt
from django.test import Client

from automation.tests.settings import PRIVATE_KEY
from tenancy.ids import uuid7

STAFF_HOST = "automation-admin.localhost"
PERSON = UUID(int=700)


def browser(**kwargs: Any) -> Client:
    return Client(HTTP_HOST=STAFF_HOST, **kwargs)


def asked(client: Client, path: str = "/") -> str:
    """Open a page without a session; return the state's hash that goes to the core."""
    answer = client.get(path)
    assert answer.status_code == 302, path
    begin = client.get(answer["Location"])
    assert begin["Location"].startswith("http://admin.localhost/automation/enter?state=")
    return parse_qs(urlsplit(begin["Location"]).query)["state"][0]


def signed(state: str, /, *, key: str = PRIVATE_KEY, algorithm: str = "RS256", **changes: Any) -> str:
    """A hand-over as the core signs it; a change to None leaves the claim out."""
    now = datetime.now(UTC)
    claims = {
        "iss": "dropwright-core",
        "aud": "dropwright-automation-staff",
        "token_type": "staff_handover",
        "jti": str(uuid7()),
        "sub": str(PERSON),
        "email": "ops@example.com",
        "operate": True,
        "state": state,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(seconds=60)).timestamp()),
    }
    claims = {name: value for name, value in (claims | changes).items() if value is not None}
    return jwt.encode(claims, key, algorithm=algorithm)


def entered(*, path: str = "/", **changes: Any) -> Client:
    """A browser that came in."""
    client = browser()
    answer = client.get("/enter", {"token": signed(asked(client, path), **changes)})
    assert answer.status_code == 302, answer.content
    return client
