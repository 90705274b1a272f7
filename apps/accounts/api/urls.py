"""`/api/v1/auth/…`, `/api/v1/stores…`, `/api/v1/invitations/…` and a merchant's team, keys and audit log."""

from django.urls import include, path

from apps.accounts.api import audit, invitations, keys, security, stores, team, views

merchant = [
    path("members", team.MemberListView.as_view()),
    path("members/<uuid:member_id>", team.MemberDetailView.as_view()),
    path("transfer-ownership", team.OwnershipTransferView.as_view()),
    path("team-policy", team.TeamPolicyView.as_view()),
    path("roles", team.RoleListView.as_view()),
    path("roles/<uuid:role_id>", team.RoleDetailView.as_view()),
    path("invitations", invitations.InvitationListView.as_view()),
    path("invitations/<uuid:invitation_id>/resend", invitations.InvitationResendView.as_view()),
    path("invitations/<uuid:invitation_id>/revoke", invitations.InvitationRevokeView.as_view()),
    path("api-keys", keys.ApiKeyListView.as_view()),
    path("api-keys/<uuid:key_id>/rotate", keys.ApiKeyRotateView.as_view()),
    path("api-keys/<uuid:key_id>/revoke", keys.ApiKeyRevokeView.as_view()),
    path("audit", audit.AuditEntryListView.as_view()),
    path("audit/export", audit.AuditExportView.as_view()),
]
urlpatterns = [
    path("auth/register", views.AuthRegisterView.as_view()),
    path("auth/login", views.AuthLoginView.as_view()),
    path("auth/login/two-factor", views.AuthLoginTwoFactorView.as_view()),
    path("auth/refresh", views.AuthRefreshView.as_view()),
    path("auth/logout", views.AuthLogoutView.as_view()),
    path("auth/me", views.AuthMeView.as_view()),
    path("auth/switch-merchant", views.MerchantSwitchView.as_view()),
    path("auth/leave-merchant", security.MerchantLeaveView.as_view()),
    path("auth/verify-email", views.EmailVerifyView.as_view()),
    path("auth/verify-email/resend", views.EmailVerifyResendView.as_view()),
    path("auth/password/reset", views.PasswordResetRequestView.as_view()),
    path("auth/password/reset/confirm", views.PasswordResetConfirmView.as_view()),
    path("auth/password/change", views.PasswordChangeView.as_view()),
    path("auth/two-factor", security.TwoFactorView.as_view()),
    path("auth/two-factor/begin", security.TwoFactorBeginView.as_view()),
    path("auth/two-factor/confirm", security.TwoFactorConfirmView.as_view()),
    path("auth/two-factor/disable", security.TwoFactorDisableView.as_view()),
    path("auth/two-factor/recovery-codes", security.RecoveryCodesRenewView.as_view()),
    path("auth/sessions", security.SessionListView.as_view()),
    path("auth/sessions/end-others", security.SessionsEndOthersView.as_view()),
    path("auth/sessions/end", security.SessionEndView.as_view()),
    path("invitations/offer", invitations.InvitationOfferView.as_view()),
    path("invitations/accept", invitations.InvitationAcceptView.as_view()),
    path("invitations/register", invitations.InvitationRegisterView.as_view()),
    path("stores", stores.StoreListView.as_view()),
    path("stores/<uuid:store_id>", stores.StoreDetailView.as_view()),
    path("merchants/<uuid:merchant_id>/", include(merchant)),
]
