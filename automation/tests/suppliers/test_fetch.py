"""The guarded client against real servers: redirects, rebinding, bombs, drips, kinds and answers."""

from __future__ import annotations

import socket
import time
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest

from automation.suppliers.fetch import IMAGE_TYPES, FetchedDocument, image_fetch, url_fetch
from automation.suppliers.fetch_errors import (
    FetchBlocked,
    FetchBroken,
    FetchFailed,
    FetchNotFound,
    FetchRefused,
    FetchSlowDown,
    FetchTimeout,
    FetchTooLarge,
    FetchTooManyRedirects,
    FetchUnreachable,
    FetchUnsupported,
)
from automation.tests.suppliers.local_server import (
    Behaviour,
    Handler,
    dripping,
    gzip_bomb,
    gzipped,
    serving,
)

pytestmark = pytest.mark.enable_socket

PAGE = b"<html><h1>Mug</h1></html>"
MIB = 1024 * 1024


def fetch_one(behaviour: Behaviour, **options: object) -> FetchedDocument:
    with serving({"/": behaviour}) as (origin, _):
        return url_fetch(url=origin + "/", allowed_origins=[origin], **options)  # type: ignore[arg-type]


def redirect_to(target: str, status: int = 302) -> Behaviour:
    return lambda handler: handler.answer(b"", status=status, Location=target)


def test_imp_09_a_page_arrives_with_kind_charset_and_final_address() -> None:
    behaviours: dict[str, Behaviour] = {
        "/old": redirect_to("/new?x=1", 301),
        "/new": lambda handler: handler.answer(PAGE, kind="text/html; charset=ISO-8859-1"),
    }
    with serving(behaviours) as (origin, hits):
        document = url_fetch(url=origin + "/old", allowed_origins=[origin])

    assert document.body == PAGE
    assert document.url == origin + "/new?x=1"
    assert (document.content_type, document.charset) == ("text/html", "iso-8859-1")
    assert document.redirects == (origin + "/old",)
    assert hits == ["/old", "/new?x=1"]


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/iam/",
        "http://[fd00:ec2::254]/",
        "http://10.0.0.7/",
        "http://192.168.0.1/admin",
        "http://localhost/",
        "http://2130706433/",
        "//127.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/",
        "http://example.com:8080/",
    ],
)
def test_imp_09_a_redirect_into_the_inside_is_blocked(target: str) -> None:
    with pytest.raises(FetchBlocked):
        fetch_one(redirect_to(target))


def test_imp_09_a_redirect_to_another_local_port_is_blocked_and_never_reached() -> None:
    with serving({"/": lambda handler: handler.answer(b"secret")}) as (inner, inner_hits):
        with pytest.raises(FetchBlocked):
            fetch_one(redirect_to(inner + "/"))
        assert inner_hits == []


def test_imp_09_three_redirects_are_followed_a_fourth_is_not() -> None:
    behaviours: dict[str, Behaviour] = {
        "/1": redirect_to("/2"),
        "/2": redirect_to("/3"),
        "/3": redirect_to("/4"),
        "/4": lambda handler: handler.answer(PAGE),
        "/0": redirect_to("/1"),
        "/loop": redirect_to("/loop"),
    }
    with serving(behaviours) as (origin, _):
        assert url_fetch(url=origin + "/1", allowed_origins=[origin]).body == PAGE
        for start in ("/0", "/loop"):
            with pytest.raises(FetchTooManyRedirects):
                url_fetch(url=origin + start, allowed_origins=[origin])


def answers(*addresses: str) -> Iterator[list[tuple[object, ...]]]:
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        yield [(family, socket.SOCK_STREAM, 6, "", (address, 80))]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fd00::1", "100.64.1.1"],
)
def test_imp_09_a_public_name_with_a_private_address_is_blocked(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = next(answers(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(FetchBlocked):
        url_fetch(url="http://shop.example.com/")


def test_imp_09_dns_rebinding_gets_one_look_up_and_the_checked_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    replies = answers("203.0.114.9", "127.0.0.1", "127.0.0.1")
    asked: list[object] = []
    connected: list[object] = []

    def look_up(host: str, *args: object, **kwargs: object) -> list[tuple[object, ...]]:
        if host != "rebind.example.com":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 80))]
        asked.append(host)
        return next(replies)

    def connect(self: socket.socket, address: object) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(FetchUnreachable):
        url_fetch(url="http://rebind.example.com/")

    assert asked == ["rebind.example.com"]
    assert connected == [("203.0.114.9", 80)]


def test_imp_09_a_slow_name_server_cannot_hold_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: time.sleep(3))
    started = time.monotonic()
    with pytest.raises(FetchTimeout):
        url_fetch(url="http://slow.example.com/", max_seconds=0.3)
    assert time.monotonic() - started < 2


def test_imp_09_environment_proxies_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({"/": lambda handler: handler.answer(PAGE)}) as (proxy, hits):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy)
        found = next(answers("127.0.0.1"))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
        with pytest.raises(FetchBlocked):
            url_fetch(url="http://shop.example.com/")
        assert hits == []


def test_e4_a_declared_large_body_is_refused_before_it_is_read() -> None:
    def large(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(300 * MIB))
        handler.end_headers()

    with pytest.raises(FetchTooLarge):
        fetch_one(large)


