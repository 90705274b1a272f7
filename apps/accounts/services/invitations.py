"""Invitations: an address is asked, the mailed link is answered once, by that address only."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from apps.accounts import events
from apps.accounts.hashes import secret_hash
from apps.accounts.models import Invitation, Membership, User
from apps.accounts.services.links import email_mark_verified
from apps.accounts.services.members import membership_add
from apps.accounts.services.passwords import password_check
from apps.accounts.services.roles import grant_check, permissions_of, reach_check, role_name
from apps.accounts.services.sessions import session_open
from apps.accounts.services.trail import as_person
from apps.accounts.types import (
    Access,
    AccountExists,
    AlreadyInvited,
    AlreadyMember,
    Client,
    Grant,
    InvitationClosed,
    InvitationForOther,
    InvitationUnknown,
    LinkInvalid,
    TokenPair,
)
from apps.audit.services import entry_record
from apps.entitlements.services import usage_claim, usage_release
from apps.entitlements.types import Resource
from apps.outbox.services import event_publish

LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Joined:
    """Who joined which merchant, signed in."""

    user: User
    merchant_id: UUID
    tokens: TokenPair


def invitation_create(*, merchant_id: UUID, email: str, grant: Grant, by: Access, now: datetime) -> UUID:
    """Invite an address; it takes a place in the plan at once, and a mail goes out.

    Raises LimitReached, PlanInactive, AlreadyMember, AlreadyInvited, RoleUnknown, RoleRefused, PermissionMissing.
    """
    email = email.strip().lower()
    try:
        with transaction.atomic():
            return _create(merchant_id=merchant_id, email=email, grant=grant, by=by, now=now)
    except IntegrityError as error:
        raise AlreadyInvited from error


def _create(*, merchant_id: UUID, email: str, grant: Grant, by: Access, now: datetime) -> UUID:
    custom = grant_check(merchant_id=merchant_id, grant=grant, by=by)
    if Membership.objects.filter(merchant_id=merchant_id, user__email=email).exists():
        raise AlreadyMember
    usage_claim(merchant_id=merchant_id, resource=Resource.MEMBERS, now=now)
    invitation = Invitation.objects.create(
        merchant_id=merchant_id,
        email=email,
        role=grant.role,
        custom_role=custom,
        invited_by_id=by.user_id,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    event_publish(event=events.InvitationSent(invitation_id=invitation.pk), store_id=None)
    _record(invitation, "member.invited")
    return invitation.pk


@transaction.atomic
def invitation_resend(*, merchant_id: UUID, invitation_id: UUID, by: Access, now: datetime) -> None:
    """Mail a new link, good for another week; the one before stops working.

    Raises InvitationUnknown, InvitationClosed and PermissionMissing.
    """
    invitation = _locked(merchant_id=merchant_id, invitation_id=invitation_id, by=by)
    invitation.expires_at, invitation.token_hash = now + LIFETIME, None
    invitation.save(update_fields=["expires_at", "token_hash"])
    event_publish(event=events.InvitationSent(invitation_id=invitation.pk), store_id=None)
    _record(invitation, "invitation.resent")


@transaction.atomic
def invitation_revoke(*, merchant_id: UUID, invitation_id: UUID, by: Access, now: datetime) -> None:
    """Withdraw an invitation; its link stops working at once. Raises InvitationUnknown, InvitationClosed."""
    usage_release(merchant_id=merchant_id, resource=Resource.MEMBERS)
    invitation = _locked(merchant_id=merchant_id, invitation_id=invitation_id, by=by)
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    _record(invitation, "invitation.revoked")


def _locked(*, merchant_id: UUID, invitation_id: UUID, by: Access) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("custom_role")
    invitation = rows.filter(merchant_id=merchant_id, pk=invitation_id).first()
    if invitation is None:
        raise InvitationUnknown
    if invitation.accepted_at or invitation.revoked_at:
        raise InvitationClosed
    reach_check(permissions=permissions_of(role=invitation.role, custom_role=invitation.custom_role), by=by)
    return invitation


def invitation_secret_issue(*, invitation_id: UUID) -> str | None:
    """Make the secret of the mailed link, replacing any before; None when the invitation is closed."""
    secret = secrets.token_urlsafe(32)
    rows = Invitation.objects.filter(pk=invitation_id, accepted_at__isnull=True, revoked_at__isnull=True)
    return secret if rows.update(token_hash=secret_hash(secret)) else None


@transaction.atomic
def invitation_accept(*, secret: str, user: User, now: datetime) -> UUID:
    """Join by a mailed link as the person signed in; returns the merchant. Works once.

    Raises LinkInvalid, and InvitationForOther for another address than the invited one (nothing is used up then).
    """
    invitation = _by_secret(secret=secret, now=now)
    if invitation.email != user.email:
        raise InvitationForOther
    return _join(invitation=invitation, user=user, now=now)


def invitation_register(
    *, secret: str, password: str, full_name: str, now: datetime, client: Client
) -> Joined:
    """Join by a mailed link as a new person; the link proves the address, which is the invited one.

    Raises LinkInvalid, PasswordWeak, and AccountExists for an address that has an account: sign in with it.
    """
    with transaction.atomic():
        email = _by_secret(secret=secret, now=now).email
    password_check(field="password", password=password, user=User(email=email, full_name=full_name))
    password_hash = make_password(password)  # outside a transaction: it is slow on purpose
    with transaction.atomic():
        invitation = _by_secret(secret=secret, now=now)
        if User.objects.filter(email=invitation.email).exists():
            raise AccountExists
        user = User.objects.create(email=invitation.email, password=password_hash, full_name=full_name)
        with as_person(user, address=client.address):
            merchant_id = _join(invitation=invitation, user=user, now=now)
        tokens = session_open(user=user, merchant_id=merchant_id, now=now, client=client)
    return Joined(user=user, merchant_id=merchant_id, tokens=tokens)


def _by_secret(*, secret: str, now: datetime) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("custom_role")
    invitation = rows.filter(
        token_hash=secret_hash(secret),
        accepted_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=now,
    ).first()
    if invitation is None:
        raise LinkInvalid
    return invitation


def _join(*, invitation: Invitation, user: User, now: datetime) -> UUID:
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    email_mark_verified(user=user, now=now)
    membership_add(
        user=user,
        merchant_id=invitation.merchant_id,
        role=invitation.role,
        custom_role=invitation.custom_role,
        is_claimed=True,
    )
    user.current_merchant_id = invitation.merchant_id
    user.save(update_fields=["current_merchant_id"])
    return invitation.merchant_id


def _record(invitation: Invitation, verb: str) -> None:
    role = role_name(role=invitation.role, custom_role=invitation.custom_role)
    entry_record(
        verb=verb,
        object_type="invitation",
        object_id=invitation.pk,
        object_label=invitation.email,
        merchant_id=invitation.merchant_id,
        after={"email": invitation.email, "role": role},
    )
