"""Stripe calls it, signed; no person does."""

OPEN = {"stripeWebhookPost"}
