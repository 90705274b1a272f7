"""Below `/api/v1/automation/webhooks/`: mail services post here."""

from django.urls import path

from automation.email.api.webhooks import MailgunEvents, SendGridEvents

urlpatterns = [
    path("sendgrid", SendGridEvents.as_view()),
    path("mailgun", MailgunEvents.as_view()),
]
