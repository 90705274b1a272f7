"""Failures on demand, around the real answers of any stand-in, and a log of calls.

A WSGI layer, so that one rule fits every service. A fault applies to the next N calls
of a service (or until reset), before the work is done or after it: `lost` does the
work and then breaks the answer, which is how a timeout with an effect looks.
"""

import contextlib
import json
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from werkzeug.wrappers import Request

from sandbox.database import Connection, Database, Json

SCHEMA = """
CREATE TABLE IF NOT EXISTS faults (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    service TEXT NOT NULL,
    body TEXT NOT NULL,
    remaining INTEGER
);
CREATE TABLE IF NOT EXISTS calls (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    service TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    status TEXT NOT NULL,
    fault TEXT NOT NULL,
    at REAL NOT NULL,
    seconds REAL NOT NULL
);
"""
TABLES = ("faults", "calls")

SERVICES = {
    "stripe": "/stripe/v",
    "claude": "/claude/v1",
    "sendgrid": "/sendgrid/v3",
    "mailgun": "/mailgun/v3",
    "supplier": "/supplier",
    "aliexpress": "/aliexpress",
    "cj": "/cj",
    "reddit": "/reddit",
    "trends": "/google-trends",
    "serpapi": "/serpapi",
}
ALIASES = {"/anthropic/": "/claude/"}
KINDS = ("status", "slow", "timeout", "garbage", "disconnect")
CALLS_KEPT = 1000
TIMEOUT_SECONDS = 120.0

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]


@dataclass(frozen=True)
class Fault:
    """One rule: what goes wrong, for which calls, and whether the work is done first."""

    kind: str
    status: int = 500
    seconds: float = 0.0
    path: str = ""
    method: str = ""
    lost: bool = False
    retry_after: int | None = None


class UnusableFault(ValueError):
    """The fault asked for does not exist."""


def fault_from(asked: Json) -> Fault:
    """Check and build a fault. Raises UnusableFault saying what is wrong."""
    kind = asked.get("kind", "status")
    if kind not in KINDS:
        raise UnusableFault(f"kind must be one of {', '.join(KINDS)}")
    try:
        status = HTTPStatus(int(asked.get("status", 500))).value if kind == "status" else 500
    except ValueError:
        status = int(asked["status"])
        if status != 529:
            raise UnusableFault("status must be an HTTP status code") from None
    default_seconds = TIMEOUT_SECONDS if kind == "timeout" else 3.0 if kind == "slow" else 0.0
    return Fault(
        kind=kind,
        status=status,
        seconds=float(asked.get("seconds", default_seconds)),
        path=str(asked.get("path", "")),
        method=str(asked.get("method", "")).upper(),
        lost=bool(asked.get("lost", False)),
        retry_after=asked.get("retry_after"),
    )


def fault_add(connection: Connection, service: str, fault: Fault, times: int | None) -> None:
    """Switch a fault on for the next `times` calls, or until reset."""
    connection.execute(
        "INSERT INTO faults (service, body, remaining) VALUES (?, ?, ?)",
        (service, json.dumps(vars(fault)), times),
    )


def faults_active(connection: Connection) -> list[Json]:
    """Return the faults that still wait, oldest first."""
    rows = connection.execute("SELECT * FROM faults ORDER BY seq")
    return [{"service": row["service"], "times": row["remaining"], **json.loads(row["body"])} for row in rows]


