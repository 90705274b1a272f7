"""Settings of this service's tests: a key pair of its own, no outside service, nothing from `.env`."""

import os
import tempfile

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

os.environ["ENVIRONMENT"] = "test"

from automation.settings import *  # noqa: F403 - the service's own settings, then what differs
from automation.settings import EMAIL_PROVIDERS, MIDDLEWARE, SIMPLE_JWT, STORAGES

_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE_KEY = _key.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
JWT_PUBLIC_KEY = (
    _key.public_key()
    .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    .decode()
)
SIMPLE_JWT = SIMPLE_JWT | {"VERIFYING_KEY": JWT_PUBLIC_KEY}
INTERNAL_API_KEYS = {"test": "internal-test-secret"}
FIELD_ENCRYPTION_KEYS = {"test": Fernet.generate_key().decode()}
MEDIA_ROOT = tempfile.mkdtemp(prefix="dropwright-automation-")
ANTHROPIC_API_KEY = ""
ALIEXPRESS_APP_KEY = ALIEXPRESS_APP_SECRET = ""
# Nothing listens there: a test that wants a supplier names the sandbox.
ALIEXPRESS_API_URL = ALIEXPRESS_AUTH_URL = CJ_API_URL = "http://127.0.0.1:9"
FETCH_ALLOWED_ORIGINS = []
EMAIL_PROVIDER = "memory"
EMAIL_PROVIDERS = {"memory": "django.core.mail.backends.locmem.EmailBackend"} | EMAIL_PROVIDERS
# A test wraps each case in a transaction; the wall against calling the core inside one is tried on its own.
CORE_CALLS_IN_TRANSACTION = True
# Nothing is collected before tests run.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
BASE_DOMAIN, STAFF_HOST = "localhost", "automation-admin.localhost"
CORE_STAFF_URL = "http://admin.localhost"
