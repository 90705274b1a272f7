"""WSGI entry of the automation service."""

import os

from django.core.wsgi import get_wsgi_application

from automation.celery import app as celery_app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "automation.settings")

# Publishing needs this service's Celery application to be the current one.
__all__ = ["application", "celery_app"]
application = get_wsgi_application()
