"""The one adapter to mail services: anymail's backends, told apart by what may be done after an error."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import local
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

# Nothing was written yet when one of these stands in the error: it can be tried again without a second mail.
NOT_CONNECTED = ("NewConnectionError", "ConnectTimeout", "NameResolutionError", "ConnectionRefusedError")
LANES = 8
# SendGrid says this and nothing else; anymail takes any answer below 300.
ACCEPTED = {"sendgrid": 202}


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail ready to be handed over. `reference` is the message's id, the same for every attempt."""

    reference: str
    store_id: str
    to: str
    subject: str
    html: str
    text: str
    from_email: str
    reply_to: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of one mail: `outcome` is sent, away (try again), refused (for good) or uncertain."""

    reference: str
    outcome: str
    provider_id: str = ""
    reason: str = ""


class Provider(Protocol):
    """A mail service."""

    name: str

    def hand_over(self, mails: Sequence[OutgoingMail]) -> list[Handed]: ...


class AnymailProvider:
    """Hands mails to the service that settings name, several at a time over kept connections."""

    def __init__(self, *, name: str | None = None, lanes: int = LANES) -> None:
        self.name = name or str(settings.EMAIL_PROVIDER)
        self._backend = settings.EMAIL_PROVIDERS[self.name]
        self._lanes = lanes
        self._mine = local()

    def hand_over(self, mails: Sequence[OutgoingMail]) -> list[Handed]:
        """Hand over each mail once and say what became of it; never raises for a mail, never tries twice."""
        if len(mails) == 1 or self._lanes == 1:
            return [self._send(mail) for mail in mails]
        return list(_pool(self._lanes).map(self._send, mails))

    def _connection(self) -> Any:
        if not hasattr(self._mine, "connection"):
            self._mine.connection = get_connection(self._backend)
        return self._mine.connection

    def _send(self, mail: OutgoingMail) -> Handed:
        message = message_of(mail)
        try:
            connection = self._connection()
            connection.open()
            connection.send_messages([message])
        except Exception as error:  # every error of every service ends in one of three outcomes
            return judge(mail, error)
        status = getattr(message, "anymail_status", None)
        provider_id = str(getattr(status, "message_id", None) or "")
        if status is not None and status.status and status.status <= {"invalid", "rejected", "failed"}:
            return Handed(mail.reference, "refused", provider_id, ", ".join(sorted(status.status)))
        if status is not None and not self._is_taken(status):
            return Handed(mail.reference, "uncertain", reason="its answer was not understood")
        return Handed(mail.reference, "sent", provider_id)

    def _is_taken(self, status: Any) -> bool:
        """Say whether the answer is one the service gives to a mail it takes, and not a gateway's."""
        wanted, answer = ACCEPTED.get(self.name), getattr(status, "esp_response", None)
        return wanted is None or answer is None or answer.status_code == wanted


_pools: dict[int, ThreadPoolExecutor] = {}


def _pool(lanes: int) -> ThreadPoolExecutor:
    if lanes not in _pools:
        _pools[lanes] = ThreadPoolExecutor(max_workers=lanes, thread_name_prefix="mail")
    return _pools[lanes]


def message_of(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Return Django's message of a mail. Its metadata names store and message, and nobody."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=mail.from_email,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": f"<{mail.reference}@{settings.EMAIL_MESSAGE_DOMAIN}>"} | mail.headers,
    )
    message.attach_alternative(mail.html, "text/html")
    message.metadata = {"store": mail.store_id, "message": mail.reference}  # type: ignore[attr-defined]
    message.tags = ["marketing"]  # type: ignore[attr-defined]
    message.track_opens = message.track_clicks = True  # type: ignore[attr-defined]
    return message


def judge(mail: OutgoingMail, error: Exception) -> Handed:
    """Return what an error of the mail service means for this mail."""
    status = getattr(error, "status_code", None)
    words = f"{type(error).__name__}: {status}" if status else type(error).__name__
    if status is None:
        text = repr(error.__cause__ or error)
        is_early = any(name in text for name in NOT_CONNECTED) or not _is_http(error)
        return Handed(mail.reference, "away" if is_early else "uncertain", reason=words)
    if status < 400:
        return Handed(mail.reference, "uncertain", reason="its answer was not understood")
    if status == 429 or status >= 500 or status in {401, 403}:
        # It said itself that it did not take the mail; a wrong key is put right by people, not by giving up.
        return Handed(mail.reference, "away", reason=words)
    return Handed(mail.reference, "refused", reason=words)


def _is_http(error: Exception) -> bool:
    """Say whether the error came out of a request to the service, so that the mail may have got through."""
    return any(base.__name__ == "RequestException" for base in type(error).__mro__)


def provider_is_connected() -> bool:
    """Say whether the chosen mail service has a key here."""
    key = {"sendgrid": "SENDGRID_API_KEY", "mailgun": "MAILGUN_API_KEY"}.get(settings.EMAIL_PROVIDER)
    return key is None or settings.ANYMAIL[key] != "not-connected"
