"""A developer's machine: everything on loopback, outside services answered by the sandbox."""

from config.settings.base import *

ENVIRONMENT = "local"
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = SECRET_KEY or "local-development-only"
