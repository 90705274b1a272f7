"""Real HTTP servers on loopback for the fetch tests, one behaviour per path."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    behaviours: dict[str, Behaviour]
    hits: list[str]

    def do_GET(self) -> None:
        self.hits.append(self.path)
        behaviour = self.behaviours.get(self.path.split("?")[0])
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            if behaviour is None:
                self.answer(b"nothing", status=404)
            else:
                behaviour(self)

    def answer(
        self, body: bytes, *, status: int = 200, kind: str | None = "text/html", **headers: str
    ) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keep the test output quiet."""


@contextlib.contextmanager
def serving(behaviours: dict[str, Behaviour]) -> Iterator[tuple[str, list[str]]]:
    """Serve the behaviours; yields the origin and the list of paths asked for."""
    hits: list[str] = []
    handler = type("Bound", (Handler,), {"behaviours": behaviours, "hits": hits})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", hits
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def dripping(payload: bytes, *, pause: float) -> Iterator[str]:
    """Serve one byte at a time from the first byte of the headers on."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    stopped = threading.Event()

    def drip(client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            client.recv(4_096)
            for byte in payload:
                if stopped.is_set():
                    return
                client.sendall(bytes([byte]))
                time.sleep(pause)

    def accept() -> None:
        while not stopped.is_set():
            with contextlib.suppress(TimeoutError, OSError):
                client, _ = listener.accept()
                threading.Thread(target=drip, args=(client,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stopped.set()
        thread.join(2)
        listener.close()


def gzip_bomb(megabytes: int) -> bytes:
    """Return a gzip stream that unpacks to that many MiB of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    block = bytes(1024 * 1024)
    return b"".join([*(packer.compress(block) for _ in range(megabytes)), packer.flush()])


def gzipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)
