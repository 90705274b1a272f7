"""Settings of the automation service. It stands alone: its own database, queue, secrets."""

from urllib.parse import urlsplit

from django.utils.csp import CSP
from environs import validate

from automation.env import ROOT, env, keyring, secret
from automation.schedules import BEAT_SCHEDULE
from tenancy.settings import (
    cache_settings,
    database_settings,
    logging_settings,
    rest_settings,
    spectacular_settings,
    token_settings,
)
from tenancy.sharing import Shared
from tenancy.staff.settings import STAFF_CSP as STAFF_CSP  # read by tenancy.staff.middleware
from tenancy.staff.settings import unfold_settings
from tenancy.tasks import celery_defaults

ENVIRONMENT = env.str("ENVIRONMENT", "local")
DEBUG = False
SECRET_KEY = secret("AUTOMATION_SECRET_KEY", "" if ENVIRONMENT == "production" else "local-development-only")
ALLOWED_HOSTS = env.list("AUTOMATION_ALLOWED_HOSTS", ["*"])
DASHBOARD_PROXY_SECRET = secret("DASHBOARD_PROXY_SECRET")
NUM_PROXIES = env.int("NUM_PROXIES", 0)

PUBLIC_APPS = [
    "tenancy",
    "django_tenants",
    "tenancy.rest",
    "automation.registry",
    "automation.staff",
    "unfold.apps.BasicAppConfig",
    "automation.staff.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_celery_beat",
    "rest_framework",
    "drf_spectacular",
]
STORE_APPS = [
    "automation.ai",
    "automation.sources",
    "automation.connections",
    "automation.pricing",
    "automation.imports",
    "automation.sync",
    "automation.purchasing",
    "automation.research",
    "automation.seo",
    "automation.email",
]
SHARED_APPS = PUBLIC_APPS
TENANT_APPS = STORE_APPS
INSTALLED_APPS = [*PUBLIC_APPS, *STORE_APPS]
TENANT_MODEL = "registry.Store"
TENANT_DOMAIN_MODEL = "registry.Domain"
TENANCY_TEMPLATE_SCHEMA = "s_template"
TENANT_LIMIT_SET_CALLS = False
SHOW_PUBLIC_IF_NO_TENANT_FOUND = False
DATABASE_ROUTERS = ["tenancy.routers.StoreRouter", "django_tenants.routers.TenantSyncRouter"]
# Off only where the database's owner cannot have CREATEROLE: then stores share its role (ADR 13).
TENANCY_STORE_ROLES = env.bool("TENANCY_STORE_ROLES", True)
# What store code may touch in `public` besides rows that name its store.
TENANCY_SHARED_TABLES = {
    "registry_store": Shared("SELECT"),
    "registry_domain": Shared("SELECT"),
    "rest_idempotencyrecord": Shared("SELECT, INSERT, UPDATE, DELETE"),
    # Staff at a store's own tables (automation-admin.<base>/store/<id>/).
    "django_session": Shared("SELECT, INSERT, UPDATE, DELETE"),
    "django_content_type": Shared("SELECT"),
    "django_admin_log": Shared("SELECT, INSERT"),
    "staff_person": Shared("SELECT"),
}
STORE_POOL_LOW_WATER = env.int("STORE_POOL_LOW_WATER", 3)
STORE_POOL_HIGH_WATER = env.int("STORE_POOL_HIGH_WATER", 6)

DATABASES = {
    "default": database_settings(
        env, "AUTOMATION_DATABASE_URL", name="automation", pool_size=env.int("DATABASE_POOL_SIZE", 8)
    )
}
REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379").rstrip("/")
CACHES = cache_settings(REDIS_URL, number=3)

