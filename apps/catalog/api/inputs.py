"""What the catalog takes over the wire. Types and shapes here; the rules are the services'."""

from typing import Any

from rest_framework import serializers

from apps.catalog.api.fields import BoundedList, OptionValueField, TextField
from apps.catalog.types import (
    CollectionInput,
    ImageInput,
    OptionInput,
    ProductInput,
    ProductStatus,
    StaffOrder,
    VariantInput,
)
from apps.catalog.types.statuses import (
    MAX_COLLECTION_BATCH,
    MAX_DESCRIPTION,
    MAX_TAGS,
    MAX_VALUES,
    MAX_VARIANTS,
)
from apps.money.fields import MoneyField

LONG = 2**53


class OptionWrite(serializers.Serializer):
    id = serializers.UUIDField(required=False, allow_null=True)
    name = TextField(max_length=1000)
    values = BoundedList(child=OptionValueField(), max_length=10 * MAX_VALUES)


class VariantWrite(serializers.Serializer):
    id = serializers.UUIDField(required=False, allow_null=True)
    option_values = BoundedList(child=TextField(max_length=1000), required=False, max_length=100)
    sku = TextField(required=False, allow_null=True, max_length=1000)
    barcode = TextField(required=False, allow_null=True, max_length=1000)
    price = MoneyField(required=False)
    compare_at_price = MoneyField(required=False, allow_null=True)
    cost = MoneyField(required=False, allow_null=True)
    weight_grams = serializers.IntegerField(required=False, allow_null=True, min_value=-LONG, max_value=LONG)
    stock_quantity = serializers.IntegerField(
        required=False, allow_null=True, min_value=-LONG, max_value=LONG
    )
    is_stock_tracked = serializers.BooleanField(required=False)
    image_id = serializers.UUIDField(required=False, allow_null=True)


class ProductChangeInput(serializers.Serializer):
    """PATCH: what is not said stays. `variants`, when given, is the complete list."""

    title = TextField(required=False, max_length=5000)
    description_html = TextField(required=False, allow_null=True, max_length=2 * MAX_DESCRIPTION)
    status = serializers.ChoiceField(choices=ProductStatus.choices, required=False)
    vendor = TextField(required=False, allow_null=True, max_length=5000)
    product_type = TextField(required=False, allow_null=True, max_length=5000)
    tags = BoundedList(
        child=TextField(max_length=5000), required=False, allow_null=True, max_length=10 * MAX_TAGS
    )
    handle = TextField(required=False, allow_null=True, max_length=5000)
    options = BoundedList(child=OptionWrite(), required=False, allow_null=True, max_length=100)
    variants = BoundedList(child=VariantWrite(), required=False, allow_null=True, max_length=MAX_VARIANTS)
    seo_title = TextField(required=False, allow_null=True, max_length=5000)
    seo_description = TextField(required=False, allow_null=True, max_length=5000)
    external_reference = TextField(required=False, allow_null=True, max_length=5000)
    content_note = TextField(required=False, allow_null=True, max_length=5000)


class ProductCreateInput(ProductChangeInput):
    """POST: only the title is required."""

    title = TextField(max_length=5000)


# Null means "empty" for texts and "not said" for what a product cannot be without.
_NULL_IS_EMPTY = {
    "description_html",
    "vendor",
    "product_type",
    "seo_title",
    "seo_description",
    "sku",
    "barcode",
}
_NULL_IS_UNSAID = {"handle", "options", "variants", "tags", "stock_quantity", "id"}


def _said(data: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, value in data.items():
        if value is None and name in _NULL_IS_UNSAID:
            continue
        said[name] = "" if value is None and name in _NULL_IS_EMPTY else value
    return said


def product_input(data: dict[str, Any]) -> ProductInput:
    """Return validated data of a product as the services take it."""
    said = _said(data)
    if "tags" in said:
        said["tags"] = tuple(said["tags"])
    if "options" in said:
        said["options"] = tuple(
            OptionInput(id=option.get("id"), name=option["name"], values=tuple(option["values"]))
            for option in said["options"]
        )
    if "variants" in said:
        said["variants"] = tuple(_variant_input(variant) for variant in said["variants"])
    return ProductInput(**said)


def _variant_input(data: dict[str, Any]) -> VariantInput:
    said = _said(data)
    if "option_values" in said:
        said["option_values"] = tuple(said["option_values"])
    return VariantInput(**said)


class ProductListQuery(serializers.Serializer):
    """Filters of the product list."""

    search = TextField(required=False, max_length=200, help_text="Words in title, vendor, type, tags or SKU.")
    status = serializers.ChoiceField(choices=ProductStatus.choices, required=False)
    collection_id = serializers.UUIDField(required=False)
    is_low_stock = serializers.BooleanField(required=False, default=False)
    ordering = serializers.ChoiceField(
        choices=StaffOrder.choices, required=False, help_text="Default: best match, else last changed."
    )


class ImageUploadInput(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True)
    alt_text = TextField(required=False, max_length=5000)
    position = serializers.IntegerField(required=False, min_value=0, max_value=1000)


class ImageChangeInput(serializers.Serializer):
    alt_text = TextField(required=False, max_length=5000)
    position = serializers.IntegerField(required=False, min_value=0, max_value=1000)
    variant_ids = BoundedList(child=serializers.UUIDField(), required=False, max_length=MAX_VARIANTS)


def image_input(data: dict[str, Any]) -> ImageInput:
    """Return validated changes of an image as the services take them."""
    if "variant_ids" in data:
        data = data | {"variant_ids": tuple(data["variant_ids"])}
    return ImageInput(**data)


class CollectionListQuery(serializers.Serializer):
    search = TextField(required=False, max_length=200, help_text="Part of the title.")


class CollectionChangeInput(serializers.Serializer):
    title = TextField(required=False, max_length=5000)
    handle = TextField(required=False, allow_null=True, max_length=5000)
    description_html = TextField(required=False, allow_null=True, max_length=2 * MAX_DESCRIPTION)
    is_published = serializers.BooleanField(required=False)


class CollectionCreateInput(CollectionChangeInput):
    title = TextField(max_length=5000)


def collection_input(data: dict[str, Any]) -> CollectionInput:
    """Return validated data of a collection as the services take it."""
    return CollectionInput(**_said(data))


class CollectionProductsInput(serializers.Serializer):
    product_ids = BoundedList(child=serializers.UUIDField(), min_length=1, max_length=MAX_COLLECTION_BATCH)
