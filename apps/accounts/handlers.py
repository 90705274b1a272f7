"""Who gets a mail about an account. Links are made here, at the last moment, and stand in no event."""

from uuid import UUID

from django.utils import timezone

from apps.accounts import events, mails
from apps.accounts.selectors import invitation_mail_facts, user_get
from apps.accounts.services import account_token_issue, invitation_secret_issue
from apps.accounts.types import TokenPurpose
from apps.outbox.registry import subscribe


def _verification_mail(user_id: UUID) -> None:
    user = user_get(user_id=user_id)
    if user is None or user.is_email_verified:
        return
    secret = account_token_issue(user_id=user.id, purpose=TokenPurpose.VERIFY_EMAIL, now=timezone.now())
    mails.account_mail_send(to=user.email, mail=mails.verify_email(secret))


@subscribe(events.UserRegistered, atomic=False)
def on_user_registered(*, event: events.UserRegistered) -> None:
    _verification_mail(event.user_id)


@subscribe(events.EmailVerificationRequested, atomic=False)
def on_email_verification_requested(*, event: events.EmailVerificationRequested) -> None:
    _verification_mail(event.user_id)


@subscribe(events.PasswordResetRequested, atomic=False)
def on_password_reset_requested(*, event: events.PasswordResetRequested) -> None:
    user = user_get(user_id=event.user_id)
    if user is None:
        return
    secret = account_token_issue(user_id=user.id, purpose=TokenPurpose.RESET_PASSWORD, now=timezone.now())
    mails.account_mail_send(to=user.email, mail=mails.password_reset(secret))


@subscribe(events.KnownAddressTried, atomic=False)
def on_known_address_tried(*, event: events.KnownAddressTried) -> None:
    user = user_get(user_id=event.user_id)
    if user is not None:
        mails.account_mail_send(to=user.email, mail=mails.known_address())


@subscribe(events.PasswordChanged, atomic=False)
def on_password_changed(*, event: events.PasswordChanged) -> None:
    user = user_get(user_id=event.user_id)
    if user is not None:
        mails.account_mail_send(to=user.email, mail=mails.password_changed())


@subscribe(events.TwoFactorEnabled, atomic=False)
def on_two_factor_enabled(*, event: events.TwoFactorEnabled) -> None:
    user = user_get(user_id=event.user_id)
    if user is not None:
        mails.account_mail_send(to=user.email, mail=mails.two_factor_changed(is_on=True))


@subscribe(events.TwoFactorDisabled, atomic=False)
def on_two_factor_disabled(*, event: events.TwoFactorDisabled) -> None:
    user = user_get(user_id=event.user_id)
    if user is not None:
        mails.account_mail_send(to=user.email, mail=mails.two_factor_changed(is_on=False))


@subscribe(events.InvitationSent, atomic=False)
def on_invitation_sent(*, event: events.InvitationSent) -> None:
    facts = invitation_mail_facts(invitation_id=event.invitation_id)
    secret = invitation_secret_issue(invitation_id=event.invitation_id) if facts else None
    if facts is not None and secret is not None:
        mail = mails.invitation(secret, merchant_name=facts.merchant_name, invited_by=facts.invited_by)
        mails.account_mail_send(to=facts.email, mail=mail)
