"""Members of a merchant: their roles, their leaving, who owns it, and what is asked of all of them."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts.models import CustomRole, Membership, TeamPolicy, User
from apps.accounts.selectors import two_factor_is_on
from apps.accounts.services.roles import grant_check, permissions_of, reach_check, role_name
from apps.accounts.types import (
    Access,
    Grant,
    LastOwner,
    MemberUnknown,
    MerchantUnknown,
    PasswordWrong,
    PermissionMissing,
    Role,
    TwoFactorIsOff,
)
from apps.audit.services import entry_record
from apps.entitlements.services import usage_claim, usage_release
from apps.entitlements.types import Resource


@transaction.atomic
def membership_add(
    *, user: User, merchant_id: UUID, role: str, custom_role: CustomRole | None = None, is_claimed: bool
) -> Membership:
    """Make a user a member; one who is a member already stays what they are.

    `is_claimed`: an invitation took the place in the plan already. Raises LimitReached, PlanInactive.
    """
    known = Membership.objects.filter(user=user, merchant_id=merchant_id).first()
    if known is not None:
        return known
    if not is_claimed:
        usage_claim(merchant_id=merchant_id, resource=Resource.MEMBERS)
    member = Membership.objects.create(user=user, merchant_id=merchant_id, role=role, custom_role=custom_role)
    _record(member, "member.joined", after={"role": role_name(role=role, custom_role=custom_role)})
    return member


@transaction.atomic
def membership_set(*, user_id: UUID, merchant_id: UUID, role: str) -> None:
    """Give a user a built-in role at a merchant; for operators and tests, nobody's rights are asked.

    A new member takes a place in the plan. Raises LastOwner, LimitReached and PlanInactive.
    """
    if not Membership.objects.filter(user_id=user_id, merchant_id=merchant_id).exists():
        user = User.objects.get(pk=user_id)
        membership_add(user=user, merchant_id=merchant_id, role=role, is_claimed=False)
        return
    owners = _owners_locked(merchant_id)
    if role != Role.OWNER and owners == [user_id]:
        raise LastOwner
    member = Membership.objects.select_related("user").get(user_id=user_id, merchant_id=merchant_id)
    _role_write(member, Grant(role=role), custom_role=None)


@transaction.atomic
def membership_remove(*, user_id: UUID, merchant_id: UUID) -> None:
    """End a membership at once; for operators and tests. A stranger is no error. Raises LastOwner."""
    with suppress(MemberUnknown):
        _remove(user_id=user_id, merchant_id=merchant_id, verb="member.removed", by=None)


@transaction.atomic
def member_role_set(*, merchant_id: UUID, member_id: UUID, grant: Grant, by: Access) -> None:
    """Give a member another role, effective with their next request.

    Raises MemberUnknown, RoleUnknown, RoleRefused, LastOwner, and PermissionMissing when either role goes beyond
    what the giver may do.
    """
    owners = _owners_locked(merchant_id)
    member = _member_locked(merchant_id=merchant_id, member_id=member_id)
    reach_check(permissions=_rights(member), by=by)
    custom = grant_check(merchant_id=merchant_id, grant=grant, by=by)
    if (member.role, member.custom_role_id) == (grant.role, grant.custom_role_id):
        return
    if grant.role != Role.OWNER and owners == [member.user_id]:
        raise LastOwner
    _role_write(member, grant, custom_role=custom)


def _role_write(member: Membership, grant: Grant, *, custom_role: CustomRole | None) -> None:
    before = role_name(role=member.role, custom_role=member.custom_role)
    member.role, member.custom_role = grant.role, custom_role
    member.save(update_fields=["role", "custom_role"])
    after = role_name(role=member.role, custom_role=custom_role)
    _record(member, "member.role_changed", before={"role": before}, after={"role": after})


@transaction.atomic
def member_remove(*, merchant_id: UUID, member_id: UUID, by: Access) -> None:
    """End a membership and with it all access at once. Raises MemberUnknown, LastOwner and PermissionMissing."""
    user_id = (
        Membership.objects.filter(merchant_id=merchant_id, pk=member_id)
        .values_list("user_id", flat=True)
        .first()
    )
    if user_id is None:
        raise MemberUnknown
    _remove(user_id=user_id, merchant_id=merchant_id, verb="member.removed", by=by)


@transaction.atomic
def merchant_leave(*, user_id: UUID, merchant_id: UUID) -> None:
    """End one's own membership. Raises MerchantUnknown and LastOwner."""
    if not Membership.objects.filter(user_id=user_id, merchant_id=merchant_id).exists():
        raise MerchantUnknown
    _remove(user_id=user_id, merchant_id=merchant_id, verb="member.left", by=None)


