"""The guarded transport over TLS: certificates are checked, deadlines hold, the pinned host is named."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from automation.suppliers import fetch_transport
from automation.suppliers.fetch import url_fetch
from automation.suppliers.fetch_errors import FetchTimeout, FetchUnreachable

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.example.com")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName(
        [x509.DNSName("shop.example.com"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path


def _answer(raw: socket.socket, context: ssl.SSLContext, stopped: threading.Event) -> None:
    with contextlib.suppress(OSError), raw, context.wrap_socket(raw, server_side=True) as client:
        request = client.recv(4_096)
        if not request:
            return
        host = request.split(b"Host: ")[1].split(b"\r\n")[0]
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")
        if b"/drip" in request:
            while not stopped.wait(0.05):
                client.sendall(b".")
        client.sendall(b"<p>host " + host + b"</p>")


@pytest.fixture
def tls_port(certificate: Path) -> Iterator[int]:
    """Answer `/` at once and `/drip` byte by byte."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    stopped = threading.Event()

    def accept() -> None:
        while not stopped.is_set():
            try:
                raw, _ = listener.accept()
            except (TimeoutError, OSError):
                continue
            raw.settimeout(5)
            threading.Thread(target=_answer, args=(raw, context, stopped), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    stopped.set()
    thread.join(2)
    listener.close()


def test_imp_09_an_unknown_certificate_is_not_accepted(tls_port: int) -> None:
    origin = f"https://127.0.0.1:{tls_port}"
    with pytest.raises(FetchUnreachable):
        url_fetch(url=origin + "/", allowed_origins=[origin])


def test_a_trusted_certificate_is_and_the_wall_clock_holds(
    tls_port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(certificate))
    origin = f"https://127.0.0.1:{tls_port}"

    page = url_fetch(url=origin + "/", allowed_origins=[origin])
    assert page.body == f"<p>host 127.0.0.1:{tls_port}</p>".encode()

    started = time.monotonic()
    with pytest.raises(FetchTimeout):
        url_fetch(url=origin + "/drip", allowed_origins=[origin], max_seconds=0.7)
    assert time.monotonic() - started < 2.5


def test_the_checked_address_is_connected_to_and_the_certificate_is_that_of_the_name(
    tls_port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "requests_hardened.ip_filter_adapter.filter_host", lambda *args, **kwargs: "127.0.0.1"
    )
    monkeypatch.setattr(fetch_transport, "is_public", lambda address: True)
    deadline = time.monotonic() + 5
    with requests.Session() as session:
        session.trust_env = False
        session.verify = str(certificate)
        session.mount("https://", fetch_transport.GuardedAdapter(is_https_proto=True, deadline=deadline))
        good = session.get(f"https://shop.example.com:{tls_port}/", timeout=3)
        assert good.text == f"<p>host shop.example.com:{tls_port}</p>"
        with pytest.raises(requests.exceptions.SSLError):
            session.get(f"https://other.example.com:{tls_port}/", timeout=3)
