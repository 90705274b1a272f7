"""Celery: late acknowledgement, bounded broker calls, the schedule in the database."""

from config.env import env
from config.schedules import CELERY_BEAT_SCHEDULE
from tenancy.tasks import celery_defaults

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", env.str("REDIS_URL", "redis://127.0.0.1:6379") + "/0")
CELERY = celery_defaults() | {
    "broker_url": CELERY_BROKER_URL,
    "task_default_queue": "default",
    "timezone": "UTC",
    "beat_schedule": CELERY_BEAT_SCHEDULE,
    "beat_scheduler": "django_celery_beat.schedulers:DatabaseScheduler",
}
DJANGO_CELERY_BEAT_TZ_AWARE = True
