"""Production: TLS everywhere, host-bound cookies, JSON logs. `manage.py check --tag platform` guards the rest."""

from config.settings.base import *

ENVIRONMENT = "production"
DEBUG = False
PUBLIC_SCHEME = "https"
PUBLIC_PORT = env.str("PUBLIC_PORT", "")

COOKIE_PREFIX = "__Host-"
COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-staff"
CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", False)  # the gateway redirects; probes speak http
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

LOGGING = LOGGING | {"handlers": {"stderr": LOGGING["handlers"]["stderr"] | {"formatter": "json"}}}
