"""Mails about an account: the platform speaks, never a shop. Links come from settings, never from a request."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from mjml import mjml2html


@dataclass(frozen=True, slots=True)
class AccountMail:
    """The words of one mail; `path` is where its button leads on the dashboard, or "" for none."""

    subject: str
    title: str
    preheader: str
    paragraphs: tuple[str, ...]
    button: str = ""
    path: str = ""
    footer: str = "You get this mail because of your Dropwright account."


def verify_email(secret: str) -> AccountMail:
    return AccountMail(
        subject="Confirm your e-mail address",
        title="Welcome to Dropwright",
        preheader="One click, and your account is confirmed.",
        paragraphs=(
            "Your shop is ready. Please confirm that this address is yours, so that orders and resets reach you.",
            "The link works once, for three days.",
        ),
        button="Confirm my address",
        path=f"/verify-email?token={secret}",
    )


def password_reset(secret: str) -> AccountMail:
    return AccountMail(
        subject="Set a new password",
        title="Set a new password",
        preheader="The link works once, for one hour.",
        paragraphs=(
            "Somebody, hopefully you, asked for a new password for this address.",
            "The link works once, for one hour. If it was not you, ignore this mail: nothing has changed.",
        ),
        button="Set a new password",
        path=f"/reset-password?token={secret}",
    )


def known_address() -> AccountMail:
    return AccountMail(
        subject="You already have an account",
        title="You already have an account",
        preheader="Somebody tried to sign up with your address.",
        paragraphs=(
            "Somebody, hopefully you, tried to open an account with this address. You already have one.",
            "Sign in, or set a new password if you do not know it any more.",
        ),
        button="Sign in",
        path="/login",
    )


def password_changed() -> AccountMail:
    return AccountMail(
        subject="Your password was changed",
        title="Your password was changed",
        preheader="All other sessions were signed out.",
        paragraphs=(
            "The password of your account was changed, and every other session was signed out.",
            "If it was not you, set a new password at once.",
        ),
        button="Set a new password",
        path="/forgot-password",
    )


def two_factor_changed(*, is_on: bool) -> AccountMail:
    state = "on" if is_on else "off"
    return AccountMail(
        subject=f"Two-factor sign-in is {state}",
        title=f"Two-factor sign-in is {state}",
        preheader="A change to how you sign in.",
        paragraphs=(
            f"Two-factor sign-in was turned {state} for your account.",
            "If it was not you, set a new password at once.",
        ),
        button="Set a new password",
        path="/forgot-password",
    )


def invitation(secret: str, *, merchant_name: str, invited_by: str) -> AccountMail:
    who = invited_by or "Somebody"
    return AccountMail(
        subject=f"You are invited to {merchant_name}",
        title=f"Join {merchant_name}",
        preheader=f"{who} invites you to work together on Dropwright.",
        paragraphs=(
            f"{who} invites you to join the team of {merchant_name} on Dropwright.",
            "The link works once, for seven days, and for this address only.",
        ),
        button="Answer the invitation",
        path=f"/invitation?token={secret}",
        footer="You get this mail because somebody invited your address. If you do not know them, ignore it.",
    )


def account_mail_send(*, to: str, mail: AccountMail) -> None:
    """Hand one mail to the mail service; raises what the service raises, the outbox tries again."""
    button = (
        {"label": mail.button, "url": settings.DASHBOARD_URL.rstrip("/") + mail.path} if mail.button else None
    )
    context = {
        "brand_name": "Dropwright",
        "title": mail.title,
        "preheader": mail.preheader,
        "paragraphs": mail.paragraphs,
        "button": button,
        "footer": mail.footer,
    }
    message = EmailMultiAlternatives(
        subject=mail.subject, body=render_to_string("mail/account.txt", context), to=[to]
    )
    message.attach_alternative(mjml2html(render_to_string("mail/account.mjml", context)), "text/html")
    message.send()
