"""Where each provider is looked for: the settings that name its address."""

from typing import Any

PLACES = {
    "aliexpress": {"ALIEXPRESS_API_URL": "/aliexpress", "ALIEXPRESS_AUTH_URL": "/aliexpress"},
    "cj": {"CJ_API_URL": "/cj/api2.0/v1"},
    "claude": {"ANTHROPIC_BASE_URL": "/claude"},
    "reddit": {"REDDIT_AUTH_URL": "/reddit", "REDDIT_API_URL": "/reddit"},
    "trends": {"GOOGLE_TRENDS_URL": "/google-trends"},
    "serpapi": {"SERPAPI_URL": "/serpapi"},
    "sendgrid": {"SENDGRID_API_URL": "/sendgrid/v3/"},
    "mailgun": {"MAILGUN_API_URL": "/mailgun/v3"},
    "supplier": {},
}


def address_set(settings: Any, service: str, url: str) -> None:
    """Let one provider be at `url`."""
    for name, path in PLACES[service].items():
        if name in settings.ANYMAIL:
            settings.ANYMAIL = settings.ANYMAIL | {name: url + path}
        else:
            setattr(settings, name, url + path)
