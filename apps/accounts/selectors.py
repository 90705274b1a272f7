"""Reads of people and their rights."""

from dataclasses import dataclass
from uuid import UUID

from apps.accounts.models import LoginSession, Membership, User
from apps.accounts.types import Access


@dataclass(frozen=True, slots=True)
class UserInfo:
    id: UUID
    email: str
    full_name: str
    is_email_verified: bool
    is_staff: bool


@dataclass(frozen=True, slots=True)
class MerchantInfo:
    id: UUID
    name: str
    role: str


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
    """Return the user's role at the merchant as it is now, or None. One query."""
    role = (
        Membership.objects.filter(user_id=user_id, merchant_id=merchant_id, user__is_active=True)
        .values_list("role", flat=True)
        .first()
    )
    return Access(user_id=user_id, merchant_id=merchant_id, role=role) if role else None


def session_live(*, session_id: UUID, user_id: UUID) -> LoginSession | None:
    """Return the session with its user when neither was ended, else None. One query."""
    return (
        LoginSession.objects.select_related("user")
        .filter(pk=session_id, user_id=user_id, revoked_at__isnull=True, user__is_active=True)
        .first()
    )


def merchants_of_user(*, user_id: UUID) -> list[MerchantInfo]:
    """Return the merchants a user belongs to, oldest membership first."""
    rows = Membership.objects.filter(user_id=user_id).select_related("merchant").order_by("created_at", "pk")
    return [MerchantInfo(id=row.merchant_id, name=row.merchant.name, role=row.role) for row in rows]


def owner_emails(*, merchant_id: UUID) -> list[str]:
    """Return the addresses of a merchant's owners."""
    rows = Membership.objects.filter(merchant_id=merchant_id, role="OWNER", user__is_active=True)
    return list(rows.order_by("created_at", "pk").values_list("user__email", flat=True))


def merchant_of_owner(*, email: str) -> UUID | None:
    """Return the oldest merchant this address owns, or None."""
    rows = Membership.objects.filter(user__email=email.strip().lower(), role="OWNER")
    return rows.order_by("created_at", "pk").values_list("merchant_id", flat=True).first()


def members_count(*, merchant_id: UUID) -> int:
    """Return how many members a merchant's team has. One query."""
    return Membership.objects.filter(merchant_id=merchant_id).count()
