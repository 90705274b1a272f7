"""What products can be, what may be asked for, and the limits of a catalog."""

from django.db.models import TextChoices

MAX_VARIANTS = 2000
MAX_OPTIONS = 3
MAX_VALUES = 100
MAX_TAGS = 250
MAX_IMAGES = 250
MAX_STOCK = 10_000_000
MAX_WEIGHT_GRAMS = 10_000_000
MAX_DESCRIPTION = 200_000
MAX_COLLECTION_BATCH = 500


class ProductStatus(TextChoices):
    """DRAFT and ARCHIVED are invisible to shoppers."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    ARCHIVED = "ARCHIVED"


class RedirectKind(TextChoices):
    PRODUCT = "PRODUCT"
    COLLECTION = "COLLECTION"


class ImageFormat(TextChoices):
    WEBP = "WEBP"
    AVIF = "AVIF"


class StaffOrder(TextChoices):
    """Orders of the staff list: newest change first, by title, by lowest price."""

    UPDATED = "-updated_at"
    TITLE = "title"
    PRICE = "price"


class ShopSort(TextChoices):
    """Orders of a shopper's list. FEATURED is the merchant's own order."""

    FEATURED = "featured"
    NEWEST = "newest"
    PRICE_UP = "price-asc"
    PRICE_DOWN = "price-desc"
    TITLE = "title"
