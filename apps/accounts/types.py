"""Who may do what, and what can go wrong at the door."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices

from tenancy.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated


class Role(TextChoices):
    OWNER = "OWNER"
    ADMIN = "ADMIN"
    STAFF = "STAFF"
    VIEWER = "VIEWER"
    CUSTOM = "CUSTOM"


# What a store's work is made of: each may be read by everyone and written by staff.
AREAS = (
    "products", "orders", "imports", "customers", "discounts", "content", "suppliers",
    "pricing", "research", "seo", "email",
)  # fmt: skip
READS = frozenset({f"{area}.read" for area in AREAS} | {"store.read", "analytics.read", "team.read"})
WORK = READS | {f"{area}.write" for area in AREAS} | {"analytics.export"}
# What moves money, lets people in or opens the store to machines.
MANAGE = WORK | {
    "store.write", "store.create", "orders.refund", "team.write", "keys.read", "keys.write", "audit.read",
    "billing.read", "payouts.read",
}  # fmt: skip
PERMISSIONS: dict[str, frozenset[str]] = {
    Role.VIEWER: READS,
    Role.STAFF: WORK,
    Role.ADMIN: MANAGE,
    Role.OWNER: MANAGE | {"store.close", "billing.write", "payouts.write", "team.own"},
}
# What a machine may be trusted with: a store's work, never people, keys, bills or payouts.
KEY_SCOPES = WORK - {"team.read"} | {"store.write", "orders.refund"}


def rights_of(role: str, custom: Iterable[str] | None) -> frozenset[str]:
    """Return what a role carries today; rights of a custom role that left the product count no more."""
    if role == Role.CUSTOM:
        return MANAGE & frozenset(custom or ())
    return PERMISSIONS.get(role, frozenset())


@dataclass(frozen=True, slots=True)
class Access:
    """What one caller may do at one merchant. `user_id` is the person's id, or the key's when a machine calls.

    `must_enrol`: the merchant asks for a second factor and this person has none yet, so nothing is allowed.
    """

    user_id: UUID
    merchant_id: UUID
    role: str
    permissions: frozenset[str]
    must_enrol: bool = False

    def allows(self, permission: str) -> bool:
        return permission in self.permissions


@dataclass(frozen=True, slots=True)
class Grant:
    """A role to give: a built-in one, or CUSTOM with the merchant's own."""

    role: str
    custom_role_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class TokenPair:
    """A fresh access token (five minutes) and the refresh token that replaces the one before it."""

    access: str
    refresh: str


@dataclass(frozen=True, slots=True)
class Client:
    """Where a session comes from, as shown to its owner."""

    address: str = ""
    agent: str = ""


class KeyMode(TextChoices):
    """A TEST key reads and changes nothing, so that an integration can be tried on a real store."""

    LIVE = "LIVE"
    TEST = "TEST"


class TokenPurpose(TextChoices):
    VERIFY_EMAIL = "VERIFY_EMAIL"
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105 - a purpose, not a password


class InvalidCredentials(Unauthenticated):
    code = "invalid_credentials"
    message = "E-mail or password is wrong."


class TokenInvalid(Unauthenticated):
    code = "token_invalid"
    message = "This session has ended. Sign in again."


class LinkInvalid(Invalid):
    code = "link_invalid"
    message = "This link is not valid any more. Ask for a new one."


class RegistrationRefused(Conflict):
    """Said of an address that is in use, in words that do not say so; its owner gets a mail."""

    code = "registration_refused"
    message = "We could not create this account. If the address is yours, look into your inbox."


class PasswordWrong(Invalid):
    def __init__(self, *, field: str = "current_password") -> None:
        super().__init__(fields={field: ["This is not your current password."]})


class PasswordWeak(Invalid):
    def __init__(self, field: str, sentences: list[str]) -> None:
        super().__init__(fields={field: sentences})


class MerchantUnknown(NotFound):
    message = "There is no such merchant."


class PermissionMissing(Forbidden):
    """The role does not carry the permission."""


class LastOwner(Conflict):
    code = "last_owner"
    message = "A merchant needs at least one owner. Make someone else owner first."


class MemberUnknown(NotFound):
    message = "There is no such member."


class RoleUnknown(NotFound):
    message = "There is no such role."


class RoleRefused(Invalid):
    def __init__(self, sentence: str, *, field: str = "role") -> None:
        super().__init__(fields={field: [sentence]})


class RoleNameTaken(Conflict):
    code = "role_name_taken"
    message = "Another role has this name."


class RoleInUse(Conflict):
    code = "role_in_use"
    message = "Members or open invitations have this role. Give them another first."


class InvitationUnknown(NotFound):
    message = "There is no such invitation."


class InvitationClosed(Conflict):
    code = "invitation_closed"
    message = "This invitation was accepted or revoked."


class InvitationForOther(Forbidden):
    """AUT-04: who is signed in is not who was invited."""

    code = "invitation_for_another_address"
    message = "This invitation was sent to another address. Sign in with that address to accept it."


class AlreadyMember(Conflict):
    code = "already_member"
    message = "This person is a member already."


class AlreadyInvited(Conflict):
    code = "already_invited"
    message = "This address is invited already. Send the invitation again instead."


class AccountExists(Conflict):
    code = "account_exists"
    message = "This address has an account. Sign in to accept the invitation."


class CodeWrong(Invalid):
    def __init__(self) -> None:
        super().__init__(fields={"code": ["This code is wrong or was used already. Wait for the next one."]})


class ChallengeInvalid(Unauthenticated):
    code = "challenge_invalid"
    message = "This sign-in has run out. Enter your password again."


class SecondFactorWrong(Unauthenticated):
    code = "two_factor_code_wrong"
    message = "This code is wrong or was used already. Wait for the next one."


class TwoFactorNeeded(Forbidden):
    code = "two_factor_required"
    message = "Your team asks for two-factor sign-in. Turn it on to go on."


class TwoFactorIsOn(Conflict):
    code = "two_factor_is_on"
    message = "Two-factor sign-in is on already."


class TwoFactorIsOff(Conflict):
    code = "two_factor_is_off"
    message = "Two-factor sign-in is off."


class TwoFactorKept(Conflict):
    code = "two_factor_required"
    message = "A team of yours asks for two-factor sign-in, so it stays on."


class SessionUnknown(NotFound):
    message = "There is no such session."


class KeyUnknown(NotFound):
    message = "There is no such key."


class KeyInvalid(Unauthenticated):
    code = "api_key_invalid"
    message = "This API key is unknown, has expired or was revoked."


class KeyRefused(Forbidden):
    code = "api_key_not_allowed"
    message = "API keys cannot be used here. Sign in as a person."


class KeyReadsOnly(Forbidden):
    code = "api_key_test_mode"
    message = "A test key reads only. Use a live key to change something."


class ScopesRefused(Invalid):
    def __init__(self, sentence: str) -> None:
        super().__init__(fields={"scopes": [sentence]})
