"""Facts of a shop's catalog (store schema). Rules a row alone can break are constraints here, with names."""

from __future__ import annotations

from django.contrib.postgres.search import CombinedSearchVector, SearchVector
from django.db import models
from django.db.models import Deferrable, F, Q, Value
from django.db.models.functions import Now

from apps.catalog.fields import InvertedIndex, ListField, TextSearchField
from apps.catalog.querysets import ProductQuerySet, VariantQuerySet
from apps.catalog.types.statuses import ImageFormat, ProductStatus, RedirectKind
from apps.catalog.types.writing import WriterKind
from tenancy.ids import uuid7

NOTHING_LOCKED = Value([], ListField(models.CharField(max_length=40)))


class Product(models.Model):
    """Something a shop sells.

    `search_*` hold folded words written by the services; `price_*` and `variants_count` repeat the variants so
    that lists need no aggregate. `field_writers` maps a field to its last writer; `locked_fields` were edited by a
    person and are never overwritten by a machine.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(max_length=255)
    handle = models.CharField(max_length=120)
    description_html = models.TextField(default="", blank=True)
    status = models.CharField(max_length=8, choices=ProductStatus, default=ProductStatus.DRAFT)
    vendor = models.CharField(max_length=255, default="", blank=True)
    product_type = models.CharField(max_length=255, default="", blank=True)
    tags = ListField(models.CharField(max_length=255), default=list, blank=True)
    external_reference = models.CharField(max_length=255, null=True, blank=True)
    source_url = models.TextField(null=True, blank=True)
    content_note = models.TextField(null=True, blank=True)
    seo_title = models.CharField(max_length=255, default="", blank=True)
    seo_description = models.CharField(max_length=1000, default="", blank=True)
    currency = models.CharField(max_length=3)
    price_min_minor = models.BigIntegerField(default=0)
    price_max_minor = models.BigIntegerField(default=0)
    variants_count = models.PositiveIntegerField(default=0)
    search_title = models.TextField(default="", editable=False)
    search_labels = models.TextField(default="", editable=False)
    search_skus = models.TextField(default="", editable=False)
    search = models.GeneratedField(
        expression=CombinedSearchVector(
            CombinedSearchVector(
                SearchVector("search_title", weight="A", config="simple"),
                "||",
                SearchVector("search_labels", weight="B", config="simple"),
                None,
            ),
            "||",
            SearchVector("search_skus", weight="C", config="simple"),
            None,
        ),
        output_field=TextSearchField(),
        db_persist=True,
    )
    field_writers = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField()), editable=False, blank=True
    )
    locked_fields = ListField(
        models.CharField(max_length=40), default=list, db_default=NOTHING_LOCKED, editable=False, blank=True
    )
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handle"], name="catalog_product_handle_once"),
            models.UniqueConstraint(fields=["external_reference"], name="catalog_product_reference_once"),
            models.CheckConstraint(
                condition=Q(status__in=ProductStatus.values), name="catalog_product_status_known"
            ),
            models.CheckConstraint(
                condition=Q(price_min_minor__gte=0) & Q(price_max_minor__gte=F("price_min_minor")),
                name="catalog_product_price_range",
            ),
            models.CheckConstraint(
                condition=~Q(status="ACTIVE") | Q(published_at__isnull=False),
                name="catalog_product_active_is_published",
            ),
        ]
        indexes = [
            InvertedIndex(fields=["search"], name="catalog_product_search"),
            models.Index(F("updated_at").desc(), F("id").desc(), name="catalog_product_updated"),
            models.Index(
                F("published_at").desc(),
                F("id").desc(),
                name="catalog_product_newest",
                condition=Q(status="ACTIVE"),
            ),
            models.Index(
                fields=["price_min_minor", "id"], name="catalog_product_price", condition=Q(status="ACTIVE")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Option(models.Model):
    """A thing to choose, such as Size."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="options", db_index=False)
    name = models.CharField(max_length=255)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            # Checked at commit, so that two options can trade names.
            models.UniqueConstraint(
                fields=["product", "name"], name="catalog_option_name_once", deferrable=Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OptionValue(models.Model):
    """One choice of an option, such as M."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="values", db_index=False)
    name = models.CharField(max_length=255)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["option", "name"], name="catalog_value_name_once", deferrable=Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Image(models.Model):
    """A product's picture. Its files lie in `folder`; `content_hash` is the SHA-256 of what was uploaded."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="images", db_index=False)
    key = models.CharField(max_length=255)
    content_hash = models.CharField(max_length=64)
    alt_text = models.CharField(max_length=512, default="", blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "content_hash"], name="catalog_image_content_once"),
        ]

    def __str__(self) -> str:
        return self.key


