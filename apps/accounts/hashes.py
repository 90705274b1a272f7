"""What is stored of secrets that are random and too long to be guessed."""

import hashlib


def secret_hash(secret: str) -> str:
    """Return the hex SHA-256 of a secret; it needs no salt, because no two are alike and none can be tried out."""
    return hashlib.sha256(secret.encode()).hexdigest()
