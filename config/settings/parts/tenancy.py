"""Databases, caches and the two lists of apps. No app stands in both lists."""

from config.env import env
from tenancy.settings import cache_settings, database_settings

PUBLIC_APPS = [
    "tenancy",  # before django_tenants: its migrate_schemas wins
    "django_tenants",
    "tenancy.rest",
    "apps.outbox",
    "apps.audit",
    "apps.entitlements",
    "apps.tenants",
    "apps.accounts",
    "apps.billing",
    "apps.payments",
    "djstripe",
    "apps.internal_api",
    "apps.ops",
    "unfold.apps.BasicAppConfig",
    "apps.ops.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_celery_beat",
    "rest_framework",
    "rest_framework_simplejwt",
    "drf_spectacular",
    "django_filters",
    "anymail",
]
STORE_APPS = [
    "apps.catalog",
    "apps.customers",
    "apps.content",
    "apps.suppliers",
    "apps.orders",
    "apps.checkout",
    "apps.notifications",
    "apps.analytics",
    "apps.storefront",
]
SHARED_APPS = PUBLIC_APPS
TENANT_APPS = STORE_APPS
INSTALLED_APPS = [*PUBLIC_APPS, *STORE_APPS]

# Made from their models in a new database: dj-stripe's own migrations take a minute there, and end at the same.
TENANCY_TABLES_FROM_MODELS = ["djstripe"]
TENANT_MODEL = "tenants.Store"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANCY_TEMPLATE_SCHEMA = "s_template"
TENANT_LIMIT_SET_CALLS = False  # tenancy.postgresql compares with the path the server reports instead
SHOW_PUBLIC_IF_NO_TENANT_FOUND = False
DATABASE_ROUTERS = ["tenancy.routers.StoreRouter", "django_tenants.routers.TenantSyncRouter"]
# Off only where the database's owner cannot have CREATEROLE: then stores share its role (ADR 13).
TENANCY_STORE_ROLES = env.bool("TENANCY_STORE_ROLES", True)
STORE_POOL_LOW_WATER = env.int("STORE_POOL_LOW_WATER", 3)
STORE_POOL_HIGH_WATER = env.int("STORE_POOL_HIGH_WATER", 6)

DATABASES = {
    "default": database_settings(env, "DATABASE_URL", name="core", pool_size=env.int("DATABASE_POOL_SIZE", 8))
}
REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379").rstrip("/")
CACHES = cache_settings(REDIS_URL, number=1)

# Host names that may reach /internal/v1/ (never on a public ingress), and further names of the merchant API.
INTERNAL_HOSTS = env.list("INTERNAL_HOSTS", ["127.0.0.1"])
API_HOSTS: list[str] = env.list("API_HOSTS", [])
