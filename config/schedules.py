"""What runs when. Written into django-celery-beat's tables at start; staff may switch entries off there."""

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    "billing-follow-dates": {
        "task": "billing.follow_dates",
        "schedule": 600.0,
        "options": {"queue": "payments"},
    },
    "billing-retry-events": {
        "task": "billing.retry_events",
        "schedule": 900.0,
        "options": {"queue": "payments"},
    },
    "entitlements-recount": {
        "task": "entitlements.recount",
        "schedule": crontab(hour="2", minute="40"),
        "options": {"queue": "bulk"},
    },
    "tenants-refill-pool": {"task": "tenants.refill_pool", "schedule": 30.0, "options": {"queue": "default"}},
    "tenants-finish-provisioning": {
        "task": "tenants.finish_provisioning",
        "schedule": 15.0,
        "options": {"queue": "default"},
    },
    "tenants-delete-expired": {
        "task": "tenants.delete_expired",
        "schedule": crontab(hour="3", minute="20"),
        "options": {"queue": "bulk"},
    },
    "outbox-prune": {
        "task": "outbox.prune",
        "schedule": crontab(minute="17"),
        "options": {"queue": "bulk"},
    },
    "content-publish-due": {
        "task": "content.publish_due",
        "schedule": 120.0,
        "options": {"queue": "default"},
    },
    "checkout-expire-orders": {
        "task": "checkout.expire_orders",
        "schedule": 60.0,
        "options": {"queue": "payments"},
    },
    "checkout-prune-carts": {
        "task": "checkout.prune_carts",
        "schedule": crontab(hour="2", minute="40"),
        "options": {"queue": "bulk"},
    },
    "notifications-tell-of-low-stock": {
        "task": "notifications.tell_of_low_stock",
        "schedule": crontab(hour="6", minute="15"),
        "options": {"queue": "default"},
    },
    "payments-check-payouts": {
        "task": "payments.check_payouts",
        "schedule": 900.0,
        "options": {"queue": "payments"},
    },
    "payments-reconcile": {
        "task": "payments.reconcile",
        "schedule": 300.0,
        "options": {"queue": "payments"},
    },
    "analytics-prune-exports": {
        "task": "analytics.prune_exports",
        "schedule": crontab(hour="4", minute="10"),
        "options": {"queue": "bulk"},
    },
    "notifications-retry-messages": {
        "task": "notifications.retry_messages",
        "schedule": 900.0,
        "options": {"queue": "default"},
    },
}
