"""Settings every environment shares. What differs is said in local, test and production."""

from django.utils.csp import CSP
from environs import validate

from config.env import ROOT, env, keyring, secret
from config.settings.parts.celery import *
from config.settings.parts.logging import *
from config.settings.parts.rest import *
from config.settings.parts.sharing import *
from config.settings.parts.storage import *
from config.settings.parts.stripe import *
from config.settings.parts.tenancy import *
from tenancy.staff.settings import STAFF_CSP as STAFF_CSP  # read by tenancy.staff.middleware
from tenancy.staff.settings import unfold_settings

BASE_DIR = ROOT
DEBUG = False
ENVIRONMENT = env.str("ENVIRONMENT", "local")
SECRET_KEY = secret("SECRET_KEY")

# Hosts are checked against the domain table by apps.tenants.middleware, which answers 404 for unknown ones.
ALLOWED_HOSTS = ["*"]
USE_X_FORWARDED_HOST = False
BASE_DOMAIN = env.str("BASE_DOMAIN", "localhost")
PUBLIC_SCHEME = env.str("PUBLIC_SCHEME", "http")
PUBLIC_PORT = env.str("PUBLIC_PORT", "8000")
# Shoppers' cookies; production prefixes them so that no other host can set or see them.
COOKIE_PREFIX = ""
COOKIE_SECURE = False
DASHBOARD_URL = env.str("DASHBOARD_URL", "http://localhost:3000")
AUTOMATION_URL = env.str("AUTOMATION_URL", "http://127.0.0.1:8001")
# Automation's staff site, which staff enter from ours (docs/adr/0018).
AUTOMATION_STAFF_URL = (
    env.str("AUTOMATION_STAFF_URL", "") or f"{PUBLIC_SCHEME}://automation-admin.{BASE_DOMAIN}"
)
DASHBOARD_PROXY_SECRET = secret("DASHBOARD_PROXY_SECRET")
INTERNAL_API_KEYS = keyring("INTERNAL_API_KEYS")
FIELD_ENCRYPTION_KEYS = keyring("FIELD_ENCRYPTION_KEYS")
# How many proxies stand in front and append to X-Forwarded-For; 0 = the peer address is the client.
NUM_PROXIES = env.int("NUM_PROXIES", 0)

# Where PostgreSQL's client programs are (store_export, store_restore); empty = as the shell finds them.
PG_BIN = env.str("PG_BIN", "")

WSGI_APPLICATION = "config.wsgi.application"
ROOT_URLCONF = "config.urls.public"
PUBLIC_SCHEMA_URLCONF = "config.urls.public"
HOST_URLCONFS = {
    "api": "config.urls.api",
    "admin": "config.urls.admin",
    "internal": "config.urls.internal",
    "public": "config.urls.public",
    "storefront": "config.urls.storefront",
}

MIDDLEWARE = [
    "tenancy.rest.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tenancy.health.HealthMiddleware",
    "apps.tenants.middleware.StoreDoorMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.audit.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "tenancy.staff.middleware.StaffCspMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates", ROOT / "storefront_theme"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / ".run" / "staticfiles"
STATICFILES_DIRS = [("theme", ROOT / "storefront_theme" / "default" / "static")]

# Receipts: orders, accounts, invitations. Marketing mails go through a service of automation's own choice.
RECEIPTS_PROVIDERS = {
    "sendgrid": "anymail.backends.sendgrid.EmailBackend",
    "mailgun": "anymail.backends.mailgun.EmailBackend",
}
EMAIL_BACKEND = RECEIPTS_PROVIDERS[
    env.str("RECEIPTS_PROVIDER", "sendgrid", validate=validate.OneOf(RECEIPTS_PROVIDERS))
]
EMAIL_TIMEOUT = 10
ANYMAIL = {
    "SENDGRID_API_KEY": secret("SENDGRID_API_KEY", "not-connected"),
    "SENDGRID_API_URL": env.str("SENDGRID_API_URL", "https://api.sendgrid.com/v3/"),
    # Mailgun sends for the domain of the address a mail comes from.
    "MAILGUN_API_KEY": secret("MAILGUN_API_KEY", "not-connected"),
    "MAILGUN_API_URL": env.str("MAILGUN_API_URL", "") or "https://api.mailgun.net/v3",
    "REQUESTS_TIMEOUT": (2, 10),
}
# SendGrid is swappable and its deprecation in anymail is known (wire facts, D2).
SILENCED_SYSTEM_CHECKS = ["anymail.W003"]
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"Dropwright <hello@{BASE_DOMAIN}>")

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "apps.storefront.web.errors.csrf_refused"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
FORM_TARGETS = ["'self'", "https://checkout.stripe.com"]
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:", "https:"],
    "style-src": [CSP.SELF, CSP.NONCE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'self'"],
    "form-action": FORM_TARGETS,
    "object-src": ["'none'"],
}

STAFF_URLCONF = HOST_URLCONFS["admin"]
# Where signing in at the staff site leads when no page was asked for.
LOGIN_REDIRECT_URL = "/"
UNFOLD = unfold_settings(
    title="Dropwright staff",
    header="Dropwright",
    symbol="storefront",
    navigation="apps.ops.staff_navigation.navigation",
)

# One megabyte of JSON is the largest body the API needs; uploads stream to disk and have limits of their own.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
