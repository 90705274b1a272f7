"""The JSON API: conventions of tenancy.rest, tokens by simplejwt, schema by drf-spectacular."""

from datetime import timedelta

from config.env import secret

JWT_PRIVATE_KEY = secret("JWT_PRIVATE_KEY")
JWT_PUBLIC_KEY = secret("JWT_PUBLIC_KEY")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["apps.accounts.api.authentication.AccessTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["tenancy.rest.permissions.DenyAll"],
    "DEFAULT_RENDERER_CLASSES": ["tenancy.rest.renderers.EnvelopeRenderer"],
    "DEFAULT_PARSER_CLASSES": ["tenancy.rest.parsers.BoundedJsonParser"],
    "DEFAULT_PAGINATION_CLASS": "tenancy.rest.pagination.PagePagination",
    "DEFAULT_SCHEMA_CLASS": "tenancy.rest.schema.EnvelopeAutoSchema",
    "DEFAULT_FILTER_BACKENDS": [],
    "EXCEPTION_HANDLER": "tenancy.rest.errors.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "TEST_REQUEST_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "rest_framework.renderers.MultiPartRenderer",
    ],
}

ACCESS_TOKEN_LIFETIME = timedelta(minutes=5)
REFRESH_TOKEN_LIFETIME = timedelta(days=14)
SIMPLE_JWT = {
    "ALGORITHM": "RS256",
    "SIGNING_KEY": JWT_PRIVATE_KEY,
    "VERIFYING_KEY": JWT_PUBLIC_KEY,
    "AUDIENCE": "dropwright",
    "ISSUER": "dropwright-core",
    "ACCESS_TOKEN_LIFETIME": ACCESS_TOKEN_LIFETIME,
    "REFRESH_TOKEN_LIFETIME": REFRESH_TOKEN_LIFETIME,
    "USER_ID_CLAIM": "sub",
    "UPDATE_LAST_LOGIN": False,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Dropwright API",
    "DESCRIPTION": "Merchants' API of the Dropwright platform.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": r"/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "SORT_OPERATIONS": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "tenancy.rest.schema.envelope_hook",
    ],
}