ROOT_URLCONF = "automation.urls"
WSGI_APPLICATION = "automation.wsgi.application"
MIDDLEWARE = [
    "tenancy.rest.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tenancy.health.HealthMiddleware",
    "automation.access.middleware.StoreDoorMiddleware",
    # Of use on the staff host only: the API reads neither cookie nor session.
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "tenancy.staff.middleware.StaffCspMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
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
SECURE_CSP = {"default-src": [CSP.NONE], "frame-ancestors": [CSP.NONE]}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
APPEND_SLASH = False
# Staff come in at a host of their own, by the core's word (docs/adr/0018); the API sets no cookie anywhere.
BASE_DOMAIN = env.str("BASE_DOMAIN", "localhost")
_scheme, _port = env.str("PUBLIC_SCHEME", "http"), env.str("PUBLIC_PORT", "8000")
CORE_STAFF_URL = f"{_scheme}://admin.{BASE_DOMAIN}{f':{_port}' if _port else ''}"
AUTOMATION_STAFF_URL = env.str("AUTOMATION_STAFF_URL", "") or f"{_scheme}://automation-admin.{BASE_DOMAIN}"
STAFF_HOST = urlsplit(AUTOMATION_STAFF_URL).hostname or ""
STAFF_URLCONF = "automation.staff.urls"
AUTH_USER_MODEL = "staff.Person"
AUTHENTICATION_BACKENDS = ["automation.staff.backend.HandedOver"]
# A browser on a developer's machine takes `__Host-` and Secure from https only.
_secure = ENVIRONMENT == "production"
_prefix = "__Host-" if _secure else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_prefix}automation", f"{_prefix}automation-csrf"
STAFF_STATE_COOKIE = f"{_prefix}automation-state"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
if _secure:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
UNFOLD = unfold_settings(
    title="Automation",
    header="Automation",
    symbol="bolt",
    navigation="automation.staff.navigation.navigation",
)

# The core is reached by one signed client; this service never sees its database.
CORE_INTERNAL_URL = env.str("CORE_INTERNAL_URL", "http://127.0.0.1:8000")
INTERNAL_API_KEYS = keyring("INTERNAL_API_KEYS")
FIELD_ENCRYPTION_KEYS = keyring("AUTOMATION_FIELD_ENCRYPTION_KEYS")
JWT_PUBLIC_KEY = secret("JWT_PUBLIC_KEY")
SIMPLE_JWT = token_settings(private_key="", public_key=JWT_PUBLIC_KEY)
REST_FRAMEWORK = rest_settings(authentication="automation.access.authentication.MemberTokenAuthentication")
SPECTACULAR_SETTINGS = spectacular_settings(
    title="Dropwright automation API",
    description="Research, import, SEO and e-mail automation of a store.",
    prefix=r"/api/v1/automation/",
    enums={
        "SeoRunStatusEnum": "automation.seo.types.RunStatus",
        "SeoProposalStatusEnum": "automation.seo.types.ProposalStatus",
        "SeoTextFieldEnum": "automation.seo.types.TextField",
        "BlogPostStatusEnum": "automation.seo.types.PostStatus",
        "SeoPageKindEnum": "automation.seo.types.PageKind",
        "EmailEventKindEnum": "automation.email.types.EventKind",
        "EmailMessageStateEnum": "automation.email.types.MessageState",
        "SuppressionReasonEnum": "automation.email.types.SuppressionReason",
        "ResearchRunStateEnum": "automation.research.types.RunState",
        "CandidateStateEnum": "automation.research.types.CandidateState",
        "SignalKindEnum": "automation.research.types.SignalKind",
        "WatchAlertKindEnum": "automation.research.types.AlertKind",
        "ImportStatusEnum": "automation.imports.types.JobStatus",
        "ImportItemStatusEnum": "automation.imports.types.ItemStatus",
        "ImportStepStatusEnum": "automation.imports.types.StepStatus",
        "PriceRuleKindEnum": "automation.pricing.types.RuleKind",
        "PriceRunStateEnum": "automation.pricing.types.RunState",
        "PriceLineStateEnum": "automation.pricing.types.LineState",
        "ImportStepNameEnum": "automation.imports.types.StepName",
    },
)

