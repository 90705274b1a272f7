"""Facts about the catalog. All are published with the store's id."""

from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class ProductCreated(Event):
    name: ClassVar[str] = "product.created"
    product_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProductUpdated(Event):
    """Words, options, variants or pictures changed."""

    name: ClassVar[str] = "product.updated"
    product_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProductPublished(Event):
    """Shoppers see the product from now on."""

    name: ClassVar[str] = "product.published"
    product_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProductUnpublished(Event):
    """Shoppers no longer see the product (draft or archived)."""

    name: ClassVar[str] = "product.unpublished"
    product_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProductDeleted(Event):
    """The product is gone; `handles` are its present and its old ones."""

    name: ClassVar[str] = "product.deleted"
    product_id: UUID
    handles: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ImageAdded(Event):
    """The picture is stored and shown; its AVIF forms are still to be made."""

    name: ClassVar[str] = "image.added"
    product_id: UUID
    image_id: UUID


@dataclass(frozen=True, kw_only=True)
class ImagesRemoved(Event):
    """The rows are gone; the files are still to be deleted."""

    name: ClassVar[str] = "images.removed"
    product_id: UUID
    image_ids: list[UUID]


@dataclass(frozen=True, kw_only=True)
class CollectionCreated(Event):
    name: ClassVar[str] = "collection.created"
    collection_id: UUID


@dataclass(frozen=True, kw_only=True)
class CollectionUpdated(Event):
    """Words, visibility or members changed."""

    name: ClassVar[str] = "collection.updated"
    collection_id: UUID


@dataclass(frozen=True, kw_only=True)
class CollectionDeleted(Event):
    """The collection is gone; `handles` are its present and its old ones."""

    name: ClassVar[str] = "collection.deleted"
    collection_id: UUID
    handles: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class PricesRelabelled(Event):
    """The store's currency changed, and all prices with it."""

    name: ClassVar[str] = "prices.relabelled"
    currency: str


@dataclass(frozen=True, kw_only=True)
class VariantPriceDropped(Event):
    """A variant costs less than before; both in minor units."""

    name: ClassVar[str] = "variant.price_dropped"
    variant_id: UUID
    before_minor: int
    after_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class VariantRestocked(Event):
    """A variant that was sold out can be bought again."""

    name: ClassVar[str] = "variant.restocked"
    variant_id: UUID


@dataclass(frozen=True, kw_only=True)
class StockLow(Event):
    """A sale took a variant's units on hand down to the store's threshold or below it."""

    name: ClassVar[str] = "stock.low"
    variant_id: UUID
    on_hand: int
