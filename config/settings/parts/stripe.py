"""Stripe: the real SDK always; only the address changes where there is no key."""

from config.env import env, secret

STRIPE_SECRET_KEY = secret("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRET = secret("STRIPE_WEBHOOK_SECRET")
# Empty means Stripe itself. The sandbox's address is set by the development runner.
STRIPE_API_BASE = env.str("STRIPE_API_BASE", "")
# Signing secrets of the two other endpoints: the platform's own subscriptions, and connected accounts.
STRIPE_BILLING_WEBHOOK_SECRET = secret("STRIPE_BILLING_WEBHOOK_SECRET")
STRIPE_CONNECT_WEBHOOK_SECRET = secret("STRIPE_CONNECT_WEBHOOK_SECRET")
# Shops without a payout account charge on the platform's own account: for development, where nobody has one.
PAYMENTS_PLATFORM_CHARGES = env.bool("PAYMENTS_PLATFORM_CHARGES", False)
# What a refund does to the platform's fee: its share goes back to the merchant, or stays with the platform.
PAYMENTS_REFUND_RETURNS_FEE = env.bool("PAYMENTS_REFUND_RETURNS_FEE", True)

# dj-stripe mirrors the platform's own customers, subscriptions and invoices; our endpoint receives the events.
STRIPE_LIVE_MODE = STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))
STRIPE_TEST_SECRET_KEY = "" if STRIPE_LIVE_MODE else STRIPE_SECRET_KEY
STRIPE_LIVE_SECRET_KEY = STRIPE_SECRET_KEY if STRIPE_LIVE_MODE else ""
if STRIPE_API_BASE:
    STRIPE_API_HOST = STRIPE_API_BASE.rstrip("/")
DJSTRIPE_FOREIGN_KEY_TO_FIELD = "id"
DJSTRIPE_WEBHOOK_VALIDATION = "verify_signature"
