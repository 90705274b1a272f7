"""The shop's addresses that stand in mails. They are never changed: mails that went out keep them."""

from django.urls import path

from apps.storefront.web import cart_restore, mail_preferences, stock_alerts

urlpatterns = [
    path("newsletter", mail_preferences.newsletter, name="newsletter"),
    path("newsletter/confirm/<str:token>", mail_preferences.newsletter_confirm, name="newsletter_confirm"),
    path("unsubscribe/<str:token>", mail_preferences.unsubscribe, name="unsubscribe"),
    path("mail-preferences/<str:token>", mail_preferences.mail_preferences, name="mail_preferences"),
    path("stock-alert", stock_alerts.stock_alert, name="stock_alert"),
    path("cart/restore/<str:token>", cart_restore.cart_restore, name="cart_restore"),
]
