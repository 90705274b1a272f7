"""Stripe: the real SDK always; only the address changes where there is no key."""

from config.env import env, secret

STRIPE_SECRET_KEY = secret("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRET = secret("STRIPE_WEBHOOK_SECRET")
# Empty means Stripe itself. The sandbox's address is set by the development runner.
STRIPE_API_BASE = env.str("STRIPE_API_BASE", "")
