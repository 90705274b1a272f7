"""Closed lists of values, and bounds."""

from django.db.models import TextChoices

MAX_BODY = 200_000
MAX_TAGS = 20
MAX_SOURCES = 40
MAX_MENU_ITEMS = 30
MAX_LOG = 500
MAX_PATH = 500
# Pages that are a shopper's own; no merchant can open them to search engines.
CLOSED_TO_ROBOTS = ("/cart", "/checkout", "/orders/", "/search", "/account", "/visit")


class PostStatus(TextChoices):
    DRAFT = "DRAFT"
    SCHEDULED = "SCHEDULED"
    PUBLISHED = "PUBLISHED"


class PageKind(TextChoices):
    """What a page is for; each kind but PAGE exists at most once."""

    PAGE = "PAGE", "page"
    ABOUT = "ABOUT", "about us"
    CONTACT = "CONTACT", "contact"
    SHIPPING = "SHIPPING", "shipping policy"
    RETURNS = "RETURNS", "returns policy"
    PRIVACY = "PRIVACY", "privacy policy"
    TERMS = "TERMS", "terms of sale"
    IMPRINT = "IMPRINT", "imprint"


class SubjectKind(TextChoices):
    POST = "POST"
    PAGE = "PAGE"


class AuthorKind(TextChoices):
    PERSON = "PERSON"
    AI = "AI"
    PLATFORM = "PLATFORM"


class RedirectKind(TextChoices):
    MANUAL = "MANUAL"
    AUTOMATIC = "AUTOMATIC"


class MenuPlace(TextChoices):
    MAIN = "MAIN"
    FOOTER = "FOOTER"


class SitemapKind(TextChoices):
    PRODUCTS = "products"
    COLLECTIONS = "collections"
    POSTS = "posts"
    PAGES = "pages"
