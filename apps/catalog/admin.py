"""Staff look at a store's catalog, and take a product off sale; everything else is the merchant's to change."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from apps.catalog import services
from apps.catalog.models import Collection, CollectionProduct, HandleRedirect, Image, Option, Product, Variant
from apps.money.types import Money
from tenancy.errors import Refused


class _ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OptionInline(_ReadOnly, TabularInline):
    model = Option
    fields = ["position", "name", "value_names"]
    readonly_fields = ["value_names"]
    ordering = ["position"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Option]:
        return super().get_queryset(request).prefetch_related("values")

    @admin.display(description="values")
    def value_names(self, option: Option) -> str:
        rows = sorted(option.values.all(), key=lambda row: row.position)
        return ", ".join(row.name for row in rows)


class VariantInline(_ReadOnly, TabularInline):
    model = Variant
    fields = ["position", "sku", "price_minor", "is_stock_tracked", "stock_on_hand", "stock_reserved"]
    ordering = ["position"]
    per_page = 50
    extra = 0


class ImageInline(_ReadOnly, TabularInline):
    model = Image
    fields = ["position", "key", "alt_text", "width", "height"]
    ordering = ["position"]
    extra = 0


@admin.register(Product)
class ProductAdmin(_ReadOnly, ModelAdmin):
    list_display = ["title", "handle", "status", "vendor", "price", "variants_count", "updated_at"]
    list_filter = ["status"]
    search_fields = ["title", "handle", "=id", "=external_reference"]
    ordering = ["-updated_at", "-pk"]
    exclude = ["search", "search_title", "search_labels", "search_skus"]
    inlines = [OptionInline, VariantInline, ImageInline]
    actions = ["unpublish", "archive"]
    show_full_result_count = False
    list_per_page = 50

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
class VariantAdmin(_ReadOnly, ModelAdmin):
    list_display = ["sku", "product", "price_minor", "is_stock_tracked", "stock_on_hand", "stock_reserved"]
    list_filter = ["is_stock_tracked"]
    search_fields = ["sku", "barcode", "=id", "product__title"]
    list_select_related = ["product"]
    ordering = ["product_id", "position"]
    show_full_result_count = False
    list_per_page = 50


class MemberInline(_ReadOnly, TabularInline):
    model = CollectionProduct
    fields = ["position", "product"]
    ordering = ["position"]
    per_page = 50
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[CollectionProduct]:
        return super().get_queryset(request).select_related("product")


@admin.register(Collection)
class CollectionAdmin(_ReadOnly, ModelAdmin):
    list_display = ["title", "handle", "is_published", "products_count", "updated_at"]
    list_filter = ["is_published"]
    search_fields = ["title", "handle", "=id"]
    ordering = ["title", "pk"]
    inlines = [MemberInline]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Collection]:
        return super().get_queryset(request).annotate(products_count=Count("members"))

    @admin.display(description="products", ordering="products_count")
    def products_count(self, collection: Any) -> int:
        return int(collection.products_count)


@admin.register(HandleRedirect)
class HandleRedirectAdmin(_ReadOnly, ModelAdmin):
    list_display = ["kind", "handle", "product", "collection", "created_at"]
    list_filter = ["kind"]
    search_fields = ["handle"]
    list_select_related = ["product", "collection"]
    ordering = ["-created_at", "-pk"]
    show_full_result_count = False
