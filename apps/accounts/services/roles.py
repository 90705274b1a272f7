"""Roles: which may be given by whom, and those a merchant makes for itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.accounts.models import CustomRole, Invitation, Membership
from apps.accounts.types import (
    MANAGE,
    Access,
    Grant,
    PermissionMissing,
    Role,
    RoleInUse,
    RoleNameTaken,
    RoleRefused,
    RoleUnknown,
    rights_of,
)
from apps.audit.services import entry_record

BEYOND = "You cannot give or take rights that you do not have yourself."


def permissions_of(*, role: str, custom_role: CustomRole | None) -> frozenset[str]:
    """Return what a built-in or custom role carries today."""
    return rights_of(role, custom_role.permissions if custom_role else None)


def role_name(*, role: str, custom_role: CustomRole | None) -> str:
    """Return what people read."""
    return custom_role.name if custom_role is not None else Role(role).label


def grant_check(*, merchant_id: UUID, grant: Grant, by: Access) -> CustomRole | None:
    """Return the custom role of a grant, if it has one, once `by` may give it.

    Raises RoleUnknown, RoleRefused, and PermissionMissing for rights beyond the giver's own.
    """
    custom: CustomRole | None = None
    if grant.role == Role.CUSTOM:
        if grant.custom_role_id is None:
            raise RoleRefused("Say which role.", field="custom_role_id")
        # Held until the commit: a role does not change between the check and its use.
        roles = CustomRole.objects.select_for_update().filter(merchant_id=merchant_id)
        custom = roles.filter(pk=grant.custom_role_id).first()
        if custom is None:
            raise RoleUnknown
    elif grant.custom_role_id is not None:
        raise RoleRefused("Only the role CUSTOM names one.", field="custom_role_id")
    reach_check(permissions=permissions_of(role=grant.role, custom_role=custom), by=by)
    return custom


def reach_check(*, permissions: frozenset[str], by: Access) -> None:
    """Raise PermissionMissing when `permissions` go beyond what `by` has."""
    if not permissions <= by.permissions:
        raise PermissionMissing(BEYOND)


def _permissions_checked(permissions: list[str], by: Access) -> list[str]:
    unknown = set(permissions) - MANAGE
    if unknown:
        raise RoleRefused(f"Not possible in a role: {', '.join(sorted(unknown))}.", field="permissions")
    reach_check(permissions=frozenset(permissions), by=by)
    return sorted(set(permissions))


@transaction.atomic
def role_create(*, merchant_id: UUID, name: str, permissions: list[str], by: Access, now: datetime) -> UUID:
    """Make a role. Raises RoleRefused, RoleNameTaken and PermissionMissing."""
    rights = _permissions_checked(permissions, by)
    try:
        with transaction.atomic():
            role = CustomRole.objects.create(
                merchant_id=merchant_id, name=name, permissions=rights, created_at=now
            )
    except IntegrityError as error:
        raise RoleNameTaken from error
    _record(role, "role.created", before=None, after={"name": name, "permissions": rights})
    return role.pk


@transaction.atomic
def role_update(*, merchant_id: UUID, role_id: UUID, name: str, permissions: list[str], by: Access) -> None:
    """Change a role, and with it at once what its members may do.

    Raises RoleUnknown, RoleRefused, RoleNameTaken and PermissionMissing.
    """
    role = _role_locked(merchant_id=merchant_id, role_id=role_id, by=by)
    rights = _permissions_checked(permissions, by)
    before = {"name": role.name, "permissions": role.permissions}
    after = {"name": name, "permissions": rights}
    if before == after:
        return
    role.name, role.permissions = name, rights
    try:
        with transaction.atomic():
            role.save(update_fields=["name", "permissions"])
    except IntegrityError as error:
        raise RoleNameTaken from error
    _record(role, "role.changed", before=before, after=after)


@transaction.atomic
def role_delete(*, merchant_id: UUID, role_id: UUID, by: Access) -> None:
    """Delete a role nobody has. Raises RoleUnknown, RoleInUse and PermissionMissing."""
    role = _role_locked(merchant_id=merchant_id, role_id=role_id, by=by)
    open_invitations = Invitation.objects.filter(
        custom_role=role, accepted_at__isnull=True, revoked_at__isnull=True
    )
    if Membership.objects.filter(custom_role=role).exists() or open_invitations.exists():
        raise RoleInUse
    # What is left of old invitations: the role they named is gone, and so are they.
    Invitation.objects.filter(custom_role=role).delete()
    _record(role, "role.deleted", before={"name": role.name, "permissions": role.permissions}, after=None)
    role.delete()


def _role_locked(*, merchant_id: UUID, role_id: UUID, by: Access) -> CustomRole:
    role = CustomRole.objects.select_for_update().filter(merchant_id=merchant_id, pk=role_id).first()
    if role is None:
        raise RoleUnknown
    reach_check(permissions=permissions_of(role=Role.CUSTOM, custom_role=role), by=by)
    return role


def _record(
    role: CustomRole, verb: str, *, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    entry_record(
        verb=verb,
        object_type="role",
        object_id=role.pk,
        object_label=role.name,
        merchant_id=role.merchant_id,
        before=before,
        after=after,
    )
