"""What mail services post: signed, row by row, answered at once. These addresses name no store: the events do."""

import json
import logging
import warnings
from typing import Any

from anymail.exceptions import (
    AnymailInsecureWebhookWarning,
    AnymailNotSupportedWarning,
    AnymailWebhookValidationFailure,
)
from anymail.signals import AnymailTrackingEvent
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from automation.email.services.intake import ProviderEvent, events_take

logger = logging.getLogger(__name__)
MOST_BYTES = 10 * 1024 * 1024
# The community keeps the backend; this project tries it against the wire format. Unsigned posts are refused below.
warnings.filterwarnings("ignore", category=AnymailNotSupportedWarning)
warnings.filterwarnings("ignore", category=AnymailInsecureWebhookWarning)


class _Intake:
    """Checks the signature, then takes each row for itself. Without a key nobody is believed."""

    provider = ""
    key_setting = ""

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.ANYMAIL.get(self.key_setting):
            return HttpResponse("not connected", status=503)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
            return HttpResponse(status=413)
        try:
            self.validate_request(request)  # type: ignore[attr-defined] # anymail's
            rows = self.rows(request)
        except (AnymailWebhookValidationFailure, ValueError, KeyError):
            return HttpResponse("not signed by the mail service", status=400)
        return self._take(rows)

    def rows(self, request: HttpRequest) -> list[Any]:
        raise NotImplementedError

    def _take(self, rows: list[Any]) -> HttpResponse:
        events, refused = [], 0
        for row in rows:
            try:
                events.append(self.translate(row))
            except Exception:
                # A row of another shape: said in the log, and nobody else's event waits for it.
                logger.warning("%s sent an event that was not understood", self.provider)
                refused += 1
        try:
            counts = events_take(provider=self.provider, events=events, now=timezone.now())
        except (OperationalError, InterfaceError):
            return HttpResponse("try again", status=503, headers={"Retry-After": "10"})
        if refused or counts["refused"]:
            logger.warning("%s: %d events refused", self.provider, refused + counts["refused"])
        return HttpResponse(status=200)

    def translate(self, row: Any) -> ProviderEvent:
        event: AnymailTrackingEvent = self.esp_to_anymail_event(row)  # type: ignore[attr-defined] # anymail's
        return ProviderEvent(
            id=str(event.event_id or ""),
            kind=str(event.event_type),
            at=event.timestamp or timezone.now(),
            store_id=str(event.metadata["store"]),
            message_id=str(event.metadata["message"]),
            is_hard=self.is_hard(event, row),
            words=str(event.mta_response or event.description or "")[:300],
            url=str(event.click_url or ""),
            user_agent=str(event.user_agent or ""),
        )

    def is_hard(self, event: AnymailTrackingEvent, row: Any) -> bool:
        raise NotImplementedError


class SendGridEvents(_Intake, SendGridTrackingWebhookView):
    """`POST /api/v1/automation/webhooks/sendgrid`: a JSON list, signed with ECDSA over time and raw body."""

    provider = "sendgrid"
    key_setting = "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY"
    warn_if_no_basic_auth = False

    def rows(self, request: HttpRequest) -> list[Any]:
        return list(json.loads(request.body))

    def is_hard(self, event: AnymailTrackingEvent, row: Any) -> bool:
        # Only the type tells a dead mailbox ("bounce") from a server that would not have it ("blocked").
        if event.event_type == "rejected":
            return str(event.reject_reason) in {"bounced", "invalid"}
        return row.get("type", "bounce") == "bounce" and not str(row.get("status", "5")).startswith("4")


class MailgunEvents(_Intake, MailgunTrackingWebhookView):
    """`POST /api/v1/automation/webhooks/mailgun`: one event a post, signed with HMAC over time and token."""

    provider = "mailgun"
    key_setting = "MAILGUN_WEBHOOK_SIGNING_KEY"

    def rows(self, request: HttpRequest) -> list[Any]:
        return [json.loads(request.body)]

    def is_hard(self, event: AnymailTrackingEvent, row: Any) -> bool:
        return str(row["event-data"].get("severity", "")) == "permanent"
