"""A template as one shopper would see it, and a test mail to the merchant. A missing variable fails here only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from automation.core_client.client import Core
from automation.core_client.mail import CartItem, CoreCart, CoreOrderFacts, CorePerson, PersonWanted
from automation.email.blocks import blocks_clean
from automation.email.filling import variables_of
from automation.email.models import CartWatch, Contact, EmailEvent
from automation.email.providers import OutgoingMail, Provider, provider_is_connected
from automation.email.rendering import RenderedMail, compile_blocks, mail_fill
from automation.email.services.dispatching import sender_of
from automation.email.services.reading import settings_get
from automation.email.services.templates import content_check
from automation.email.types import (
    ContactUnknown,
    EventKind,
    MailProviderAway,
    MailProviderNotConnected,
    VariableMissing,
)
from automation.registry.types import StoreInfo
from tenancy.ids import uuid7


@dataclass(frozen=True, slots=True)
class Draft:
    """Content being edited."""

    subject: str
    preheader: str
    blocks: list[Any]
    discount_code: str = ""


def sample_person(store: StoreInfo) -> CorePerson:
    """Return somebody made up, for stores that have no shopper yet; said so on the screen."""
    price = {"amount": "24.90", "currency": store.currency}
    items = (CartItem("A thing from your shop", "Medium", 1, price, store.url, ""),)
    return CorePerson(
        key="sample",
        email="alex@example.com",
        name="Alex Example",
        locale=store.locale,
        unsubscribe_url=f"{store.url}/newsletter",
        preferences_url=f"{store.url}/newsletter",
        cart=CoreCart(id=uuid7(), is_open=True, restore_url=f"{store.url}/cart", subtotal=price, items=items),
        order=CoreOrderFacts(uuid7(), 1001, store.url, price),
    )


def template_preview(*, draft: Draft, store: StoreInfo, core: Core, email: str = "") -> RenderedMail:
    """Return the mail as the shopper with this address would get it now ("" = somebody made up).

    Raises TemplateInvalid, ContactUnknown, and VariableMissing for a variable with neither value nor default.
    """
    content_check(subject=draft.subject, preheader=draft.preheader, blocks=draft.blocks)
    person = _shopper(email, store=store, core=core) if email else sample_person(store)
    blocks = blocks_clean(draft.blocks)
    compiled = compile_blocks(
        subject=draft.subject,
        preheader=draft.preheader,
        blocks=blocks,
        language=store.locale.partition("-")[0],
    )
    values = variables_of(
        person=person, store=store, settings=settings_get(), discount_code=draft.discount_code or "CODE10"
    )
    mail, missing = mail_fill(compiled=compiled, variables=values)
    if any(block["type"] == "products" for block in blocks) and not values.get("items"):
        missing.append("cart")
    if missing:
        raise VariableMissing(missing)
    return mail


def _shopper(email: str, *, store: StoreInfo, core: Core) -> CorePerson:
    contact = Contact.objects.filter(email=email.strip().lower()).first()
    if contact is None:
        raise ContactUnknown
    cart = CartWatch.objects.filter(contact=contact, closed_at__isnull=True).order_by("-active_at").first()
    last = contact.events.filter(enrolment__context__has_key="order_id").order_by("-at").first()
    order_id = last.enrolment.context["order_id"] if last and last.enrolment else None
    wanted = PersonWanted(
        "preview", email=contact.email, cart_id=cart.pk if cart else None, order_id=order_id
    )
    (person,) = core.mail_people(store_id=store.id, people=[wanted])
    return person


def template_test_send(
    *, draft: Draft, to: str, store: StoreInfo, core: Core, provider: Provider, now: datetime, email: str = ""
) -> None:
    """Send the preview to a merchant's own address, marked as a test. No message row: it belongs to nobody's way.

    Raises what the preview raises, MailProviderNotConnected and MailProviderAway.
    """
    mail = template_preview(draft=draft, store=store, core=core, email=email)
    if not provider_is_connected():
        raise MailProviderNotConnected
    outgoing = OutgoingMail(
        reference=str(uuid7()),
        store_id=str(store.id),
        to=to,
        subject=f"[Test] {mail.subject}"[:200],
        html=mail.html,
        text=mail.text,
        from_email=sender_of(mailing=settings_get(), store=store),
    )
    (handed,) = provider.hand_over([outgoing])
    if handed.outcome != "sent":
        raise MailProviderAway
    EmailEvent.objects.create(kind=EventKind.TEST_SENT, at=now, detail={"subject": mail.subject})
