"""Staff look at a store's catalog, and take a product off sale; everything else is the merchant's to change."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from apps.catalog import services
from apps.catalog.models import (
    Collection,
    CollectionProduct,
    HandleRedirect,
    Image,
    MarginFloor,
    Option,
    OptionValue,
    PriceLog,
    Product,
    ProductRevision,
    Rendition,
    StockSettings,
    Variant,
)
from apps.money.types import Money
from tenancy.errors import Refused
from tenancy.staff.facts import FactAdmin, FactInline


class OptionInline(FactInline):
    model = Option
    fields = ["position", "name", "value_names"]
    readonly_fields = ["value_names"]
    ordering = ["position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Option]:
        return super().get_queryset(request).prefetch_related("values")

    @admin.display(description="values")
    def value_names(self, option: Option) -> str:
        rows = sorted(option.values.all(), key=lambda row: row.position)
        return ", ".join(row.name for row in rows)


class VariantInline(FactInline):
    model = Variant
    fields = ["position", "sku", "price_minor", "is_stock_tracked", "stock_on_hand", "stock_reserved"]
    ordering = ["position"]


class ImageInline(FactInline):
    model = Image
    fields = ["position", "key", "alt_text", "width", "height"]
    ordering = ["position"]


@admin.register(Product)
class ProductAdmin(FactAdmin):
    list_display = ["title", "handle", "status", "vendor", "price", "variants_count", "updated_at"]
    list_filter = ["status"]
    search_fields = ["title", "handle", "=id", "=external_reference"]
    ordering = ["-updated_at", "-pk"]
    exclude = ["search", "search_title", "search_labels", "search_skus"]
    inlines = [OptionInline, VariantInline, ImageInline]
    actions = ["unpublish", "archive"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return super().get_queryset(request).defer("search", "search_skus")

    @admin.display(description="from", ordering="price_min_minor")
    def price(self, product: Product) -> str:
        money = Money(product.price_min_minor, product.currency)
        return f"{money.amount:f} {money.currency}"

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """Say whether this person of the staff may take products off sale."""
        return bool(request.user.has_perm("catalog.change_product"))

    @admin.action(description="Take off sale (draft)", permissions=["moderate"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        self._each(request, queryset, lambda product_id: services.product_unpublish(product_id=product_id))

    @admin.action(description="Archive", permissions=["moderate"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        self._each(request, queryset, lambda product_id: services.product_archive(product_id=product_id))

    def _each(
        self, request: HttpRequest, queryset: QuerySet[Product], change: Callable[[UUID], object]
    ) -> None:
        done = 0
        for product_id in queryset.values_list("pk", flat=True):
            try:
                change(product_id)
                done += 1
            except Refused as refused:
                self.message_user(request, f"{product_id}: {refused.message}", messages.ERROR)
        self.message_user(request, f"{done} products changed.", messages.SUCCESS)


@admin.register(Variant)
class VariantAdmin(FactAdmin):
    list_display = ["sku", "product", "price_minor", "is_stock_tracked", "stock_on_hand", "stock_reserved"]
    list_filter = ["is_stock_tracked"]
    search_fields = ["sku", "barcode", "=id", "product__title"]
    list_select_related = ["product"]
    ordering = ["product_id", "position"]


class MemberInline(FactInline):
    model = CollectionProduct
    fields = ["position", "product"]
    ordering = ["position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CollectionProduct]:
        return super().get_queryset(request).select_related("product")


@admin.register(Collection)
class CollectionAdmin(FactAdmin):
    list_display = ["title", "handle", "is_published", "products_count", "updated_at"]
    list_filter = ["is_published"]
    search_fields = ["title", "handle", "=id"]
    ordering = ["title", "pk"]
    inlines = [MemberInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Collection]:
        return super().get_queryset(request).annotate(products_count=Count("members"))

    @admin.display(description="products", ordering="products_count")
    def products_count(self, collection: Any) -> int:
        return int(collection.products_count)


@admin.register(HandleRedirect)
class HandleRedirectAdmin(FactAdmin):
    list_display = ["kind", "handle", "product", "collection", "created_at"]
    list_filter = ["kind"]
    search_fields = ["handle"]
    list_select_related = ["product", "collection"]
    ordering = ["-created_at", "-pk"]


@admin.register(Option)
class OptionAdmin(FactAdmin):
    list_display = ["name", "product", "position"]
    search_fields = ["name", "=product__id"]
    ordering = ["-pk"]


@admin.register(OptionValue)
class OptionValueAdmin(FactAdmin):
    list_display = ["name", "option", "position"]
    search_fields = ["name", "=option__id"]
    ordering = ["-pk"]


@admin.register(Image)
class ImageAdmin(FactAdmin):
    list_display = ["product", "key", "width", "height", "position", "created_at"]
    search_fields = ["key", "=product__id"]
    ordering = ["-created_at", "-pk"]


@admin.register(Rendition)
class RenditionAdmin(FactAdmin):
    list_display = ["image", "format", "width", "size_bytes"]
    list_filter = ["format"]
    search_fields = ["key", "=image__id"]
    ordering = ["-pk"]


@admin.register(CollectionProduct)
class CollectionProductAdmin(FactAdmin):
    list_display = ["collection", "product", "position"]
    search_fields = ["=collection__id", "=product__id"]
    ordering = ["-pk"]


@admin.register(PriceLog)
class PriceLogAdmin(FactAdmin):
    list_display = [
        "at",
        "variant_id",
        "writer",
        "reason",
        "price_before_minor",
        "price_after_minor",
        "cost_after_minor",
        "currency",
        "is_refused",
    ]
    list_filter = ["writer", "is_refused"]
    search_fields = ["=variant_id", "=product_id", "=run_id"]
    ordering = ["-at", "-pk"]


@admin.register(ProductRevision)
class ProductRevisionAdmin(FactAdmin):
    list_display = ["at", "product", "writer", "label"]
    list_filter = ["writer"]
    search_fields = ["=product__id", "=run_id"]
    ordering = ["-at", "-pk"]


@admin.register(MarginFloor)
class MarginFloorAdmin(FactAdmin):
    list_display = ["margin_basis_points", "changed_at"]
    ordering = ["pk"]


@admin.register(StockSettings)
class StockSettingsAdmin(FactAdmin):
    list_display = ["low_stock_threshold", "went_low_at", "told_at"]
    ordering = ["pk"]
