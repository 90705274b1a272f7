"""A template as one shopper would see it, and a test mail to the merchant. A missing variable fails here only."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from automation.core_client.client import Core
from automation.core_client.mail import (
    CartItem,
    CoreCart,
    CoreOrderFacts,
    CorePerson,
    CoreProductFacts,
    PersonWanted,
)
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
    Json,
    MailProviderAway,
    MailProviderNotConnected,
    VariableMissing,
)
from automation.registry.types import StoreInfo
from tenancy.ids import uuid7

# Where the rows of a block with things come from.
ROWS = {"cart": "items", "product": "product_items"}


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
        product=CoreProductFacts(
            uuid7(), "A thing from your shop", "Medium", price, store.url, "", is_available=True
        ),
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
        person=person,
        store=store,
        settings=settings_get(),
        discount_code=draft.discount_code or "CODE10",
        context={"price_before": _dearer(person)} if person.product else {},
    )
    mail, missing = mail_fill(compiled=compiled, variables=values)
    shown = {block["source"] for block in blocks if block["type"] == "products"}
    missing += [source for source, name in ROWS.items() if source in shown and not values.get(name)]
    if missing:
        raise VariableMissing(missing)
    return mail


def _dearer(person: CorePerson) -> Json:
    """Return a price from before, for the preview: a quarter above today's."""
    price = person.product.price if person.product else {}
    return dict(price) | {"amount": f"{Decimal(price['amount']) * Decimal('1.25'):.2f}"}


def _shopper(email: str, *, store: StoreInfo, core: Core) -> CorePerson:
    contact = Contact.objects.filter(email=email.strip().lower()).first()
    if contact is None:
        raise ContactUnknown
    cart = CartWatch.objects.filter(contact=contact, closed_at__isnull=True).order_by("-active_at").first()
    last = contact.events.filter(enrolment__context__has_key="order_id").order_by("-at").first()
    order_id = last.enrolment.context["order_id"] if last and last.enrolment else None
    thing = contact.events.filter(enrolment__context__has_key="variant_id").order_by("-at").first()
    wanted = PersonWanted(
        "preview",
        email=contact.email,
        cart_id=cart.pk if cart else None,
        order_id=order_id,
        variant_id=thing.enrolment.context["variant_id"] if thing and thing.enrolment else None,
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
