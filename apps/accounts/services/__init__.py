"""Writes of people: accounts, sessions, second factors, teams and keys."""

from apps.accounts.services.invitations import (
    invitation_accept,
    invitation_create,
    invitation_register,
    invitation_resend,
    invitation_revoke,
    invitation_secret_issue,
)
from apps.accounts.services.keys import KeyMade, key_create, key_note_use, key_revoke, key_rotate
from apps.accounts.services.links import account_token_issue, email_verification_resend, email_verify
from apps.accounts.services.members import (
    member_remove,
    member_role_set,
    membership_remove,
    membership_set,
    merchant_leave,
    ownership_transfer,
    team_policy_set,
)
from apps.accounts.services.passwords import password_change, password_reset, password_reset_request
from apps.accounts.services.registration import account_register
from apps.accounts.services.roles import role_create, role_delete, role_update
from apps.accounts.services.sessions import (
    login,
    login_finish,
    logout,
    merchant_switch,
    session_end,
    session_open,
    session_refresh,
    sessions_end,
)
from apps.accounts.services.two_factor import (
    CHALLENGE_LIFETIME,
    recovery_codes_renew,
    two_factor_begin,
    two_factor_confirm,
    two_factor_disable,
    two_factor_reset,
)

__all__ = [
    "CHALLENGE_LIFETIME",
    "KeyMade",
    "account_register",
    "account_token_issue",
    "email_verification_resend",
    "email_verify",
    "invitation_accept",
    "invitation_create",
    "invitation_register",
    "invitation_resend",
    "invitation_revoke",
    "invitation_secret_issue",
    "key_create",
    "key_note_use",
    "key_revoke",
    "key_rotate",
    "login",
    "login_finish",
    "logout",
    "member_remove",
    "member_role_set",
    "membership_remove",
    "membership_set",
    "merchant_leave",
    "merchant_switch",
    "ownership_transfer",
    "password_change",
    "password_reset",
    "password_reset_request",
    "recovery_codes_renew",
    "role_create",
    "role_delete",
    "role_update",
    "session_end",
    "session_open",
    "session_refresh",
    "sessions_end",
    "team_policy_set",
    "two_factor_begin",
    "two_factor_confirm",
    "two_factor_disable",
    "two_factor_reset",
]
