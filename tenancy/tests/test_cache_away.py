"""A cache that hangs or is dead costs little: rows H6 and H7 of reliability.md."""

import socket
import time
from collections.abc import Iterator

import pytest
from redis.exceptions import RedisError

from tenancy import cache as cache_module
from tenancy.cache import CacheAway, StoreRedisCache


def _cache(port: int) -> StoreRedisCache:
    options = {"socket_timeout": 0.1, "socket_connect_timeout": 0.1}
    key_function = "tenancy.cache.make_shared_key"
    return StoreRedisCache(f"redis://127.0.0.1:{port}/0", {"OPTIONS": options, "KEY_FUNCTION": key_function})


@pytest.fixture
def silent_server() -> Iterator[socket.socket]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_h07_a_hung_cache_costs_one_timeout_and_is_then_skipped(silent_server: socket.socket) -> None:
    cache = _cache(silent_server.getsockname()[1])
    with pytest.raises(RedisError):
        cache.get("x")

    began = time.perf_counter()
    for _ in range(50):
        with pytest.raises(CacheAway):
            cache.add("x", 1)
        with pytest.raises(CacheAway):
            cache.set_many({"x": 1})
    assert time.perf_counter() - began < 0.1


def test_h07_one_caller_at_a_time_finds_out_whether_the_cache_is_back(
    silent_server: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = _cache(silent_server.getsockname()[1])
    with pytest.raises(RedisError):
        cache.get("x")
    later = time.monotonic() + cache_module.SKIPPED_SECONDS
    monkeypatch.setattr(cache_module.time, "monotonic", lambda: later)

    with pytest.raises(RedisError) as tried:
        cache.get("x")
    with pytest.raises(CacheAway):
        cache.get("x")
    assert not isinstance(tried.value, CacheAway)


def test_h06_caches_of_one_server_learn_from_each_other(silent_server: socket.socket) -> None:
    port = silent_server.getsockname()[1]
    with pytest.raises(RedisError):
        _cache(port).get("x")

    with pytest.raises(CacheAway):
        _cache(port).get("x")


def test_h06_a_cache_that_is_back_is_used_again(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    location = settings.CACHES["shared"]["LOCATION"]
    cache = StoreRedisCache(location, {"KEY_FUNCTION": "tenancy.cache.make_shared_key"})
    fuse = cache._cache._client.fuse
    fuse.blow()
    with pytest.raises(CacheAway):
        cache.get("x")
    later = time.monotonic() + cache_module.SKIPPED_SECONDS
    monkeypatch.setattr(cache_module.time, "monotonic", lambda: later)

    cache.set("x", 7)
    assert cache.get("x") == 7
