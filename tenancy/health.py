"""`/healthz` (alive) and `/readyz` (database, cache and broker usable) on any host name, before everything else."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow

import redis
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse

TIMEOUT_SECONDS = 2.0


def _database() -> None:
    connection = connections["default"]
    try:
        connection.set_schema_to_public()  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()


def _cache() -> None:
    caches["shared"].set("readyz", 1, 5)


def _broker() -> None:
    url = settings.CELERY["broker_url"]
    if not url.startswith(("redis://", "rediss://")):
        return
    with redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) as client:
        client.ping()


CHECKS: dict[str, Callable[[], None]] = {"database": _database, "cache": _cache, "broker": _broker}


def health_check() -> dict[str, str]:
    """Return `{"database": "ok" | reason, …}`; every check is bounded to two seconds."""
    pool = ThreadPoolExecutor(max_workers=len(CHECKS))
    running = {name: pool.submit(check) for name, check in CHECKS.items()}
    result = {}
    for name, future in running.items():
        try:
            future.result(timeout=TIMEOUT_SECONDS)
            result[name] = "ok"
        except TooSlow:
            result[name] = "no answer"
        except Exception as error:  # noqa: BLE001,RUF100 - any failure means "not ready", named by its type
            result[name] = type(error).__name__
    pool.shutdown(wait=False, cancel_futures=True)
    return result


class HealthMiddleware:
    """Answer the probes before the host is looked at: kubelets call by address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"status": "ok"})
        if request.path == "/readyz":
            checks = health_check()
            ready = all(state == "ok" for state in checks.values())
            answer = JsonResponse({"status": "ok" if ready else "unavailable", "checks": checks})
            answer.status_code = 200 if ready else 503
            if not ready:
                answer["Retry-After"] = "5"
            return answer
        return self.get_response(request)
