"""Register, sign in and out, rotate, verify, reset, change, switch."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.accounts import events
from apps.accounts.models import AccountToken, LoginSession, Membership, User
from apps.accounts.selectors import access_get, merchants_of_user
from apps.accounts.tokens import pair_mint, refresh_read
from apps.accounts.types import (
    Client,
    InvalidCredentials,
    LastOwner,
    LinkInvalid,
    MerchantUnknown,
    PasswordWeak,
    PasswordWrong,
    RegistrationRefused,
    Role,
    TokenInvalid,
    TokenPair,
    TokenPurpose,
)
from apps.entitlements.services import usage_claim, usage_release
from apps.entitlements.types import Resource
from apps.outbox.services import event_publish
from apps.tenants.services import merchant_create, store_create
from apps.tenants.types import StoreInfo

LINK_LIFETIME = {
    TokenPurpose.VERIFY_EMAIL: timedelta(days=3),
    TokenPurpose.RESET_PASSWORD: timedelta(hours=1),
}


@dataclass(frozen=True, slots=True)
class Registered:
    user: User
    merchant_id: UUID
    store: StoreInfo
    tokens: TokenPair


def _password_check(*, field: str, password: str, user: User | None) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordWeak(field, list(error.messages)) from error


def account_register(
    *,
    email: str,
    password: str,
    store_name: str,
    now: datetime,
    client: Client,
    subdomain: str | None = None,
    full_name: str = "",
) -> Registered:
    """Create user, merchant and first store, all or nothing, and sign the user in.

    Raises PasswordWeak, SubdomainRefused, SubdomainTaken, and RegistrationRefused for a known address (whose
    owner gets a mail).
    """
    email = email.strip().lower()
    _password_check(field="password", password=password, user=User(email=email, full_name=full_name))
    password_hash = make_password(password)  # before the transaction: it is slow on purpose
    try:
        with transaction.atomic():
            return _register(
                email=email,
                password_hash=password_hash,
                store_name=store_name,
                now=now,
                client=client,
                subdomain=subdomain,
                full_name=full_name,
            )
    except IntegrityError as error:
        known = User.objects.filter(email=email).first()
        if known is None:
            raise
        with transaction.atomic():
            event_publish(event=events.KnownAddressTried(user_id=known.pk), store_id=None)
        raise RegistrationRefused from error


def _register(
    *,
    email: str,
    password_hash: str,
    store_name: str,
    now: datetime,
    client: Client,
    subdomain: str | None,
    full_name: str,
) -> Registered:
    user = User.objects.create(email=email, password=password_hash, full_name=full_name)
    merchant_id = merchant_create(name=store_name, now=now)
    usage_claim(merchant_id=merchant_id, resource=Resource.MEMBERS, now=now)
    Membership.objects.create(user=user, merchant_id=merchant_id, role=Role.OWNER)
    user.current_merchant_id = merchant_id
    user.save(update_fields=["current_merchant_id"])
    store = store_create(
        merchant_id=merchant_id, name=store_name, subdomain=subdomain, contact_email=email, now=now
    )
    event_publish(event=events.UserRegistered(user_id=user.pk), store_id=None)
    tokens = _session_open(user=user, merchant_id=merchant_id, now=now, client=client)
    return Registered(user=user, merchant_id=merchant_id, store=store, tokens=tokens)


def _session_open(*, user: User, merchant_id: UUID | None, now: datetime, client: Client) -> TokenPair:
    session = LoginSession.objects.create(
        user=user,
        merchant_id=merchant_id,
        current_jti=uuid4().hex,
        client_address=client.address[:64],
        client_agent=client.agent[:200],
        created_at=now,
        used_at=now,
        expires_at=now + settings.REFRESH_TOKEN_LIFETIME,
    )
    return pair_mint(session=session, now=now)


def _merchant_of(user: User) -> UUID | None:
    ids = [merchant.id for merchant in merchants_of_user(user_id=user.pk)]
    if user.current_merchant_id in ids:
        return user.current_merchant_id
    return ids[0] if ids else None


def login(*, email: str, password: str, now: datetime, client: Client) -> tuple[User, TokenPair]:
    """Check the password and open a session. Unknown addresses cost the same time. Raises InvalidCredentials."""
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        check_password(password, make_password("nobody"))
        raise InvalidCredentials
    if not user.check_password(password):
        raise InvalidCredentials
    return user, _session_open(user=user, merchant_id=_merchant_of(user), now=now, client=client)


def session_refresh(*, refresh: str, now: datetime) -> TokenPair:
    """Rotate: the given token dies, a new pair is returned.

    A token that was rotated before means a copy is about: its whole family ends. Raises TokenInvalid.
    """
    claims = refresh_read(refresh)
    with transaction.atomic():
        session = (
            LoginSession.objects.select_for_update(of=("self",))
            .select_related("user")
            .filter(pk=claims.session_id, user_id=claims.user_id)
            .first()
        )
        reused = session is not None and session.current_jti != claims.jti
        if session is not None and reused and session.revoked_at is None:
            _revoke(session=session, reason="refresh token reused", now=now)
        if (
            session is None
            or reused
            or session.revoked_at
            or session.expires_at < now
            or not session.user.is_active
        ):
            tokens = None
        else:
            session.current_jti, session.used_at = uuid4().hex, now
            session.expires_at = now + settings.REFRESH_TOKEN_LIFETIME
            session.save(update_fields=["current_jti", "used_at", "expires_at"])
            tokens = pair_mint(session=session, now=now)
    if tokens is None:
        raise TokenInvalid
    return tokens


def _revoke(*, session: LoginSession, reason: str, now: datetime) -> None:
    session.revoked_at, session.revoked_reason = now, reason
    session.save(update_fields=["revoked_at", "revoked_reason"])


def logout(*, refresh: str, now: datetime) -> None:
    """End the session of a refresh token at once. An unknown or ended one is no error."""
    try:
        claims = refresh_read(refresh)
    except TokenInvalid:
        return
    LoginSession.objects.filter(pk=claims.session_id, user_id=claims.user_id, revoked_at__isnull=True).update(
        revoked_at=now, revoked_reason="signed out"
    )


def sessions_end(*, user_id: UUID, reason: str, now: datetime) -> int:
    """End all sessions of a user at once; returns how many."""
    return LoginSession.objects.filter(user_id=user_id, revoked_at__isnull=True).update(
        revoked_at=now, revoked_reason=reason
    )


def account_token_issue(*, user_id: UUID, purpose: TokenPurpose, now: datetime) -> str:
    """Make a mailed link's secret; older ones of the same purpose stop working."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        AccountToken.objects.filter(user_id=user_id, purpose=purpose, used_at__isnull=True).delete()
        AccountToken.objects.create(
            user_id=user_id,
            purpose=purpose,
            token_hash=_hash(secret),
            expires_at=now + LINK_LIFETIME[purpose],
        )
    return secret


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _account_token_use(*, secret: str, purpose: TokenPurpose, now: datetime) -> User:
    token = (
        AccountToken.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(token_hash=_hash(secret), purpose=purpose, used_at__isnull=True, expires_at__gt=now)
        .first()
    )
    if token is None or not token.user.is_active:
        raise LinkInvalid
    token.used_at = now
    token.save(update_fields=["used_at"])
    return token.user


