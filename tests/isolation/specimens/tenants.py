"""Accounts and stores."""

from tests.isolation.scope import Bodies

OPEN = {
    "authRegisterPost",
    "authLoginPost",
    "authRefreshPost",
    "authLogoutPost",
    "emailVerifyPost",
    "passwordResetRequestPost",
    "passwordResetConfirmPost",
}
PERSONAL = {
    "authMeGet",
    "merchantSwitchPost",
    "emailVerifyResendPost",
    "passwordChangePost",
    "storeListGet",
    "storeListPost",
}
BODIES: Bodies = {"storeDetailPatch": lambda _: {"name": "Taken over"}}
