"""Who may do what, and what can go wrong at the door."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices

from tenancy.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated


class Role(TextChoices):
    OWNER = "OWNER"
    ADMIN = "ADMIN"
    STAFF = "STAFF"
    VIEWER = "VIEWER"


# What a store's work is made of: each may be read by everyone and written by staff.
AREAS = (
    "products", "orders", "imports", "customers", "discounts", "content", "suppliers",
    "pricing", "research", "seo", "email",
)  # fmt: skip
READS = frozenset({f"{area}.read" for area in AREAS} | {"store.read", "analytics.read", "team.read"})
WORK = READS | {f"{area}.write" for area in AREAS}
# What moves money, lets people in or opens the store to machines.
MANAGE = WORK | {
    "store.write", "store.create", "orders.refund", "team.write", "keys.read", "keys.write", "audit.read",
    "billing.read", "payouts.read",
}  # fmt: skip
PERMISSIONS: dict[str, frozenset[str]] = {
    Role.VIEWER: READS,
    Role.STAFF: WORK,
    Role.ADMIN: MANAGE,
    Role.OWNER: MANAGE | {"store.close", "billing.write", "payouts.write"},
}


@dataclass(frozen=True, slots=True)
class Access:
    """What one user may do at one merchant."""

    user_id: UUID
    merchant_id: UUID
    role: str

    @property
    def permissions(self) -> frozenset[str]:
        return PERMISSIONS.get(self.role, frozenset())

    def allows(self, permission: str) -> bool:
        return permission in self.permissions


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
    def __init__(self) -> None:
        super().__init__(fields={"current_password": ["This is not your current password."]})


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
