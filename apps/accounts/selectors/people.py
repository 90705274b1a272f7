"""Reads of people and their rights."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.accounts.hashes import secret_hash
from apps.accounts.models import (
    Invitation,
    LoginChallenge,
    LoginSession,
    Membership,
    RecoveryCode,
    TwoFactor,
    User,
)
from apps.accounts.types import Access, Role, rights_of
from tenancy.context import public_context


@dataclass(frozen=True, slots=True)
class UserInfo:
    id: UUID
    email: str
    full_name: str
    is_email_verified: bool
    is_staff: bool


@dataclass(frozen=True, slots=True)
class MerchantInfo:
    """A merchant as one of its members sees it. `role_name` is what people read."""

    id: UUID
    name: str
    role: str
    role_name: str


@dataclass(frozen=True, slots=True)
class TwoFactorState:
    """Where a person's second factor stands; `is_required` when a team of theirs asks for one."""

    is_enabled: bool
    is_required: bool
    recovery_codes_left: int


@dataclass(frozen=True, slots=True)
class SessionInfo:
    id: UUID
    client_address: str
    client_agent: str
    created_at: datetime
    used_at: datetime
    is_current: bool


def user_info(*, user: User) -> UserInfo:
    """Return what others may know of a user."""
    return UserInfo(
        id=user.id,
        email=user.email,
        full_name=user.full_name,
        is_email_verified=user.email_verified_at is not None,
        is_staff=user.is_staff,
    )


def user_get(*, user_id: UUID) -> UserInfo | None:
    """Return an active user, or None."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return user_info(user=user) if user else None


def access_get(*, user_id: UUID, merchant_id: UUID) -> Access | None:
    """Return what the user may do at the merchant as of now, or None for strangers. One query, from any schema.

    While the merchant asks for a second factor and the user has none, no permission is in it.
    """
    with public_context():
        row = (
            Membership.objects.filter(user_id=user_id, merchant_id=merchant_id, user__is_active=True)
            .values_list(
                "role",
                "custom_role__permissions",
                "merchant__team_policy__is_two_factor_required",
                "user__two_factor__confirmed_at",
            )
            .first()
        )
    if row is None:
        return None
    role, custom, is_required, confirmed_at = row
    must_enrol = bool(is_required) and confirmed_at is None
    return Access(
        user_id=user_id,
        merchant_id=merchant_id,
        role=role,
        permissions=frozenset() if must_enrol else rights_of(role, custom),
        must_enrol=must_enrol,
    )


def session_live(*, session_id: UUID, user_id: UUID) -> LoginSession | None:
    """Return the session with its user when neither was ended, else None. One query, from any schema."""
    with public_context():
        return (
            LoginSession.objects.select_related("user")
            .filter(pk=session_id, user_id=user_id, revoked_at__isnull=True, user__is_active=True)
            .first()
        )


def sessions_of_user(*, user_id: UUID, current_id: UUID, now: datetime) -> list[SessionInfo]:
    """Return a user's living sessions, the one used last first."""
    rows = LoginSession.objects.filter(user_id=user_id, revoked_at__isnull=True, expires_at__gt=now)
    return [
        SessionInfo(
            id=row.pk,
            client_address=row.client_address,
            client_agent=row.client_agent,
            created_at=row.created_at,
            used_at=row.used_at,
            is_current=row.pk == current_id,
        )
        for row in rows.order_by("-used_at", "pk")[:100]
    ]


def two_factor_is_on(*, user_id: UUID) -> bool:
    """Say whether a code is asked for at sign-in."""
    return TwoFactor.objects.filter(user_id=user_id, confirmed_at__isnull=False).exists()


def challenge_user(*, challenge: str) -> UUID | None:
    """Return whose sign-in a challenge belongs to, whatever its state; None for an unknown one."""
    rows = LoginChallenge.objects.filter(token_hash=secret_hash(challenge))
    return rows.values_list("user_id", flat=True).first()


def two_factor_required_for(*, user_id: UUID) -> bool:
    """Say whether any of the user's merchants asks for a second factor."""
    rows = Membership.objects.filter(user_id=user_id, merchant__team_policy__is_two_factor_required=True)
    return rows.exists()


def two_factor_state(*, user_id: UUID) -> TwoFactorState:
    """Return where the user's second factor stands."""
    return TwoFactorState(
        is_enabled=two_factor_is_on(user_id=user_id),
        is_required=two_factor_required_for(user_id=user_id),
        recovery_codes_left=RecoveryCode.objects.filter(user_id=user_id, used_at__isnull=True).count(),
    )


def merchants_of_user(*, user_id: UUID) -> list[MerchantInfo]:
    """Return the merchants a user belongs to, oldest membership first."""
    rows = Membership.objects.filter(user_id=user_id).select_related("merchant", "custom_role")
    return [
        MerchantInfo(
            id=row.merchant_id,
            name=row.merchant.name,
            role=row.role,
            role_name=row.custom_role.name if row.custom_role else Role(row.role).label,
        )
        for row in rows.order_by("created_at", "pk")
    ]


def owner_emails(*, merchant_id: UUID) -> list[str]:
    """Return the addresses of a merchant's owners."""
    rows = Membership.objects.filter(merchant_id=merchant_id, role="OWNER", user__is_active=True)
    return list(rows.order_by("created_at", "pk").values_list("user__email", flat=True))


def merchant_of_owner(*, email: str) -> UUID | None:
    """Return the oldest merchant this address owns, or None."""
    rows = Membership.objects.filter(user__email=email.strip().lower(), role="OWNER")
    return rows.order_by("created_at", "pk").values_list("merchant_id", flat=True).first()


def members_count(*, merchant_id: UUID) -> int:
    """Return how many places of the team are taken: by members, and by invitations that are open."""
    waiting = Invitation.objects.filter(
        merchant_id=merchant_id, accepted_at__isnull=True, revoked_at__isnull=True
    )
    return Membership.objects.filter(merchant_id=merchant_id).count() + waiting.count()


def owner_is_verified(*, merchant_id: UUID) -> bool:
    """Say whether an owner of the merchant has confirmed an address. One query, from any schema."""
    with public_context():
        owners = Membership.objects.filter(merchant_id=merchant_id, role="OWNER", user__is_active=True)
        return owners.filter(user__email_verified_at__isnull=False).exists()
