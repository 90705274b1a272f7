"""Stripe calls it, signed; no person does. Payouts: nobody here has begun, and Stripe cannot be reached."""

NOTHING: dict[str, str] = {}

BODIES = {"payoutOnboardingPost": lambda ids: NOTHING, "payoutRefreshPost": lambda ids: NOTHING}
ANSWERS = {"payoutOnboardingPost": {503}, "payoutRefreshPost": {404}}
OPEN = {"stripeWebhookPost", "stripeConnectWebhookPost"}
