"""reliability.md E1: every way to write an address that must not be opened."""

from __future__ import annotations

import pytest

from automation.suppliers.fetch import url_fetch
from automation.suppliers.fetch_address import address_check
from automation.suppliers.fetch_errors import FetchBlocked, FetchFailed, FetchInvalid

LITERAL_FORMS = [
    "http://127.0.0.1/",
    "http://127.0.0.1:80/",
    "https://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://0/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://10.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://3232235777/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://169.254.43518/",
    "http://100.64.0.1/",
    "http://198.18.0.1/",
    "http://192.0.0.1/",
    "http://192.88.99.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://[fec0::1]/",
    "http://[3fff::1]/",
    "http://127.0.0.1./",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://ⓛocalhost/",
]
NAMES = [
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://api.localhost/",
    "http://metadata.google.internal/",
    "http://postgres/",
    "http://core-web.default.svc.cluster.local/",
    "http://printer.lan/",
    "http://router.home.arpa/",
]
OTHER_SCHEMES = [
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "ftp://example.com/",
    "gopher://127.0.0.1:6379/_INFO",
    "dict://127.0.0.1:11211/stat",
    "javascript:alert(1)",
    "data:text/html,hi",
    "ldap://example.com/",
]
PORTS_AND_USERS = [
    "http://example.com:22/",
    "http://example.com:6379/",
    "https://example.com:8443/",
    "http://user:secret@example.com/",
    "http://example.com@127.0.0.1/",
    "http://127.0.0.1@example.com/",
]
NOT_ADDRESSES = [
    "",
    "   ",
    "example.com/product",
    "//example.com/",
    "http://",
    "http:///path",
    "http://exa mple.com/",
    "http://example.com/\r\nHost: evil",
    "http://example.com\\@127.0.0.1/",
    "http://[::1/",
    "http://[zz::1]/",
    "http://256.1.1.1/",
    "http://1.2.3.4.5.6/",
    "http://127.0.0.%31/",
    "http://-bad-.example.com/",
    "http://example.com:0/",
    "http://example.com:99999/",
    "https://example.com/" + "a" * 3_000,
]


@pytest.mark.parametrize("url", [*LITERAL_FORMS, *NAMES])
def test_imp_09_private_hosts_in_any_spelling_are_blocked_before_any_look_up(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[object] = []
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **kwargs: looked_up.append(args))

    with pytest.raises(FetchBlocked):
        url_fetch(url=url)

    assert looked_up == []


@pytest.mark.parametrize("url", [*OTHER_SCHEMES, *PORTS_AND_USERS])
def test_imp_09_other_schemes_ports_and_credentials_are_blocked(url: str) -> None:
    with pytest.raises(FetchBlocked) as refused:
        address_check(url)
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("url", NOT_ADDRESSES)
def test_imp_09_what_is_no_address_is_named_so(url: str) -> None:
    with pytest.raises(FetchInvalid):
        address_check(url)


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://example.com", "https://example.com/"),
        (" https://Example.COM/a?b=c#part ", "https://example.com/a?b=c"),
        ("http://example.com:80/x", "http://example.com/x"),
        ("https://example.com:443/x", "https://example.com/x"),
        ("https://bücher.example.com/", "https://xn--bcher-kva.example.com/"),
        ("http://93.184.215.14/", "http://93.184.215.14/"),
        ("http://[2606:4700:4700::1111]/", "http://[2606:4700:4700::1111]/"),
    ],
)
def test_imp_09_public_addresses_pass_in_one_spelling(url: str, plain: str) -> None:
    assert address_check(url) == plain


def test_imp_09_an_allowed_origin_is_exact() -> None:
    allowed = ["http://127.0.0.1:9000"]
    assert address_check("http://127.0.0.1:9000/p/1", allowed_origins=allowed).endswith("/p/1")
    for other in (
        "http://127.0.0.1:9001/",
        "https://127.0.0.1:9000/",
        "http://127.0.0.1/",
        "http://127.1:9000/",
    ):
        with pytest.raises(FetchFailed):
            address_check(other, allowed_origins=allowed)
