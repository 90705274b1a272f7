"""A small project of its own: one shared app, one store app."""

import tempfile

from environs import Env

from tenancy.postgresql.pool import pool_options
from tenancy.tasks import celery_defaults

env = Env()
ENVIRONMENT = "test"
SECRET_KEY = "test-only"
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "tenancy.tests.urls"

SHARED_APPS = [
    "tenancy",
    "django_tenants",
    "tenancy.tests.platform_app",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.postgres",
    "django_celery_beat",
]
TENANT_APPS = ["tenancy.tests.shop"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
TENANT_MODEL = "platform_app.Shop"
TENANT_DOMAIN_MODEL = "platform_app.ShopDomain"
TENANCY_TEMPLATE_SCHEMA = "s_template"
TENANCY_CELERY_APP = "tenancy.tests.celery.app"
SHOW_PUBLIC_IF_NO_TENANT_FOUND = False
TENANCY_STORE_ROLES = True
DATABASE_ROUTERS = ["tenancy.routers.StoreRouter", "django_tenants.routers.TenantSyncRouter"]
DATABASES = {
    "default": dict(env.dj_db_url("DATABASE_URL", "postgres://postgres@127.0.0.1:9/none"))
    | {
        "ENGINE": "tenancy.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": pool_options(max_size=4),
    }
}
REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:9")
CACHES = {
    "default": {
        "BACKEND": "tenancy.cache.StoreRedisCache",
        "LOCATION": f"{REDIS_URL}/1",
        "KEY_FUNCTION": "tenancy.cache.make_key",
    },
    "shared": {
        "BACKEND": "tenancy.cache.StoreRedisCache",
        "LOCATION": f"{REDIS_URL}/1",
        "KEY_FUNCTION": "tenancy.cache.make_shared_key",
    },
}
CELERY = celery_defaults() | {"broker_url": f"{REDIS_URL}/0"}
MEDIA_ROOT = tempfile.mkdtemp(prefix="tenancy-media-")
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "tenancy.storage.StoreFileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SESSION_COOKIE_NAME = "__Host-test"
CSRF_COOKIE_NAME = "__Host-csrf"
