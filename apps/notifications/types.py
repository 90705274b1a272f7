"""Words of mails to shoppers and merchants."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices

from tenancy.errors import Unavailable


class MessageKind(TextChoices):
    ORDER_CONFIRMATION = "order_confirmation"
    ORDER_PAID_MERCHANT = "order_paid_merchant"
    ORDER_HELD_MERCHANT = "order_held_merchant"
    ORDER_SHIPPED = "order_shipped"
    ORDER_DELIVERED = "order_delivered"
    ORDER_REFUNDED = "order_refunded"
    CUSTOMER_SIGN_IN = "customer_sign_in"
    STOCK_LOW_MERCHANT = "stock_low_merchant"
    CONNECTION_ENDING = "connection_ending"
    BACK_IN_STOCK = "back_in_stock"
    PURCHASE_EXCEPTION = "purchase_exception"


class MessageState(TextChoices):
    """PENDING (to be sent, or failed and to be tried again) → SENDING (claimed) → SENT. SKIPPED: nobody to ask."""

    PENDING = "PENDING"
    SENDING = "SENDING"
    SENT = "SENT"
    SKIPPED = "SKIPPED"


@dataclass(frozen=True, slots=True)
class Mail:
    """A rendered mail. `order_id` is the order whose timeline tells of it."""

    to: str
    subject: str
    text: str
    html: str
    reply_to: str = ""
    order_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class MessageInfo:
    id: UUID
    kind: str
    subject_id: UUID
    recipient: str
    state: str


class MailUnavailable(Unavailable):
    """The mail service did not take the message; it is kept and tried again."""

    code = "mail_unavailable"
    message = "The mail service cannot be reached at the moment."
