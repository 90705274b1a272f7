"""`/api/v1/auth/…` and `/api/v1/stores…`."""

from django.urls import path

from apps.accounts.api import stores, views

urlpatterns = [
    path("auth/register", views.AuthRegisterView.as_view()),
    path("auth/login", views.AuthLoginView.as_view()),
    path("auth/refresh", views.AuthRefreshView.as_view()),
    path("auth/logout", views.AuthLogoutView.as_view()),
    path("auth/me", views.AuthMeView.as_view()),
    path("auth/switch-merchant", views.MerchantSwitchView.as_view()),
    path("auth/verify-email", views.EmailVerifyView.as_view()),
    path("auth/verify-email/resend", views.EmailVerifyResendView.as_view()),
    path("auth/password/reset", views.PasswordResetRequestView.as_view()),
    path("auth/password/reset/confirm", views.PasswordResetConfirmView.as_view()),
    path("auth/password/change", views.PasswordChangeView.as_view()),
    path("stores", stores.StoreListView.as_view()),
    path("stores/<uuid:store_id>", stores.StoreDetailView.as_view()),
]
