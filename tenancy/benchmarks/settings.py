"""Our side: tenancy's engine and commands."""

from environs import Env

from tenancy.postgresql.pool import pool_options

env = Env()
ENVIRONMENT = "test"
SECRET_KEY = "benchmark"  # noqa: S105 - protects nothing
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SHARED_APPS = [
    "tenancy",
    "django_tenants",
    "tenancy.benchmarks.platform",
    "django.contrib.contenttypes",
    "django.contrib.auth",
]
TENANT_APPS = ["tenancy.benchmarks.shop"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
TENANT_MODEL = "platform.Shop"
TENANT_DOMAIN_MODEL = "platform.ShopDomain"
MIGRATION_MODULES = {"shop": env.str("BENCHMARK_MIGRATIONS")}
TENANCY_STORE_ROLES = env.bool("BENCHMARK_STORE_ROLES", True)
DATABASE_ROUTERS = ["tenancy.routers.StoreRouter", "django_tenants.routers.TenantSyncRouter"]
DATABASES = {
    "default": dict(env.dj_db_url("BENCHMARK_DATABASE_URL"))
    | {"ENGINE": "tenancy.postgresql", "OPTIONS": pool_options(max_size=4, timeout=60)}
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "tenancy.cache.make_key",
    }
}
