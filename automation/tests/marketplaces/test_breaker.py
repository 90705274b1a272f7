"""The circuit breaker and the limits, shared through Valkey."""

from typing import Any

import httpx
import pytest

from automation.suppliers.breaker import FAILURES, FIRST_PAUSE_SECONDS, CircuitBreaker
from automation.suppliers.calling import SupplierCaller
from automation.suppliers.catalogue import SupplierAway, SupplierRateLimited
from automation.suppliers.limits import RateLimit

NO_LIMIT = RateLimit("test", 10_000)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def remote() -> Any:
    """A remote that fails while `is_down`, and counts what reaches it."""

    class Remote:
        is_down, calls = True, 0

        def __call__(self, request: httpx.Request) -> httpx.Response:
            self.calls += 1
            return httpx.Response(200, text="<html>" if self.is_down else '{"ok": true}')

    return Remote()


def caller(remote: Any, name: str = "CJ:one") -> SupplierCaller:
    return SupplierCaller(
        name=name,
        base_url="http://remote.example",
        transport=httpx.MockTransport(remote),
        sleep=lambda _: None,
    )


def ask(one: SupplierCaller) -> Any:
    return one.read(
        lambda http: http.build_request("GET", "x"), lambda body: body, limit=NO_LIMIT, attempts=1
    )


def test_api_07_a_failing_remote_stops_being_called_by_every_process(db: None, remote: Any) -> None:
    for _ in range(FAILURES):
        with pytest.raises(SupplierAway):
            ask(caller(remote))
    other_process = caller(remote)
    with pytest.raises(SupplierAway) as away:
        ask(other_process)
    assert remote.calls == FAILURES
    assert away.value.is_sent is False
    assert 0 < (away.value.retry_after or 0) <= FIRST_PAUSE_SECONDS
    assert other_process.breaker.state().is_open


def test_api_07_another_account_is_not_held_back(db: None, remote: Any) -> None:
    for _ in range(FAILURES):
        with pytest.raises(SupplierAway):
            ask(caller(remote))
    remote.is_down = False
    assert ask(caller(remote, "CJ:two")) == {"ok": True}


def test_api_07_after_the_pause_one_caller_probes_and_success_closes(db: None) -> None:
    clock = Clock()
    first, second = CircuitBreaker("A:b", clock=clock), CircuitBreaker("A:b", clock=clock)
    for _ in range(FAILURES):
        first.failed()
    clock.now += FIRST_PAUSE_SECONDS + 1
    first.before_call()
    with pytest.raises(SupplierAway):
        second.before_call()
    first.succeeded()
    second.before_call()
    assert not second.state().is_open


def test_api_07_a_failed_probe_doubles_the_pause(db: None) -> None:
    clock = Clock()
    breaker = CircuitBreaker("A:b", clock=clock)
    for _ in range(FAILURES):
        breaker.failed()
    clock.now += FIRST_PAUSE_SECONDS + 1
    breaker.before_call()
    breaker.failed()
    with pytest.raises(SupplierAway) as away:
        breaker.before_call()
    assert away.value.retry_after == 2 * FIRST_PAUSE_SECONDS


def test_api_07_a_refusal_is_an_answer_and_opens_nothing(db: None, remote: Any) -> None:
    remote.is_down = False

    def refuse(_: Any) -> None:
        raise SupplierRateLimited

    one = caller(remote)
    for _ in range(FAILURES * 2):
        with pytest.raises(SupplierRateLimited):
            one.read(lambda http: http.build_request("GET", "x"), refuse, limit=NO_LIMIT, attempts=1)
    assert not one.breaker.state().is_open
    assert remote.calls == FAILURES * 2


def test_api_07_without_valkey_calls_go_through(
    db: None, remote: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def __getattr__(self, name: str) -> Any:
            raise OSError("away")

    monkeypatch.setattr("automation.suppliers.breaker.caches", {"shared": Away()})
    monkeypatch.setattr("automation.suppliers.limits.caches", {"shared": Away()})
    remote.is_down = False
    assert ask(caller(remote)) == {"ok": True}


def test_the_limit_waits_for_the_next_second_and_gives_up_in_time(db: None) -> None:
    clock = Clock()
    limit = RateLimit("CJ:slow", 2)
    for _ in range(5):
        limit.wait(clock=clock, sleep=clock.sleep, longest=10)
    assert clock.now - 1_000_000 >= 2
    none = RateLimit("CJ:none", 0)
    with pytest.raises(SupplierRateLimited):
        none.wait(clock=clock, sleep=clock.sleep)
