"""The one mail of double opt-in: "please confirm". Transactional: it carries no promotion."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from mjml import mjml2html

from apps.customers.consent_selectors import Confirmation
from apps.tenants.types import StoreInfo


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def confirmation_send(*, confirmation: Confirmation, store: StoreInfo) -> None:
    """Hand the mail to the mail service; raises what the service raises, the outbox tries again."""
    name = _one_line(store.name)
    context = {
        "brand_name": name,
        "brand_url": store.url,
        "language": store.locale.partition("-")[0],
        "title": "One click, and you are on the list",
        "preheader": f"Please confirm that {name} may write to you.",
        "paragraphs": (
            f"Somebody, hopefully you, asked for news from {name} at this address.",
            "Please confirm it. If it was not you, do nothing: without the click you hear nothing more from us.",
        ),
        "button": {
            "url": f"{store.url}/newsletter/confirm/{confirmation.token}",
            "label": "Yes, write to me",
        },
        "footer": f"{name} · {store.domain}",
    }
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = EmailMultiAlternatives(
        subject=f"Please confirm: news from {name}"[:200],
        body=render_to_string("mail/account.txt", context),
        from_email=formataddr((name, address)),
        to=[confirmation.email],
        reply_to=[store.contact_email] if store.contact_email else None,
    )
    message.attach_alternative(mjml2html(render_to_string("mail/account.mjml", context)), "text/html")
    message.tags = ["consent_confirmation"]  # type: ignore[attr-defined]
    message.track_opens = message.track_clicks = False  # type: ignore[attr-defined]
    message.send()
