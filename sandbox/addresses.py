"""Addresses that browsers can resolve and programs cannot."""

from urllib.parse import urlsplit, urlunsplit


def loopback(url: str) -> tuple[str, str]:
    """Return an address this machine can resolve, and the Host header to send.

    Browsers resolve `*.localhost` to loopback, the C library does not.
    """
    parts = urlsplit(url)
    if not (parts.hostname or "").endswith(".localhost"):
        return url, parts.netloc
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=f"127.0.0.1{port}")), parts.netloc
