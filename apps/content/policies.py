"""First words for the pages a shop needs. A merchant fills in what stands in [brackets]; no legal advice. Pure."""

from dataclasses import dataclass
from html import escape

from apps.content.types import PageKind

NOTE = "Replace what stands in [brackets], and have somebody who knows your country's law read it."


@dataclass(frozen=True, slots=True)
class PageTemplate:
    title: str
    handle: str
    paragraphs: tuple[str, ...]


TEMPLATES = {
    PageKind.ABOUT: PageTemplate(
        "About us",
        "about",
        (
            "{shop} is a small shop with a short list of things we like to use ourselves.",
            "# What we look for",
            "[Say how you choose your products, and what you would never sell.]",
            "# Who we are",
            "[A few sentences about the people behind the shop.]",
        ),
    ),
    PageKind.CONTACT: PageTemplate(
        "Contact",
        "contact",
        (
            "Write to us at {email}. We answer on working days, usually within [two] days.",
            "Please name your order number when you write about an order.",
        ),
    ),
    PageKind.SHIPPING: PageTemplate(
        "Shipping",
        "shipping",
        (
            "# Where and how we ship",
            "We ship to the countries you can choose at the checkout. What shipping costs is shown there before "
            "you pay.",
            "# How long it takes",
            "Orders are handed over for shipping within [two] working days. On the way they need [5 to 12] working "
            "days, depending on where they are sent from.",
            "# Following your parcel",
            "You get an e-mail with a tracking number as soon as the parcel is on its way. An order can come in more "
            "than one parcel; you pay for shipping once.",
        ),
    ),
    PageKind.RETURNS: PageTemplate(
        "Returns",
        "returns",
        (
            "# Changing your mind",
            "You can send an order back within [14] days of receiving it, without giving a reason.",
            "# How to do it",
            "Write to {email} with your order number. We answer with the address to send it to. Please send things "
            "back unused and in their packaging where you can.",
            "# Your money",
            "We pay back what you paid, including the cheapest shipping to you, within [14] days of your message, "
            "by the way you paid. The cost of sending things back is [yours / ours].",
            "# Something broken",
            "If something arrives damaged or does not work, write to us with a picture. We put it right at our cost.",
        ),
    ),
    PageKind.PRIVACY: PageTemplate(
        "Privacy",
        "privacy",
        (
            "# Who is responsible",
            "{company}, {email}. [Full address.]",
            "# What we keep when you order",
            "Name, address, e-mail and what you ordered, so that we can send it, answer questions and keep our books "
            "as the law asks for. Payment is handled by Stripe; we never see your card number.",
            "# What we keep when you look around",
            "A cookie remembers your cart. We set no cookies that follow you to other places.",
            "# Who gets to see it",
            "The suppliers and carriers who send your order get the address. Nobody buys data from us.",
            "# Your rights",
            "Write to us and we tell you what we hold about you, correct it or delete it as far as the law lets us.",
        ),
    ),
    PageKind.TERMS: PageTemplate(
        "Terms of sale",
        "terms",
        (
            "# The contract",
            "Your order is an offer. The contract is made when we confirm it by e-mail. Our partner is you; yours is "
            "{company}.",
            "# Prices and payment",
            "Prices are in {currency}. What you pay in all, with tax and shipping, stands at the checkout before you "
            "order.",
            "# Delivery and returns",
            "See our pages on shipping and returns.",
            "# If something is wrong",
            "The rights the law gives you for faulty goods hold in full.",
        ),
    ),
    PageKind.IMPRINT: PageTemplate(
        "Imprint",
        "imprint",
        (
            "{company}",
            "[Street and number, postal code, town, country]",
            "E-mail: {email}",
            "[Telephone]",
            "[Person responsible, trade register and number, tax number]",
        ),
    ),
}


def page_html(*, kind: str, shop: str, company: str, email: str, currency: str) -> str:
    """Return the template's text as HTML with the shop's facts filled in, every fact escaped."""
    facts = {
        "{shop}": escape(shop),
        "{company}": escape(company),
        "{email}": escape(email) or "[e-mail address]",
        "{currency}": escape(currency),
    }
    blocks = []
    for paragraph in TEMPLATES[PageKind(kind)].paragraphs:
        text = escape(paragraph, quote=False)
        for mark, value in facts.items():
            text = text.replace(mark, value)
        blocks.append(f"<h2>{text[2:]}</h2>" if text.startswith("# ") else f"<p>{text}</p>")
    return "\n".join(blocks)