class FaultLayer:
    """Wraps a WSGI application. `service` names all of it, or the path decides."""

    def __init__(self, app: WsgiApp, database: Database, service: str | None = None) -> None:
        self._app = app
        self._database = database
        self._service = service

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, broken if a fault says so."""
        service = self._service or service_of(environ["PATH_INFO"])
        if service is None:
            return self._app(environ, start_response)
        started = time.time()
        fault = self._take(service, environ)
        status = "no answer"
        try:
            body, status = self._answer(service, fault, environ, start_response)
        finally:
            self._log(service, environ, status, fault, started)
        return body

    def _answer(
        self, service: str, fault: Fault | None, environ: Environ, start_response: StartResponse
    ) -> tuple[Iterable[bytes], str]:
        seen: list[str] = []

        def start(status: str, *rest: Any) -> Any:
            seen.append(status)
            return start_response(status, *rest)

        if fault is not None and fault.kind != "slow":
            if fault.lost:
                self._do_quietly(environ)
            return self._broken(service, fault, environ, start), (seen or ["no answer"])[0]
        if fault is not None:
            time.sleep(fault.seconds)
        body = self._app(environ, start)
        return body, (seen or ["200 OK"])[0]

    def _do_quietly(self, environ: Environ) -> None:
        body = self._app(environ, lambda *_: lambda _: None)
        for _ in body:
            pass
        close = getattr(body, "close", None)
        if close:
            close()

    def _broken(self, service: str, fault: Fault, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        if fault.kind == "timeout":
            time.sleep(fault.seconds)
        if fault.kind in ("timeout", "disconnect"):
            _hang_up(environ.get("werkzeug.socket"))
            raise ConnectionAbortedError("the sandbox hung up as asked")
        if fault.kind == "garbage":
            start("200 OK", [("Content-Type", "application/json")])
            return [b'{"id": "cut off in the mid']
        content_type, body = error_body(service, fault.status)
        headers = [("Content-Type", content_type), ("Content-Length", str(len(body)))]
        if fault.retry_after is not None:
            headers.append(("Retry-After", str(fault.retry_after)))
        start(f"{fault.status} {_phrase(fault.status)}", headers)
        return [body]

    def _take(self, service: str, environ: Environ) -> Fault | None:
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT * FROM faults WHERE service = ? ORDER BY seq", (service,)
            ).fetchall()
            for row in rows:
                fault = Fault(**json.loads(row["body"]))
                if fault.path not in place_of(environ):
                    continue
                if fault.method and fault.method != environ["REQUEST_METHOD"]:
                    continue
                _count_down(connection, row["seq"], row["remaining"])
                return fault
        return None

    def _log(self, service: str, environ: Environ, status: str, fault: Fault | None, started: float) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO calls (service, method, path, status, fault, at, seconds)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    service,
                    environ["REQUEST_METHOD"],
                    place_of(environ),
                    status,
                    fault.kind if fault else "",
                    started,
                    time.time() - started,
                ),
            )
            connection.execute(
                "DELETE FROM calls WHERE seq <= (SELECT max(seq) FROM calls) - ?", (CALLS_KEPT,)
            )


def _hang_up(connection: socket.socket | None) -> None:
    """End the connection for every holder of it; closing one handle would leave it open."""
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


def _count_down(connection: Connection, seq: int, remaining: int | None) -> None:
    if remaining is None:
        return
    if remaining > 1:
        connection.execute("UPDATE faults SET remaining = ? WHERE seq = ?", (remaining - 1, seq))
    else:
        connection.execute("DELETE FROM faults WHERE seq = ?", (seq,))


def place_of(environ: Environ) -> str:
    """Return the path, with the method behind it where a gateway has one path for all."""
    method = Request(environ).args.get("method", "")
    path = str(environ["PATH_INFO"])
    return f"{path}/{method}" if method and path.endswith("/sync") else path


def service_of(path: str) -> str | None:
    """Return the stand-in whose wire the path belongs to."""
    for alias, name in ALIASES.items():
        if path.startswith(alias):
            path = name + path.removeprefix(alias)
    for service, prefix in SERVICES.items():
        if path.startswith(prefix):
            return service
    return None


def error_body(service: str, status: int) -> tuple[str, bytes]:
    """Return (content type, body) of an error in the service's own envelope."""
    text = f"The sandbox was asked to answer {status}."
    if service == "stripe":
        type_ = "rate_limit_error" if status == 429 else "api_error"
        extra = {"code": "rate_limit"} if status == 429 else {}
        return _json({"error": {"message": text, "type": type_, **extra}})
    if service == "claude":
        names = {429: "rate_limit_error", 529: "overloaded_error", 401: "authentication_error"}
        type_ = names.get(status, "api_error" if status >= 500 else "invalid_request_error")
        return _json({"type": "error", "error": {"type": type_, "message": text}})
    if service == "sendgrid":
        return _json({"errors": [{"message": text, "field": None, "help": None}]})
    if service == "aliexpress":
        code = "ApiCallLimit" if status == 429 else "ServiceUnavailable"
        return _json({"error_response": {"type": "ISP", "code": code, "msg": text}})
    if service == "cj":
        code_cj = 1600200 if status == 429 else 1600000
        return _json({"code": code_cj, "result": False, "message": text, "data": None})
    if service == "s3":
        code = "SlowDown" if status == 503 else "InternalError"
        return "application/xml", (
            f"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code>"
            f"<Message>{text}</Message></Error>"
        ).encode()
    return "text/html", f"<!doctype html><title>{status}</title><h1>{text}</h1>".encode()


def _json(body: Json) -> tuple[str, bytes]:
    return "application/json", json.dumps(body).encode()


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Overloaded"
