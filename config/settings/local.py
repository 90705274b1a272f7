"""A developer's machine: everything on loopback, outside services answered by the sandbox."""

from config.settings.base import *

ENVIRONMENT = "local"
DEBUG = env.bool("DEBUG", False)
API_HOSTS = ["127.0.0.1"]
SECRET_KEY = SECRET_KEY or "local-development-only"
