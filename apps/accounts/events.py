"""Facts about people. Published without a store; never with an address or a token in them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class UserRegistered(Event):
    name: ClassVar[str] = "user.registered"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class EmailVerificationRequested(Event):
    name: ClassVar[str] = "user.email_verification_requested"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class PasswordResetRequested(Event):
    name: ClassVar[str] = "user.password_reset_requested"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class KnownAddressTried(Event):
    """Someone tried to sign up with an address that already has an account."""

    name: ClassVar[str] = "user.known_address_tried"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    name: ClassVar[str] = "user.password_changed"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class TwoFactorEnabled(Event):
    name: ClassVar[str] = "user.two_factor_enabled"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class TwoFactorDisabled(Event):
    name: ClassVar[str] = "user.two_factor_disabled"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class InvitationSent(Event):
    """A mail with a new link is due."""

    name: ClassVar[str] = "invitation.sent"
    invitation_id: UUID
