"""The stock side: django-tenants as it comes, with connections kept (its documentation's defaults otherwise)."""

from tenancy.benchmarks import settings as ours

ENVIRONMENT = ours.ENVIRONMENT
SECRET_KEY = ours.SECRET_KEY
USE_TZ = ours.USE_TZ
TIME_ZONE = ours.TIME_ZONE
DEFAULT_AUTO_FIELD = ours.DEFAULT_AUTO_FIELD
SHARED_APPS = [
    "django_tenants",
    "tenancy.benchmarks.stock_platform",
    "django.contrib.contenttypes",
    "django.contrib.auth",
]
TENANT_APPS = ours.TENANT_APPS
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
TENANT_MODEL = "stock_platform.StockShop"
TENANT_DOMAIN_MODEL = "stock_platform.StockDomain"
MIGRATION_MODULES = ours.MIGRATION_MODULES
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DATABASES = {
    "default": dict(ours.env.dj_db_url("BENCHMARK_DATABASE_URL"))
    | {"ENGINE": "django_tenants.postgresql_backend", "CONN_MAX_AGE": 600}
}