@transaction.atomic
def email_verify(*, secret: str, now: datetime) -> User:
    """Mark the address of a mailed link's user as verified. Raises LinkInvalid; works once."""
    user = _account_token_use(secret=secret, purpose=TokenPurpose.VERIFY_EMAIL, now=now)
    if user.email_verified_at is None:
        user.email_verified_at = now
        user.save(update_fields=["email_verified_at"])
    return user


@transaction.atomic
def email_verification_resend(*, user_id: UUID) -> None:
    """Mail a new verification link, unless the address is verified already."""
    if User.objects.filter(pk=user_id, email_verified_at__isnull=True, is_active=True).exists():
        event_publish(event=events.EmailVerificationRequested(user_id=user_id), store_id=None)


@transaction.atomic
def password_reset_request(*, email: str) -> None:
    """Mail a reset link if there is such an account; says nothing either way."""
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is not None:
        event_publish(event=events.PasswordResetRequested(user_id=user.pk), store_id=None)


@transaction.atomic
def password_reset(*, secret: str, password: str, now: datetime) -> None:
    """Set a new password by a mailed link and end all sessions. Raises LinkInvalid, PasswordWeak."""
    user = _account_token_use(secret=secret, purpose=TokenPurpose.RESET_PASSWORD, now=now)
    _password_check(field="password", password=password, user=user)
    _password_set(user=user, password=password, now=now)


def password_change(*, user: User, current: str, new: str, now: datetime, client: Client) -> TokenPair:
    """Change the password, end every session at once and open a new one. Raises PasswordWrong, PasswordWeak."""
    if not user.check_password(current):
        raise PasswordWrong
    _password_check(field="new_password", password=new, user=user)
    with transaction.atomic():
        _password_set(user=user, password=new, now=now)
        return _session_open(user=user, merchant_id=_merchant_of(user), now=now, client=client)


def _password_set(*, user: User, password: str, now: datetime) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    sessions_end(user_id=user.pk, reason="password changed", now=now)
    event_publish(event=events.PasswordChanged(user_id=user.pk), store_id=None)


@transaction.atomic
def merchant_switch(*, user: User, session_id: UUID, merchant_id: UUID, now: datetime) -> TokenPair:
    """Work for another merchant from now on; the session goes on with new tokens. Raises MerchantUnknown."""
    if access_get(user_id=user.pk, merchant_id=merchant_id) is None:
        raise MerchantUnknown
    session = LoginSession.objects.select_for_update().get(pk=session_id)
    session.merchant_id, session.current_jti, session.used_at = merchant_id, uuid4().hex, now
    session.save(update_fields=["merchant_id", "current_jti", "used_at"])
    user.current_merchant_id = merchant_id
    user.save(update_fields=["current_merchant_id"])
    return pair_mint(session=session, now=now)


@transaction.atomic
def membership_set(*, user_id: UUID, merchant_id: UUID, role: str) -> None:
    """Give a user a role at a merchant. Raises LastOwner rather than leaving a merchant without owner.

    A new member takes a place in the plan: raises LimitReached and PlanInactive.
    """
    if not Membership.objects.filter(user_id=user_id, merchant_id=merchant_id).exists():
        usage_claim(merchant_id=merchant_id, resource=Resource.MEMBERS)
    owners = _owners_locked(merchant_id)
    if role != Role.OWNER and owners == [user_id]:
        raise LastOwner
    Membership.objects.update_or_create(user_id=user_id, merchant_id=merchant_id, defaults={"role": role})


@transaction.atomic
def membership_remove(*, user_id: UUID, merchant_id: UUID) -> None:
    """End a membership at once. Raises LastOwner."""
    if _owners_locked(merchant_id) == [user_id]:
        raise LastOwner
    removed, _ = Membership.objects.filter(user_id=user_id, merchant_id=merchant_id).delete()
    if removed:
        usage_release(merchant_id=merchant_id, resource=Resource.MEMBERS)


def _owners_locked(merchant_id: UUID) -> list[UUID]:
    rows = Membership.objects.select_for_update().filter(merchant_id=merchant_id, role=Role.OWNER)
    return list(rows.order_by("pk").values_list("user_id", flat=True))
