"""Stripe calls it, signed; no person does. Payouts: nobody here has begun, and Stripe cannot be reached."""

BODIES = {"payoutOnboardingPost": lambda ids: {}, "payoutRefreshPost": lambda ids: {}}
ANSWERS = {"payoutOnboardingPost": {503}, "payoutRefreshPost": {404}}
OPEN = {"stripeWebhookPost", "stripeConnectWebhookPost"}
