"""Databases, caches and the two lists of apps. No app stands in both lists."""

from environs import Env

from config.env import env

PUBLIC_APPS = [
    "tenancy",  # before django_tenants: its migrate_schemas wins
    "django_tenants",
    "tenancy.rest",
    "apps.outbox",
    "apps.tenants",
    "apps.accounts",
    "apps.payments",
    "apps.internal_api",
    "apps.ops",
    "unfold",
    "django.contrib.admin",
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
    "apps.orders",
    "apps.checkout",
    "apps.notifications",
    "apps.storefront",
]
SHARED_APPS = PUBLIC_APPS
TENANT_APPS = STORE_APPS
INSTALLED_APPS = [*PUBLIC_APPS, *STORE_APPS]

TENANT_MODEL = "tenants.Store"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANCY_TEMPLATE_SCHEMA = "s_template"
TENANT_LIMIT_SET_CALLS = False  # tenancy.postgresql compares with the path the server reports instead
SHOW_PUBLIC_IF_NO_TENANT_FOUND = False
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
STORE_POOL_LOW_WATER = env.int("STORE_POOL_LOW_WATER", 3)
STORE_POOL_HIGH_WATER = env.int("STORE_POOL_HIGH_WATER", 6)

DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", 8)


def database(source: Env, name: str) -> dict[str, object]:
    """Return Django's settings of the database whose URL is in the variable `name`."""
    from tenancy.postgresql.pool import pool_options

    config = dict(source.dj_db_url(name, "postgres://postgres@127.0.0.1:5432/core"))
    config |= {
        "ENGINE": "tenancy.postgresql",
        "ATOMIC_REQUESTS": False,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": pool_options(max_size=DATABASE_POOL_SIZE),
        "TEST": {"NAME": None},
    }
    return config


DATABASES = {"default": database(env, "DATABASE_URL")}

REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379").rstrip("/")
_redis_options = {"socket_timeout": 0.25, "socket_connect_timeout": 0.25}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"{REDIS_URL}/1",
        "KEY_FUNCTION": "tenancy.cache.make_key",
        "OPTIONS": _redis_options,
    },
    # Platform-wide counters and look-ups: never a shop's own data.
    "shared": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"{REDIS_URL}/1",
        "KEY_FUNCTION": "tenancy.cache.make_shared_key",
        "OPTIONS": _redis_options,
    },
}

# Host names that may reach /internal/v1/ (never on a public ingress), and further names of the merchant API.
INTERNAL_HOSTS = env.list("INTERNAL_HOSTS", ["127.0.0.1"])
API_HOSTS = env.list("API_HOSTS", [])
