"""Settings both services spell alike. Importable from a settings module: nothing here reads settings."""

from typing import Any

from environs import Env

from tenancy.postgresql.pool import pool_options

# A statement that waits or runs longer than this is a mistake somewhere else (reliability.md, H5).
TIMEOUTS = (
    "-c lock_timeout=3000 -c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000"
    " -c application_name={name}"
)


def database_settings(env: Env, variable: str, *, name: str, pool_size: int) -> dict[str, Any]:
    """Return one entry of DATABASES for the URL in `variable`: our engine, a small pool, bounded statements."""
    config = dict(env.dj_db_url(variable, "postgres://postgres@127.0.0.1:5432/postgres"))
    options = pool_options(max_size=pool_size) | {"options": TIMEOUTS.format(name=name)}
    return config | {
        "ENGINE": "tenancy.postgresql",
        "ATOMIC_REQUESTS": False,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }


def cache_settings(redis_url: str, *, number: int) -> dict[str, Any]:
    """Return CACHES: `default` keyed by store (refuses to work outside one), `shared` for the platform.

    A cache that hangs may cost a page a quarter of a second, not five.
    """
    options = {"socket_timeout": 0.25, "socket_connect_timeout": 0.25}
    common = {
        "BACKEND": "tenancy.cache.StoreRedisCache",
        "LOCATION": f"{redis_url}/{number}",
        "OPTIONS": options,
    }
    return {
        "default": common | {"KEY_FUNCTION": "tenancy.cache.make_key"},
        "shared": common | {"KEY_FUNCTION": "tenancy.cache.make_shared_key"},
    }


def logging_settings(env: Env) -> dict[str, Any]:
    """Return LOGGING: plain lines, or with LOG_FORMAT=json one object a line; never a token or an address."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"context": {"()": "tenancy.logs.ContextFilter"}},
        "formatters": {
            "plain": {"format": "%(asctime)s %(levelname)s %(name)s [%(store)s %(request_id)s] %(message)s"},
            "json": {"()": "tenancy.logs.JsonFormatter"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": env.str("LOG_FORMAT", "plain"),
                "filters": ["context"],
            }
        },
        "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "INFO")},
        "loggers": {name: {"level": "WARNING"} for name in ("httpx", "httpx2", "stripe", "anthropic")},
    }


def rest_settings(*, authentication: str) -> dict[str, Any]:
    """Return REST_FRAMEWORK: deny by default, envelopes, bounded bodies and pages (architecture, section 7)."""
    return {
        "DEFAULT_AUTHENTICATION_CLASSES": [authentication],
        "DEFAULT_PERMISSION_CLASSES": ["tenancy.rest.permissions.DenyAll"],
        "DEFAULT_RENDERER_CLASSES": ["tenancy.rest.renderers.EnvelopeRenderer"],
        "DEFAULT_PARSER_CLASSES": ["tenancy.rest.parsers.BoundedJsonParser"],
        "DEFAULT_PAGINATION_CLASS": "tenancy.rest.pagination.PagePagination",
        "DEFAULT_SCHEMA_CLASS": "tenancy.rest.schema.EnvelopeAutoSchema",
        "DEFAULT_FILTER_BACKENDS": [],
        "EXCEPTION_HANDLER": "tenancy.rest.errors.exception_handler",
        "UNAUTHENTICATED_USER": None,
        "TEST_REQUEST_DEFAULT_FORMAT": "json",
        "TEST_REQUEST_RENDERER_CLASSES": [
            "rest_framework.renderers.JSONRenderer",
            "rest_framework.renderers.MultiPartRenderer",
        ],
    }


def spectacular_settings(
    *, title: str, description: str, prefix: str, enums: dict[str, str]
) -> dict[str, Any]:
    """Return SPECTACULAR_SETTINGS: OpenAPI 3.1 with the envelope as it goes over the wire."""
    return {
        "TITLE": title,
        "DESCRIPTION": description,
        "VERSION": "1",
        "OAS_VERSION": "3.1.0",
        "SERVE_INCLUDE_SCHEMA": False,
        "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
        "SERVE_AUTHENTICATION": [],
        "SCHEMA_PATH_PREFIX": prefix,
        "COMPONENT_SPLIT_REQUEST": True,
        "SORT_OPERATIONS": False,
        "ENUM_NAME_OVERRIDES": enums,
        "POSTPROCESSING_HOOKS": [
            "drf_spectacular.hooks.postprocess_schema_enums",
            "tenancy.rest.schema.envelope_hook",
        ],
    }


def token_settings(*, private_key: str, public_key: str) -> dict[str, Any]:
    """Return SIMPLE_JWT: asymmetric, bound to audience and issuer. A service without private key only verifies."""
    return {
        "ALGORITHM": "RS256",
        "SIGNING_KEY": private_key,
        "VERIFYING_KEY": public_key,
        "AUDIENCE": "dropwright",
        "ISSUER": "dropwright-core",
        "USER_ID_CLAIM": "sub",
        "UPDATE_LAST_LOGIN": False,
    }
