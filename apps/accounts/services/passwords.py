"""Set, reset and change a password. Each ends every session at once."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts import events
from apps.accounts.models import User
from apps.accounts.services.links import account_token_use
from apps.accounts.services.sessions import merchant_of, session_open, sessions_end
from apps.accounts.services.trail import person_record
from apps.accounts.types import Client, PasswordWeak, PasswordWrong, TokenPair, TokenPurpose
from apps.outbox.services import event_publish


def password_check(*, field: str, password: str, user: User | None) -> None:
    """Refuse weak passwords: raises PasswordWeak with its sentences under `field`."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordWeak(field, list(error.messages)) from error


@transaction.atomic
def password_reset_request(*, email: str) -> None:
    """Mail a reset link if there is such an account; says nothing either way."""
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is not None:
        event_publish(event=events.PasswordResetRequested(user_id=user.pk), store_id=None)


@transaction.atomic
def password_reset(*, secret: str, password: str, now: datetime) -> None:
    """Set a new password by a mailed link and end all sessions. Raises LinkInvalid, PasswordWeak.

    A second factor stays: the link proves the mailbox, not the phone.
    """
    user = account_token_use(secret=secret, purpose=TokenPurpose.RESET_PASSWORD, now=now)
    password_check(field="password", password=password, user=user)
    _password_set(user=user, password=password, verb="user.password_reset", now=now)


def password_change(*, user: User, current: str, new: str, now: datetime, client: Client) -> TokenPair:
    """Change the password, end every session at once and open a new one. Raises PasswordWrong, PasswordWeak."""
    if not user.check_password(current):
        raise PasswordWrong
    password_check(field="new_password", password=new, user=user)
    with transaction.atomic():
        _password_set(user=user, password=new, verb="user.password_changed", now=now)
        return session_open(user=user, merchant_id=merchant_of(user), now=now, client=client)


def _password_set(*, user: User, password: str, verb: str, now: datetime) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    sessions_end(user_id=user.pk, reason="password changed", now=now)
    person_record(user=user, verb=verb)
    event_publish(event=events.PasswordChanged(user_id=user.pk), store_id=None)