class Rendition(models.Model):
    """One stored file of an image: a width in a format."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions", db_index=False)
    format = models.CharField(max_length=4, choices=ImageFormat)
    width = models.PositiveIntegerField()
    key = models.CharField(max_length=255)
    size_bytes = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "format", "width"], name="catalog_rendition_once"),
            models.CheckConstraint(
                condition=Q(format__in=ImageFormat.values), name="catalog_rendition_format_known"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Variant(models.Model):
    """What is bought. `option_value_ids` follow the order of the product's options; empty without options.

    `stock_reserved` units belong to running checkouts; `stock_on_hand - stock_reserved` can be sold.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants", db_index=False)
    option_value_ids = ListField(models.UUIDField(), default=list, blank=True)
    sku = models.CharField(max_length=100, default="", blank=True)
    barcode = models.CharField(max_length=100, default="", blank=True)
    price_minor = models.BigIntegerField()
    compare_at_minor = models.BigIntegerField(null=True, blank=True)
    cost_minor = models.BigIntegerField(null=True, blank=True)
    weight_grams = models.PositiveIntegerField(null=True, blank=True)
    is_stock_tracked = models.BooleanField(default=False)
    stock_on_hand = models.IntegerField(default=0)
    stock_reserved = models.IntegerField(default=0)
    position = models.PositiveIntegerField()
    image = models.ForeignKey(
        Image, on_delete=models.SET_NULL, related_name="variants", null=True, blank=True, db_index=False
    )
    locked_fields = ListField(
        models.CharField(max_length=40), default=list, db_default=NOTHING_LOCKED, editable=False, blank=True
    )

    objects = VariantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "option_value_ids"],
                name="catalog_variant_combination_once",
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(price_minor__gte=0)
                & (Q(compare_at_minor__isnull=True) | Q(compare_at_minor__gte=0))
                & (Q(cost_minor__isnull=True) | Q(cost_minor__gte=0)),
                name="catalog_variant_amounts_positive",
            ),
            models.CheckConstraint(
                condition=Q(stock_reserved__gte=0)
                & (Q(is_stock_tracked=False) | Q(stock_on_hand__gte=F("stock_reserved"))),
                name="catalog_variant_stock_not_oversold",
            ),
        ]
        indexes = [models.Index(fields=["sku"], name="catalog_variant_sku", condition=~Q(sku=""))]

    def __str__(self) -> str:
        return self.sku or str(self.pk)


class Collection(models.Model):
    """A shelf: products the merchant put together, in an order of the merchant's choosing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(max_length=255)
    handle = models.CharField(max_length=120)
    description_html = models.TextField(default="", blank=True)
    is_published = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handle"], name="catalog_collection_handle_once")]

    def __str__(self) -> str:
        return self.title


class CollectionProduct(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collection = models.ForeignKey(
        Collection, on_delete=models.CASCADE, related_name="members", db_index=False
    )
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="memberships")
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "product"], name="catalog_member_once")]
        indexes = [models.Index(fields=["collection", "position", "id"], name="catalog_member_order")]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.product_id}"


class HandleRedirect(models.Model):
    """An old handle and the row that had it. It points at the row, so chains and loops cannot exist."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=RedirectKind)
    handle = models.CharField(max_length=120)
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="redirects", null=True, blank=True
    )
    collection = models.ForeignKey(
        Collection, on_delete=models.CASCADE, related_name="redirects", null=True, blank=True
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "handle"], name="catalog_redirect_once"),
            models.CheckConstraint(
                condition=Q(kind="PRODUCT", product__isnull=False, collection__isnull=True)
                | Q(kind="COLLECTION", product__isnull=True, collection__isnull=False),
                name="catalog_redirect_one_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.handle}"


class PriceLog(models.Model):
    """One change of a variant's numbers, or one that was refused: by whom, why, from what to what.

    The ids are plain, so that the history outlives what it is about.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product_id = models.UUIDField()
    variant_id = models.UUIDField()
    writer = models.CharField(max_length=6, choices=WriterKind)
    label = models.CharField(max_length=100, default="", blank=True)
    reason = models.CharField(max_length=300, default="", blank=True)
    run_id = models.UUIDField(null=True, blank=True)
    is_refused = models.BooleanField(default=False)
    code = models.CharField(max_length=40, default="", blank=True)
    currency = models.CharField(max_length=3)
    price_before_minor = models.BigIntegerField(null=True, blank=True)
    price_after_minor = models.BigIntegerField(null=True, blank=True)
    cost_before_minor = models.BigIntegerField(null=True, blank=True)
    cost_after_minor = models.BigIntegerField(null=True, blank=True)
    stock_before = models.IntegerField(null=True, blank=True)
    stock_after = models.IntegerField(null=True, blank=True)
    floor_minor = models.BigIntegerField(null=True, blank=True)
    source = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["variant_id", "-at"], name="catalog_price_log_variant"),
            models.Index(fields=["-at", "-id"], name="catalog_price_log_newest"),
            models.Index(fields=["run_id"], name="catalog_price_log_run", condition=Q(run_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.writer}"


class ProductRevision(models.Model):
    """Texts of a product before and after one write; the newest fifty are kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    writer = models.CharField(max_length=6, choices=WriterKind)
    label = models.CharField(max_length=100, default="", blank=True)
    run_id = models.UUIDField(null=True, blank=True)
    # {field: {"before": …, "after": …}}
    fields = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["product", "-at"], name="catalog_revision_newest")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.writer}"


class MarginFloor(models.Model):
    """The least margin machines may sell at, in hundredths of a percent of the price; one row a store."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    margin_basis_points = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="catalog_margin_floor_one_row"),
            models.CheckConstraint(
                condition=Q(margin_basis_points__lte=9_500), name="catalog_margin_floor_below_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.margin_basis_points / 100} %"


class StockSettings(models.Model):
    """One row: from how many units on a variant is low; none is no warning. `went_low_at` is the last crossing."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    low_stock_threshold = models.PositiveIntegerField(null=True, blank=True, default=3, db_default=3)
    went_low_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="catalog_stock_settings_one_row")]
        verbose_name_plural = "stock settings"

    def __str__(self) -> str:
        return f"low at {self.low_stock_threshold}"
