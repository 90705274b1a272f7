"""What runs when. Written into django-celery-beat's tables at start; staff may switch entries off there."""

from celery.schedules import crontab

BEAT_SCHEDULE = {
    "seo-weekly": {"task": "seo.fan_out_weekly", "schedule": crontab(hour="2", minute="40")},
    "seo-resume": {"task": "seo.resume_stalled", "schedule": 60.0},
    "registry-refill-pool": {"task": "registry.refill_pool", "schedule": 30.0},
    "registry-reconcile": {"task": "registry.reconcile", "schedule": 300.0},
    "email-send-flows": {"task": "email.send_due", "schedule": 20.0},
    "email-abandoned-carts": {"task": "email.find_abandoned_carts", "schedule": 60.0},
    "email-lapsed-buyers": {"task": "email.find_lapsed_buyers", "schedule": crontab(minute="41")},
    "email-dates-and-segments": {"task": "email.find_dates_and_segments", "schedule": crontab(minute="*/10")},
    "research-start-due": {"task": "research.start_due", "schedule": crontab(minute="*/10")},
    "research-check-watchlists": {
        "task": "research.check_watchlists",
        "schedule": crontab(minute="40", hour="*/4"),
    },
    "imports-resume": {"task": "imports.resume_stalled", "schedule": 15.0},
    "sync-begin-nights": {"task": "sync.begin_nights", "schedule": crontab(minute="7")},
    "sync-best-sellers": {"task": "sync.begin_best_sellers", "schedule": crontab(minute="27")},
    "sync-resume": {"task": "sync.resume", "schedule": 60.0},
    "pricing-resume": {"task": "pricing.resume_runs", "schedule": 60.0},
    "imports-forget-uploads": {"task": "imports.forget_uploads", "schedule": crontab(minute="23")},
    "connections-look-after": {"task": "connections.look_after", "schedule": 600.0},
    "purchasing-work": {"task": "purchasing.work", "schedule": 30.0},
}
