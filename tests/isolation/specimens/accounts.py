"""Teams, keys, second factors, the audit log."""

from typing import Any

from django.utils import timezone

from tests.conftest import PASSWORD
from tests.isolation.scope import Bodies, Ids


def make(store: Any, ids: Ids) -> Ids:
    from tenancy.context import public_context

    with public_context():  # people and keys are the platform's: no store code makes them
        return _team(store)


def _team(store: Any) -> Ids:
    from apps.accounts import services
    from apps.accounts.models import Membership, User
    from apps.accounts.selectors import access_get
    from apps.accounts.types import Grant

    now = timezone.now()
    merchant_id = store.merchant_id
    boss = User.objects.create_user(f"boss@{store.domain}.example", PASSWORD)
    Membership.objects.create(user=boss, merchant_id=merchant_id, role="OWNER")
    by = access_get(user_id=boss.pk, merchant_id=merchant_id)
    member = Membership.objects.create(
        user=User.objects.create_user(f"member@{store.domain}.example"), merchant_id=merchant_id, role="STAFF"
    )
    invitation = services.invitation_create(
        merchant_id=merchant_id, email=f"new@{store.domain}.example", grant=Grant("STAFF"), by=by, now=now
    )
    role = services.role_create(
        merchant_id=merchant_id, name="Packer", permissions=["orders.read"], by=by, now=now
    )
    key = services.key_create(
        merchant_id=merchant_id,
        name="Same",
        mode="LIVE",
        scopes=["orders.read"],
        store_id=store.id,
        by=by,
        now=now,
    )
    return {
        "member_id": str(member.pk),
        "invitation_id": str(invitation),
        "role_id": str(role),
        "key_id": str(key.id),
    }


OPEN = {"authLoginTwoFactorPost", "invitationOfferPost", "invitationRegisterPost"}
PERSONAL = {
    "invitationAcceptPost",
    "merchantLeavePost",
    "recoveryCodesRenewPost",
    "sessionEndPost",
    "sessionListGet",
    "sessionsEndOthersPost",
    "twoFactorBeginPost",
    "twoFactorConfirmPost",
    "twoFactorDisablePost",
    "twoFactorGet",
}
BODIES: Bodies = {
    "memberDetailPatch": lambda _: {"role": "ADMIN"},
    "ownershipTransferPost": lambda ids: {"member_id": ids["member_id"], "password": PASSWORD},
    "teamPolicyPatch": lambda _: {"is_two_factor_required": False},
    "roleListPost": lambda _: {"name": "Intruder", "permissions": ["orders.read"]},
    "roleDetailPatch": lambda _: {"name": "Taken over", "permissions": ["orders.read"]},
    "invitationListPost": lambda _: {"email": "intruder@example.com", "role": "ADMIN"},
    "invitationResendPost": lambda _: None,
    "invitationRevokePost": lambda _: None,
    "apiKeyListPost": lambda ids: {
        "name": "Intruder",
        "scopes": ["orders.read"],
        "store_id": ids["store_id"],
    },
    "apiKeyRotatePost": lambda _: {"overlap_hours": 1},
    "apiKeyRevokePost": lambda _: None,
}
