"""Reads of a merchant's team: members, invitations, roles, policy."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from apps.accounts.hashes import secret_hash
from apps.accounts.models import CustomRole, Invitation, Membership, TeamPolicy, User
from apps.accounts.types import InvitationUnknown, LinkInvalid, MemberUnknown, Role, RoleUnknown, rights_of


@dataclass(frozen=True, slots=True)
class MemberInfo:
    id: UUID
    user_id: UUID
    email: str
    full_name: str
    role: str
    custom_role_id: UUID | None
    role_name: str
    is_two_factor_on: bool
    joined_at: datetime
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class InvitationInfo:
    """An open invitation; `is_expired` ones can be sent again."""

    id: UUID
    email: str
    role: str
    custom_role_id: UUID | None
    role_name: str
    invited_by: str
    created_at: datetime
    expires_at: datetime
    is_expired: bool


@dataclass(frozen=True, slots=True)
class InvitationOffer:
    """What the holder of a mailed link is told before answering."""

    email: str
    merchant_name: str
    role_name: str
    invited_by: str
    has_account: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RoleInfo:
    """A role as it can be given. Built-in ones have no id."""

    id: UUID | None
    role: str
    name: str
    permissions: list[str]
    members_count: int


def _role_name(role: str, custom: CustomRole | None) -> str:
    return custom.name if custom is not None else Role(role).label


def member_list(*, merchant_id: UUID) -> list[MemberInfo]:
    """Return a merchant's members, oldest first. One query."""
    rows = (
        Membership.objects.filter(merchant_id=merchant_id)
        .select_related("user", "user__two_factor", "custom_role")
        .annotate(last_seen_at=Max("user__login_sessions__used_at"))
        .order_by("created_at", "pk")
    )
    return [_member(row) for row in rows]


def member_get(*, merchant_id: UUID, member_id: UUID) -> MemberInfo:
    """Return one member. Raises MemberUnknown."""
    found = next((row for row in member_list(merchant_id=merchant_id) if row.id == member_id), None)
    if found is None:
        raise MemberUnknown
    return found


def _member(row: Membership) -> MemberInfo:
    factor = getattr(row.user, "two_factor", None)
    return MemberInfo(
        id=row.pk,
        user_id=row.user_id,
        email=row.user.email,
        full_name=row.user.full_name,
        role=row.role,
        custom_role_id=row.custom_role_id,
        role_name=_role_name(row.role, row.custom_role),
        is_two_factor_on=factor is not None and factor.confirmed_at is not None,
        joined_at=row.created_at,
        last_seen_at=getattr(row, "last_seen_at", None),
    )


def invitation_list(*, merchant_id: UUID, now: datetime) -> list[InvitationInfo]:
    """Return the invitations nobody has answered or withdrawn, newest first."""
    rows = Invitation.objects.filter(
        merchant_id=merchant_id, accepted_at__isnull=True, revoked_at__isnull=True
    )
    rows = rows.select_related("custom_role", "invited_by").order_by("-created_at", "pk")
    return [_invitation(row, now) for row in rows]


def invitation_get(*, merchant_id: UUID, invitation_id: UUID, now: datetime) -> InvitationInfo:
    """Return one invitation in whatever state. Raises InvitationUnknown."""
    rows = Invitation.objects.select_related("custom_role", "invited_by")
    row = rows.filter(merchant_id=merchant_id, pk=invitation_id).first()
    if row is None:
        raise InvitationUnknown
    return _invitation(row, now)


def _invitation(row: Invitation, now: datetime) -> InvitationInfo:
    return InvitationInfo(
        id=row.pk,
        email=row.email,
        role=row.role,
        custom_role_id=row.custom_role_id,
        role_name=_role_name(row.role, row.custom_role),
        invited_by=row.invited_by.email if row.invited_by else "",
        created_at=row.created_at,
        expires_at=row.expires_at,
        is_expired=row.expires_at <= now,
    )


def invitation_offer(*, secret: str, now: datetime) -> InvitationOffer:
    """Return what a mailed link offers. Raises LinkInvalid for unknown, used, withdrawn and expired ones."""
    row = (
        Invitation.objects.select_related("merchant", "custom_role", "invited_by")
        .filter(token_hash=secret_hash(secret), accepted_at__isnull=True, revoked_at__isnull=True)
        .filter(expires_at__gt=now)
        .first()
    )
    if row is None:
        raise LinkInvalid
    return InvitationOffer(
        email=row.email,
        merchant_name=row.merchant.name,
        role_name=_role_name(row.role, row.custom_role),
        invited_by=(row.invited_by.full_name or row.invited_by.email) if row.invited_by else "",
        has_account=User.objects.filter(email=row.email).exists(),
        expires_at=row.expires_at,
    )


@dataclass(frozen=True, slots=True)
class InvitationMailFacts:
    email: str
    merchant_name: str
    invited_by: str


def invitation_mail_facts(*, invitation_id: UUID) -> InvitationMailFacts | None:
    """Return what the mail of an open invitation says, or None when it is closed."""
    rows = Invitation.objects.select_related("merchant", "invited_by")
    row = rows.filter(pk=invitation_id, accepted_at__isnull=True, revoked_at__isnull=True).first()
    if row is None:
        return None
    by = (row.invited_by.full_name or row.invited_by.email) if row.invited_by else ""
    return InvitationMailFacts(email=row.email, merchant_name=row.merchant.name, invited_by=by)


def role_list(*, merchant_id: UUID) -> list[RoleInfo]:
    """Return the built-in roles, then the merchant's own by name, each with how many members have it."""
    counts = dict(
        Membership.objects.filter(merchant_id=merchant_id, custom_role__isnull=True)
        .values_list("role")
        .annotate(n=Count("pk"))
        .values_list("role", "n")
    )
    built_in = [
        RoleInfo(id=None, role=role, name=role.label, permissions=sorted(rights_of(role, None)),
                 members_count=counts.get(role, 0))
        for role in Role
        if role != Role.CUSTOM
    ]  # fmt: skip
    own = CustomRole.objects.filter(merchant_id=merchant_id).annotate(
        n=Count("membership", filter=Q(membership__merchant_id=merchant_id))
    )
    return built_in + [_custom(row, getattr(row, "n", 0)) for row in own.order_by("name", "pk")]


def role_get(*, merchant_id: UUID, role_id: UUID) -> RoleInfo:
    """Return one of the merchant's own roles. Raises RoleUnknown."""
    found = next((row for row in role_list(merchant_id=merchant_id) if row.id == role_id), None)
    if found is None:
        raise RoleUnknown
    return found


def _custom(row: CustomRole, count: int) -> RoleInfo:
    rights = sorted(rights_of(Role.CUSTOM, row.permissions))
    return RoleInfo(id=row.pk, role=Role.CUSTOM, name=row.name, permissions=rights, members_count=count)


def two_factor_is_asked(*, merchant_id: UUID) -> bool:
    """Say whether the merchant asks all its members for a second factor."""
    return TeamPolicy.objects.filter(merchant_id=merchant_id, is_two_factor_required=True).exists()