def test_e4_an_endless_body_is_cut_at_the_limit() -> None:
    sent: list[int] = []

    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Connection", "close")
        handler.end_headers()
        for _ in range(300):
            handler.wfile.write(bytes(MIB))
            sent.append(1)

    with pytest.raises(FetchTooLarge):
        fetch_one(endless)
    assert len(sent) < 30


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "deflate without header", "gzip in two members"])
def test_e4_a_packed_bomb_is_cut_while_it_unpacks(encoding: str) -> None:
    if encoding == "deflate":
        bomb = zlib.compress(bytes(200 * MIB), 9)
    elif encoding == "deflate without header":
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        bomb = packer.compress(bytes(200 * MIB)) + packer.flush()
    else:
        bomb = gzip_bomb(3) + gzip_bomb(200) if "two" in encoding else gzip_bomb(200)
    assert len(bomb) < MIB
    tracemalloc.start()
    with pytest.raises(FetchTooLarge):
        fetch_one(lambda handler: handler.answer(bomb, Content_Encoding=encoding.split()[0]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40 * MIB


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "nonsense"])
def test_e4_other_packings_are_refused_unread(encoding: str) -> None:
    with pytest.raises(FetchUnsupported):
        fetch_one(lambda handler: handler.answer(b"\x00" * 100, Content_Encoding=encoding))


def test_packed_pages_are_unpacked_whole() -> None:
    big = PAGE * 20_000
    packed = gzipped(big[:200_000]) + gzipped(big[200_000:])
    assert fetch_one(lambda handler: handler.answer(packed, Content_Encoding="gzip")).body == big
    bare = zlib.compress(big)
    assert fetch_one(lambda handler: handler.answer(bare, Content_Encoding="deflate")).body == big


@pytest.mark.parametrize("packed", [b"this is not gzip", gzipped(PAGE * 1_000)[:-20]])
def test_broken_packing_is_named(packed: bytes) -> None:
    with pytest.raises(FetchUnsupported):
        fetch_one(lambda handler: handler.answer(packed, Content_Encoding="gzip"))


def test_a_body_that_ends_early_is_no_page() -> None:
    def cut(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(PAGE)
        handler.close_connection = True

    with pytest.raises(FetchUnreachable):
        fetch_one(cut)


@pytest.mark.parametrize(
    "payload",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"x" * 500,
        b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 500,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"1\r\nx\r\n" * 99,
    ],
    ids=["body", "headers", "chunks"],
)
def test_e4_a_drip_ends_at_the_wall_clock(payload: bytes) -> None:
    with dripping(payload, pause=0.03) as origin:
        started = time.monotonic()
        with pytest.raises(FetchTimeout):
            url_fetch(url=origin + "/", allowed_origins=[origin], max_seconds=0.8)
        assert 0.5 < time.monotonic() - started < 2.5


def test_redirects_share_one_wall_clock() -> None:
    def slow(handler: Handler) -> None:
        time.sleep(0.5)
        handler.answer(b"", status=302, Location="/")

    started = time.monotonic()
    with pytest.raises(FetchFailed), serving({"/": slow}) as (origin, _):
        url_fetch(url=origin + "/", allowed_origins=[origin], max_seconds=0.8)
    assert time.monotonic() - started < 2.5


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, FetchRefused),
        (403, FetchRefused),
        (404, FetchNotFound),
        (410, FetchNotFound),
        (429, FetchSlowDown),
        (500, FetchBroken),
        (503, FetchBroken),
    ],
)
def test_answers_become_errors_with_a_sentence(status: int, error: type[FetchFailed]) -> None:
    with pytest.raises(error) as failed:
        fetch_one(lambda handler: handler.answer(PAGE, status=status))
    assert failed.value.message.endswith(".")
    assert failed.value.code.startswith("fetch_")


def test_nobody_listening_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(FetchUnreachable):
        url_fetch(url=origin + "/", allowed_origins=[origin])


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/zip", "text/plain"])
def test_a_page_of_another_kind_is_unsupported(kind: str) -> None:
    with pytest.raises(FetchUnsupported):
        fetch_one(lambda handler: handler.answer(PAGE, kind=kind))


def test_a_missing_kind_is_only_guessed_for_markup() -> None:
    assert fetch_one(lambda handler: handler.answer(PAGE, kind=None)).content_type == "text/html"
    with pytest.raises(FetchUnsupported):
        fetch_one(lambda handler: handler.answer(b"%PDF-1.7", kind=None))
    with pytest.raises(FetchUnsupported):
        fetch_one(lambda handler: handler.answer(PAGE, kind="text/html"), accept=IMAGE_TYPES)


def test_imp_08_an_image_is_tried_again_and_then_given_up() -> None:
    tries: list[int] = []
    waits: list[float] = []

    def second_time(handler: Handler) -> None:
        tries.append(1)
        if len(tries) < 2:
            handler.answer(b"", status=503)
        else:
            handler.answer(b"\x89PNG", kind="image/png")

    behaviours: dict[str, Behaviour] = {
        "/late.png": second_time,
        "/down.png": lambda handler: handler.answer(b"", status=500),
        "/gone.png": lambda handler: handler.answer(b"", status=404),
    }
    with serving(behaviours) as (origin, hits):
        document = image_fetch(url=origin + "/late.png", allowed_origins=[origin], sleep=waits.append)
        assert document.body == b"\x89PNG"
        with pytest.raises(FetchBroken):
            image_fetch(url=origin + "/down.png", allowed_origins=[origin], sleep=waits.append)
        with pytest.raises(FetchNotFound):
            image_fetch(url=origin + "/gone.png", allowed_origins=[origin], sleep=waits.append)

    assert hits.count("/late.png") == 2
    assert hits.count("/down.png") == 3
    assert hits.count("/gone.png") == 1
    assert len(waits) == 3
    assert all(0.2 < wait < 3 for wait in waits)
