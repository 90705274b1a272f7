"""A merchant's plan. Nobody here has subscribed, and Stripe cannot be reached."""

CHOICE = {"plan": "growth", "interval": "MONTH"}

BODIES = {
    "subscriptionCheckoutPost": lambda ids: CHOICE,
    "subscriptionPreviewPost": lambda ids: CHOICE,
    "subscriptionChangePost": lambda ids: CHOICE,
    "subscriptionPortalPost": lambda ids: {},
    "subscriptionRefreshPost": lambda ids: {},
}
REFUSED = {"subscriptionPreviewPost", "subscriptionChangePost", "subscriptionPortalPost"}
ANSWERS = {"subscriptionCheckoutPost": {503}}
OPEN = {"stripeBillingWebhookPost"}