ANTHROPIC_API_KEY = secret("ANTHROPIC_API_KEY")
# Empty means Anthropic itself; the development runner names the sandbox.
ANTHROPIC_BASE_URL = env.str("ANTHROPIC_BASE_URL", "")
ANTHROPIC_MODEL = env.str("ANTHROPIC_MODEL", "claude-haiku-5-5")
# What one store may spend on the model in 24 hours, in millionths of a US dollar.
AI_DAILY_BUDGET_MICROS = env.int("AI_DAILY_BUDGET_MICROS", 5_000_000)
# AliExpress knows one application of this platform for all stores; without its key nobody can connect.
ALIEXPRESS_APP_KEY = secret("ALIEXPRESS_APP_KEY")
ALIEXPRESS_APP_SECRET = secret("ALIEXPRESS_APP_SECRET")
ALIEXPRESS_API_URL = env.str("ALIEXPRESS_API_URL", "") or "https://api-sg.aliexpress.com"
ALIEXPRESS_AUTH_URL = env.str("ALIEXPRESS_AUTH_URL", "") or "https://api-sg.aliexpress.com"
# CJ needs no application: each merchant brings an API key.
CJ_API_URL = env.str("CJ_API_URL", "") or "https://developers.cjdropshipping.com/api2.0/v1"
# Where suppliers send the owner's browser back to.
DASHBOARD_URL = env.str("DASHBOARD_URL", "http://localhost:3000").rstrip("/")
# Marketing mails go through a service and a sender of their own, apart from receipts, which the core sends.
EMAIL_PROVIDERS = {
    "sendgrid": "anymail.backends.sendgrid.EmailBackend",
    "mailgun": "anymail.backends.mailgun.EmailBackend",
}
EMAIL_PROVIDER = env.str("EMAIL_PROVIDER", "sendgrid", validate=validate.OneOf(EMAIL_PROVIDERS))
ANYMAIL = {
    "SENDGRID_API_KEY": secret("SENDGRID_API_KEY") or "not-connected",
    "SENDGRID_API_URL": env.str("SENDGRID_API_URL", "") or "https://api.sendgrid.com/v3/",
    # Events of the services are believed by these alone; without one, none is.
    "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY": secret("SENDGRID_WEBHOOK_KEY"),
    "MAILGUN_API_KEY": secret("MAILGUN_API_KEY") or "not-connected",
    "MAILGUN_API_URL": env.str("MAILGUN_API_URL", "") or "https://api.mailgun.net/v3",
    "MAILGUN_SENDER_DOMAIN": env.str("MAILGUN_SENDER_DOMAIN", ""),
    "MAILGUN_WEBHOOK_SIGNING_KEY": secret("MAILGUN_WEBHOOK_SIGNING_KEY"),
    "REQUESTS_TIMEOUT": (2, 10),
}
MARKETING_FROM_EMAIL = env.str("MARKETING_FROM_EMAIL", "news@news.localhost")
EMAIL_MESSAGE_DOMAIN = MARKETING_FROM_EMAIL.rpartition("@")[2].rstrip(">")
# The central bank's daily reference rates; the development runner names the sandbox.
ECB_RATES_URL = env.str("ECB_RATES_URL", "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml")
# Research: what people say (Reddit hands out keys by hand) and search for (Google's alpha API, or SerpAPI). Without
# keys a source is not connected and its weight goes to the others.
REDDIT_CLIENT_ID = secret("REDDIT_CLIENT_ID")
REDDIT_CLIENT_SECRET = secret("REDDIT_CLIENT_SECRET")
REDDIT_AUTH_URL = env.str("REDDIT_AUTH_URL", "https://www.reddit.com")
REDDIT_API_URL = env.str("REDDIT_API_URL", "https://oauth.reddit.com")
GOOGLE_TRENDS_TOKEN = secret("GOOGLE_TRENDS_TOKEN")
GOOGLE_TRENDS_URL = env.str("GOOGLE_TRENDS_URL", "https://trends.googleapis.com")
SERPAPI_KEY = secret("SERPAPI_KEY")
SERPAPI_URL = env.str("SERPAPI_URL", "https://serpapi.com")
# Exact origins the guarded client may reach although they are private: development only.
FETCH_ALLOWED_ORIGINS: list[str] = env.list("FETCH_ALLOWED_ORIGINS", [])

CELERY = celery_defaults() | {
    "broker_url": env.str("AUTOMATION_BROKER_URL", f"{REDIS_URL}/2"),
    "task_default_queue": "automation",
    "timezone": "UTC",
    "beat_schedule": BEAT_SCHEDULE,
    "beat_scheduler": "django_celery_beat.schedulers:DatabaseScheduler",
}
DJANGO_CELERY_BEAT_TZ_AWARE = True

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / ".run" / "automation-static"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
LOGGING = logging_settings(env)

_bucket = env.str("S3_BUCKET", "")
STORAGES = {
    "default": {
        "BACKEND": "tenancy.storage.StoreS3Storage",
        "OPTIONS": {
            "bucket_name": _bucket,
            "endpoint_url": env.str("S3_ENDPOINT_URL", "") or None,
            "access_key": secret("S3_ACCESS_KEY_ID") or None,
            "secret_key": secret("S3_SECRET_ACCESS_KEY") or None,
            "region_name": env.str("S3_REGION", "us-east-1"),
        },
    }
    if _bucket
    else {"BACKEND": "tenancy.storage.StoreFileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Uploads and pictures of running imports, one folder a store; nothing here is served.
MEDIA_ROOT = env.str("AUTOMATION_MEDIA_ROOT", str(ROOT / ".run" / "automation-media"))
