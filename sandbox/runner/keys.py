"""Keys and secrets of one checkout: made once, kept in ``.run/keys`` with mode 600."""

import base64
import json
import secrets
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.runner.folder import write_private

JWT_PRIVATE, JWT_PUBLIC, SECRETS = "jwt_private.pem", "jwt_public.pem", "secrets.json"


def secrets_load(folder: Path) -> dict[str, str]:
    """Return this checkout's secrets by variable name, making those that are missing."""
    path = folder / SECRETS
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    complete = _fresh_secrets() | known
    if complete != known:
        write_private(path, json.dumps(complete, indent=1) + "\n")
    return complete


def jwt_keys_ensure(folder: Path) -> tuple[Path, Path]:
    """Return the files of the private and the public key that sign access tokens, made when missing."""
    private, public = folder / JWT_PRIVATE, folder / JWT_PUBLIC
    if not (private.exists() and public.exists()):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = serialization.Encoding.PEM
        write_private(
            private,
            key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode(),
        )
        public_format = serialization.PublicFormat.SubjectPublicKeyInfo
        write_private(public, key.public_key().public_bytes(pem, public_format).decode())
    return private, public


def _fresh_secrets() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "AUTOMATION_SECRET_KEY": secrets.token_urlsafe(48),
        "DASHBOARD_PROXY_SECRET": secrets.token_hex(32),
        "INTERNAL_API_KEYS": f"local:{secrets.token_hex(32)}",
        "FIELD_ENCRYPTION_KEYS": _encryption_key(),
        "AUTOMATION_FIELD_ENCRYPTION_KEYS": _encryption_key(),
        "STRIPE_SECRET_KEY": f"sk_test_{secrets.token_hex(16)}",
        "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(16)}",
        "STRIPE_BILLING_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(16)}",
        "STRIPE_CONNECT_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(16)}",
        "ANTHROPIC_API_KEY": f"sk-ant-sandbox-{secrets.token_hex(16)}",
        "ALIEXPRESS_APP_KEY": str(500000 + secrets.randbelow(99999)),
        "ALIEXPRESS_APP_SECRET": secrets.token_hex(16),
        "SENDGRID_API_KEY": f"SG.sandbox.{secrets.token_hex(16)}",
        "MAILGUN_API_KEY": f"key-{secrets.token_hex(16)}",
        "MAILGUN_WEBHOOK_SIGNING_KEY": secrets.token_hex(16),
    }


def _encryption_key() -> str:
    return f"local:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}"
