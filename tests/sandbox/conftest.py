"""A live sandbox on a free port, and a receiver for the webhooks it sends."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import stripe

ROOT = Path(__file__).resolve().parents[2]
SECRET = "whsec_sandbox_tests"
API_KEY = "sk_test_sandbox1234567890"


@dataclass
class Received:
    """One request that reached the receiver."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """An HTTP endpoint that keeps what it gets; `statuses` are answered first, then 200."""

    url: str = ""
    received: list[Received] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def events(self, *, about: str) -> list[dict]:
        """Return the Stripe events about one object (also as session's payment intent)."""
        return [
            stripe.Webhook.construct_event(item.body, item.headers["stripe-signature"], SECRET).to_dict()
            for item in list(self.received)
            if about.encode() in item.body
        ]


class RunningSandbox:
    """One sandbox process."""

    def __init__(self, data: Path, environment: dict[str, str]) -> None:
        self._environment = {**os.environ, **environment, "SANDBOX_DATA": str(data)}
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sandbox.web", "--port", "0"],
            cwd=ROOT,
            env=self._environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stderr
        self.log: list[str] = []
        for line in self.process.stderr:
            self.log.append(line)
            found = re.search(r"sandbox on (http://\S+:\d+),", line)
            if found:
                self.url = found[1]
                break
        else:
            pytest.fail("the sandbox did not start:\n" + "".join(self.log))
        threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self) -> None:
        assert self.process.stderr
        self.log.extend(self.process.stderr)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=5)


@pytest.fixture(scope="session")
def _receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.received.append(Received(self.path, headers, body))
            self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    yield receiver
    server.shutdown()


@pytest.fixture
def receiver(_receiver: Receiver) -> Receiver:
    """The receiver, empty and answering 200."""
    _receiver.received.clear()
    _receiver.statuses.clear()
    return _receiver


@pytest.fixture(scope="session")
def environment(_receiver: Receiver) -> dict[str, str]:
    """The environment every test sandbox starts with."""
    return {
        "SANDBOX_STRIPE_WEBHOOKS": f"{_receiver.url}/stripe|{SECRET}",
        "SANDBOX_STRIPE_RETRY_SECONDS": "0.1,0.2,0.3",
    }


@pytest.fixture(scope="session")
def _sandbox(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningSandbox]:
    running = RunningSandbox(tmp_path_factory.mktemp("sandbox"), environment)
    yield running
    running.stop()


@pytest.fixture
def sandbox(_sandbox: RunningSandbox) -> RunningSandbox:
    """The shared sandbox."""
    return _sandbox


@pytest.fixture
def stripe_client(sandbox: RunningSandbox) -> stripe.StripeClient:
    """The real SDK, pointed at the sandbox."""
    return stripe_client_for(sandbox)


def stripe_client_for(sandbox: RunningSandbox) -> stripe.StripeClient:
    return stripe.StripeClient(
        API_KEY, base_addresses={"api": f"{sandbox.url}/stripe"}, max_network_retries=0
    )


@pytest.fixture
def eventually() -> Callable[..., object]:
    """Wait for a value to become true and return it."""

    def wait(read: Callable[[], object], *, seconds: float = 8.0) -> object:
        deadline = time.monotonic() + seconds
        while True:
            value = read()
            if value or time.monotonic() > deadline:
                assert value, "did not happen in time"
                return value
            time.sleep(0.03)

    return wait
