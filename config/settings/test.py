"""Tests: real PostgreSQL and Valkey, no outside service, cheap password hashes."""

import os
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

os.environ.setdefault("ENVIRONMENT", "test")

from config.settings.base import *

ENVIRONMENT = "test"
SECRET_KEY = "test-only"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nothing is collected before tests run.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]
BASE_DOMAIN = "localhost"
API_HOSTS = ["127.0.0.1"]
PUBLIC_PORT = ""
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="dropwright-media-"))
STORAGES = STORAGES | {
    "default": {"BACKEND": "tenancy.storage.StoreFileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STRIPE_API_BASE = "http://127.0.0.1:9"  # nothing listens: a test that needs Stripe starts the sandbox
STRIPE_SECRET_KEY = "sk_test_0000000000000000000000000000"  # noqa: S105
STRIPE_WEBHOOK_SECRET = "whsec_test"  # noqa: S105
STRIPE_BILLING_WEBHOOK_SECRET = "whsec_billing_test"  # noqa: S105
STRIPE_CONNECT_WEBHOOK_SECRET = "whsec_connect_test"  # noqa: S105
STRIPE_API_HOST = STRIPE_API_BASE
STRIPE_LIVE_MODE = False
STRIPE_TEST_SECRET_KEY = STRIPE_SECRET_KEY
STRIPE_LIVE_SECRET_KEY = ""
PAYMENTS_PLATFORM_CHARGES = True
INTERNAL_API_KEYS = {"test": "internal-test-secret"}
DASHBOARD_PROXY_SECRET = "dashboard-test-secret"  # noqa: S105

_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
JWT_PRIVATE_KEY = _key.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
JWT_PUBLIC_KEY = (
    _key.public_key()
    .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    .decode()
)
SIMPLE_JWT = SIMPLE_JWT | {"SIGNING_KEY": JWT_PRIVATE_KEY, "VERIFYING_KEY": JWT_PUBLIC_KEY}
FIELD_ENCRYPTION_KEYS = {"test": "dGVzdHMtb25seS1rZXktb2YtMzItYnl0ZXMtMTIzNDU="}
