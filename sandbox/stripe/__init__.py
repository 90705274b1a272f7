"""Stand-in for Stripe: the calls the platform makes, a payment page, signed webhooks."""
