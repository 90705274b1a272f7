"""The client of the core on its own: what is tried again, what is waited for, what an answer means. API-06."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest

from automation.core_client.client import CoreClient
from automation.core_client.types import (
    CoreForbidden,
    CoreRejected,
    CoreUnavailable,
    ProductDraft,
)

pytestmark = pytest.mark.django_db
STORE = UUID(int=1)
DRAFT = ProductDraft(title="Lamp", external_reference="x:1", currency="EUR", variants=())
Answer = Callable[[httpx.Request], httpx.Response]


class Line:
    """A core whose answers are given one after the other; the last one stays."""

    def __init__(self, *answers: httpx.Response | type[httpx.HTTPError]) -> None:
        self.answers, self.asked, self.pauses = list(answers), [], []  # type: ignore[var-annotated]

    def client(self) -> CoreClient:
        return CoreClient(
            base_url="http://core.test",
            keys={"k": "secret"},
            transport=httpx.MockTransport(self._answer),
            sleep=self.pauses.append,
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, type):
            raise answer("gone")
        return answer


def said(status: int, code: str = "", **headers: str) -> httpx.Response:
    error = {"code": code or "some_code", "message": "No."} if status >= 400 else None
    body = {"data": {"role": "OWNER", "permissions": ["a"], "store_status": "ACTIVE"}, "error": error}
    return httpx.Response(status, json=body, headers=headers)


def access(line: Line) -> Any:
    return line.client().access_get(store_id=STORE, user_id=STORE, session_id=STORE)


def create(line: Line) -> Any:
    return line.client().product_create(store_id=STORE, draft=DRAFT, idempotency_key="k1")


@pytest.mark.parametrize("first", [said(502), said(503), said(500), said(429), httpx.ConnectError])
def test_a_read_is_tried_again_after_a_short_pause(first: Any) -> None:
    line = Line(first, said(200))

    assert access(line).role == "OWNER"

    assert len(line.asked) == 2
    assert all(0 < pause <= 1 for pause in line.pauses)
    nonces = {request.headers["X-Dropwright-Nonce"] for request in line.asked}
    assert len(nonces) == 2  # each try is signed anew


def test_a_long_pause_is_left_to_the_caller() -> None:
    line = Line(said(503, **{"Retry-After": "120"}))

    with pytest.raises(CoreUnavailable) as error:
        access(line)

    assert (error.value.retry_after, len(line.asked), line.pauses) == (120.0, 1, [])


def test_a_write_is_tried_once() -> None:
    line = Line(httpx.ReadTimeout)

    with pytest.raises(CoreUnavailable) as error:
        create(line)

    assert len(line.asked) == 1
    assert error.value.is_everywhere
    assert line.asked[0].headers["Idempotency-Key"] == "k1"


@pytest.mark.parametrize(
    ("answer", "everywhere"),
    [
        (said(503), True),
        (said(502), True),
        (said(429), True),
        (said(500), False),
        (said(409, "idempotency_in_progress"), False),
        (httpx.Response(200, text="<html>a proxy's page</html>"), True),
        (httpx.Response(302, headers={"Location": "http://evil.test"}), True),
    ],
)
def test_a_core_that_fails_over_one_request_is_not_away(answer: httpx.Response, everywhere: bool) -> None:
    with pytest.raises(CoreUnavailable) as error:
        create(Line(answer))

    assert error.value.is_everywhere is everywhere


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_of_us_carries_its_code(status: int) -> None:
    with pytest.raises(CoreForbidden) as error:
        create(Line(said(status, "store_suspended")))

    assert error.value.code == "store_suspended"


@pytest.mark.parametrize("status", [400, 404, 409, 422])
def test_a_business_no_is_not_repeated(status: int) -> None:
    line = Line(said(status, "handle_taken"))

    with pytest.raises(CoreRejected) as error:
        create(line)

    assert (error.value.status, error.value.code, len(line.asked)) == (status, "handle_taken", 1)


def test_clients_of_one_address_share_their_connections() -> None:
    first, second = CoreClient(base_url="http://127.0.0.1:9"), CoreClient(base_url="http://127.0.0.1:9")

    assert first._http is second._http
    assert first._http.trust_env is False
