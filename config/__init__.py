"""Wiring of the core. Importing it makes its Celery application the current one."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
