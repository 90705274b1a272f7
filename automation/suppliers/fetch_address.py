"""Which addresses may be opened: the rules before any name is looked up."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

from automation.suppliers.fetch_errors import FetchBlocked, FetchInvalid

MAX_URL_LENGTH = 2_048
_PORTS = {"http": 80, "https": 443}
_LOCAL_NAMES = (
    "localhost",
    "local",
    "internal",
    "localdomain",
    "home.arpa",
    "lan",
    "intranet",
    "corp",
    "home",
)
_NUMERIC_HOST = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}\.?", re.I)
_ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:0x[0-9a-f]*|\d+)\.?$", re.I)
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_NAME = re.compile(
    r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?", re.I
)


def address_check(url: str, *, allowed_origins: Collection[str] = ()) -> str:
    """Return the address in one plain spelling, ready to open.

    Raises FetchInvalid for what is no address, FetchBlocked for other schemes, other ports, names
    and passwords, local names, and hosts written as private or reserved numbers in any form
    (decimal, octal, hexadecimal, short, IPv6 with IPv4 inside). Origins in `allowed_origins`
    (`http://127.0.0.1:9000`) are let through whatever their host and port; they are exact.
    What a name resolves to is checked again when connecting.
    """
    parts = _split(url)
    if parts.username is not None or parts.password is not None:
        raise FetchBlocked("An address with a user name or password in it is not opened.")
    host = _host(parts)
    if origin_of(parts) not in set(allowed_origins):
        _check_port(parts)
        _check_host(host)
    shown = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port and parts.port != _PORTS[parts.scheme] else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{shown}{port}{parts.path or '/'}{query}"


def origin_of(parts: SplitResult) -> str:
    """Return `scheme://host:port` with the default port left out."""
    host = (parts.hostname or "").lower()
    shown = f"[{host}]" if ":" in host else host
    port = parts.port
    return f"{parts.scheme}://{shown}" + (f":{port}" if port and port != _PORTS.get(parts.scheme) else "")


def _split(url: str) -> SplitResult:
    cleaned = url.strip()
    if not cleaned or len(cleaned) > MAX_URL_LENGTH or _FORBIDDEN.search(cleaned):
        raise FetchInvalid
    try:
        parts = urlsplit(cleaned)
        port = parts.port
    except ValueError:
        raise FetchInvalid from None
    if parts.scheme not in _PORTS:
        if parts.scheme:
            raise FetchBlocked("Only addresses that begin with http:// or https:// are opened.")
        raise FetchInvalid
    if not parts.hostname or port == 0:
        raise FetchInvalid
    return parts


def _host(parts: SplitResult) -> str:
    """Return the host in ASCII; names in other scripts become punycode, as a browser does."""
    host = (parts.hostname or "").lower()
    if ":" in host:
        return host
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            raise FetchInvalid from None
    if not _NAME.fullmatch(host) or len(host) > 253:
        raise FetchInvalid
    return host


def _check_port(parts: SplitResult) -> None:
    if parts.port not in (None, *_PORTS.values()):
        raise FetchBlocked("Only the usual ports of web servers (80 and 443) are opened.")


def _check_host(host: str) -> None:
    number = _number_host(host)
    if number is not None:
        if not is_public(number):
            raise FetchBlocked
        return
    bare = host.rstrip(".")
    if "." not in bare or bare.rsplit(".", 1)[-1] in _LOCAL_NAMES or bare.endswith(".home.arpa"):
        raise FetchBlocked


def _number_host(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read a host written as a number the way C libraries do; None when it is a name."""
    if ":" in host:
        try:
            return ipaddress.IPv6Address(host.split("%", 1)[0])
        except ValueError:
            raise FetchInvalid from None
    if not _ENDS_IN_NUMBER.search(host):
        return None
    if not _NUMERIC_HOST.fullmatch(host):
        raise FetchInvalid
    try:
        numbers = [_number(part) for part in host.rstrip(".").split(".")]
    except ValueError:
        raise FetchInvalid from None
    *leading, last = numbers
    if any(one > 255 for one in leading) or last >= 256 ** (5 - len(numbers)):
        raise FetchInvalid
    value = last + sum(one << (8 * (3 - place)) for place, one in enumerate(leading))
    return ipaddress.IPv4Address(value)


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if len(part) > 1 and part.startswith("0") else int(part)


_NOT_PUBLIC = tuple(
    ipaddress.ip_network(net)
    for net in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
        "64:ff9b::/96", "64:ff9b:1::/48", "2001::/23", "2001:20::/28", "2002::/16", "3fff::/20",
        "5f00::/16", "fec0::/10", "100::/64",
    )
)  # fmt: skip


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Tell whether an address is reachable for everybody; tunnels and translations are not."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped
        if inner is not None:
            return is_public(inner)
        # The deprecated `::a.b.c.d` form also reaches IPv4.
        if int(address) < 2**32:
            return False
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    return not any(address in net for net in _NOT_PUBLIC if net.version == address.version)
