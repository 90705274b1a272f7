"""Logs: one JSON object a line in production, plain lines in development."""

from config.env import env
from tenancy.settings import logging_settings

LOGGING = logging_settings(env)
