"""Connections that check the address they connect to and end at a fixed moment.

requests-hardened resolves a name once, refuses private addresses and connects to the address it has
checked. Its timeouts are per read, so a server that sends one byte now and then could hold us for
hours: here every read also ends at the deadline of the whole fetch.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.ssl_ import create_urllib3_context

from automation.suppliers.fetch_address import is_public


class DeadlinePassed(TimeoutError):
    """The whole fetch has taken its time."""


class _DeadlineReads:
    """Mix-in for sockets: no single read goes past the deadline."""

    deadline: float = 0.0

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise DeadlinePassed
        usual = self.gettimeout()  # type: ignore[attr-defined]
        self.settimeout(left if usual is None else min(usual, left))  # type: ignore[attr-defined]
        try:
            return int(super().recv_into(*args, **kwargs))  # type: ignore[misc]
        finally:
            self.settimeout(usual)  # type: ignore[attr-defined]


class _PlainSocket(_DeadlineReads, socket.socket):
    pass


def _plain_connection(deadline: float) -> type[HTTPConnection]:
    class Connection(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _limited(super()._new_conn(), deadline)

    return Connection


def _tls_connection(deadline: float) -> type[HTTPSConnection]:
    class Connection(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _limited(super()._new_conn(), deadline)

    return Connection


def _limited(opened: socket.socket, deadline: float) -> socket.socket:
    timeout = opened.gettimeout()
    limited = _PlainSocket(opened.family, opened.type, opened.proto, fileno=opened.detach())
    limited.settimeout(timeout)
    limited.deadline = deadline
    return limited


def _tls_context(deadline: float) -> ssl.SSLContext:
    class Socket(_DeadlineReads, ssl.SSLSocket):
        pass

    Socket.deadline = deadline
    context = create_urllib3_context()
    context.sslsocket_class = Socket
    return context


def _use_deadline(adapter: HTTPAdapter, deadline: float) -> None:
    class PlainPool(HTTPConnectionPool):
        ConnectionCls = _plain_connection(deadline)

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = _tls_connection(deadline)

    adapter.init_poolmanager(1, 1, block=False, ssl_context=_tls_context(deadline))
    adapter.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": TlsPool}


class GuardedAdapter(IPFilterAdapter):
    """Connects to public addresses only, and only until the deadline."""

    def __init__(self, *, is_https_proto: bool, deadline: float) -> None:
        super().__init__(is_https_proto=is_https_proto)
        self._deadline = deadline
        _use_deadline(self, deadline)

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[Any, Any]:
        """Look up, check and pin the host; the look-up too ends at the deadline."""
        attributes = super().build_connection_pool_key_attributes
        host_params, pool_params = _until(self._deadline, lambda: attributes(request, verify, cert))
        address = ipaddress.ip_address(str(host_params["host"]).strip("[]"))
        if not is_public(address):
            raise InvalidIPAddress(address)
        return host_params, pool_params


class DeadlineAdapter(HTTPAdapter):
    """For origins that the settings allow: no address check, the same deadline."""

    def __init__(self, *, deadline: float) -> None:
        super().__init__()
        _use_deadline(self, deadline)


def _until[Result](deadline: float, work: Callable[[], Result]) -> Result:
    """Run blocking work (a name look-up has no timeout of its own) but wait no longer than allowed."""
    results: list[Result] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as failure:
            failures.append(failure)

    worker = threading.Thread(target=run, name="fetch-lookup", daemon=True)
    worker.start()
    worker.join(max(0.0, deadline - time.monotonic()))
    if failures:
        raise failures[0]
    if not results:
        raise DeadlinePassed
    return results[0]
