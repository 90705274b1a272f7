"""A developer's machine: everything on loopback, outside services answered by the sandbox."""

from config.settings.base import *

ENVIRONMENT = "local"
DEBUG = env.bool("DEBUG", False)
API_HOSTS = ["127.0.0.1"]
# The checkout's form ends on the payment page, which the sandbox serves here.
FORM_TARGETS = [*FORM_TARGETS, env.str("SANDBOX_URL", "http://127.0.0.1:9000")]
SECURE_CSP = SECURE_CSP | {"form-action": FORM_TARGETS}
SECRET_KEY = SECRET_KEY or "local-development-only"