@transaction.atomic
def _remove(*, user_id: UUID, merchant_id: UUID, verb: str, by: Access | None) -> None:
    usage_release(merchant_id=merchant_id, resource=Resource.MEMBERS)
    owners = _owners_locked(merchant_id)
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "custom_role")
    member = rows.filter(user_id=user_id, merchant_id=merchant_id).first()
    if member is None:
        raise MemberUnknown
    if by is not None:
        reach_check(permissions=_rights(member), by=by)
    if owners == [user_id]:
        raise LastOwner
    before = {"role": role_name(role=member.role, custom_role=member.custom_role)}
    _record(member, verb, before=before)
    member.delete()


@transaction.atomic
def ownership_transfer(*, merchant_id: UUID, member_id: UUID, owner: User, password: str) -> None:
    """Make a member owner and the present owner an admin, in one step.

    Raises PasswordWrong, MemberUnknown, LastOwner for a transfer to oneself, and PermissionMissing for somebody who
    is no owner (any more).
    """
    if not owner.check_password(password):
        raise PasswordWrong(field="password")
    if owner.pk not in _owners_locked(merchant_id):
        raise PermissionMissing("Only an owner can hand a business on.")
    heir = _member_locked(merchant_id=merchant_id, member_id=member_id)
    if heir.user_id == owner.pk:
        raise LastOwner("You own this already. Choose another member.")
    Membership.objects.filter(pk=heir.pk).update(role=Role.OWNER, custom_role=None)
    Membership.objects.filter(user=owner, merchant_id=merchant_id).update(role=Role.ADMIN, custom_role=None)
    _record(heir, "ownership.transferred", before={"owner": owner.email}, after={"owner": heir.user.email})


@transaction.atomic
def team_policy_set(*, merchant_id: UUID, is_two_factor_required: bool, by: Access) -> None:
    """Ask every member for a second factor, or stop asking; effective at once.

    Raises TwoFactorIsOff when the asking person has none: they would lock themselves out.
    """
    if is_two_factor_required and not two_factor_is_on(user_id=by.user_id):
        raise TwoFactorIsOff("Turn on your own two-factor sign-in first.")
    policy, _ = TeamPolicy.objects.select_for_update().get_or_create(merchant_id=merchant_id)
    if policy.is_two_factor_required == is_two_factor_required:
        return
    policy.is_two_factor_required = is_two_factor_required
    policy.save(update_fields=["is_two_factor_required"])
    entry_record(
        verb="team.policy_changed",
        object_type="team_policy",
        object_id=merchant_id,
        object_label="Two-factor sign-in for everybody",
        merchant_id=merchant_id,
        before={"is_two_factor_required": not is_two_factor_required},
        after={"is_two_factor_required": is_two_factor_required},
    )


def _owners_locked(merchant_id: UUID) -> list[UUID]:
    rows = Membership.objects.select_for_update().filter(merchant_id=merchant_id, role=Role.OWNER)
    return list(rows.order_by("pk").values_list("user_id", flat=True))


def _member_locked(*, merchant_id: UUID, member_id: UUID) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "custom_role")
    member = rows.filter(merchant_id=merchant_id, pk=member_id).first()
    if member is None:
        raise MemberUnknown
    return member


def _rights(member: Membership) -> frozenset[str]:
    return permissions_of(role=member.role, custom_role=member.custom_role)


def _record(
    member: Membership,
    verb: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    entry_record(
        verb=verb,
        object_type="member",
        object_id=member.pk,
        object_label=member.user.email,
        merchant_id=member.merchant_id,
        before=before,
        after=after,
    )
