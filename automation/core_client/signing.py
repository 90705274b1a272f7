"""Signs requests to the core: HMAC over method, path, time, nonce and body; the first key of the ring signs."""

import hashlib
import hmac
import secrets
import time


def signed_headers(*, keys: dict[str, str], method: str, path: str, body: bytes) -> dict[str, str]:
    """Return the four headers of a signed request. `path` includes the query string as it is sent.

    Raises ValueError when there is no key to sign with.
    """
    if not keys:
        raise ValueError("INTERNAL_API_KEYS names no key")
    key_id, secret = next(iter(keys.items()))
    timestamp, nonce = str(int(time.time())), secrets.token_urlsafe(24)
    text = "\n".join([method.upper(), path, timestamp, nonce, hashlib.sha256(body).hexdigest()])
    return {
        "X-Dropwright-Key": key_id,
        "X-Dropwright-Timestamp": timestamp,
        "X-Dropwright-Nonce": nonce,
        "X-Dropwright-Signature": hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest(),
    }
