"""What the catalog says over the wire; made from the frozen data of the selectors."""

from rest_framework import serializers

from apps.catalog.types import ImageFormat, ProductStatus
from apps.catalog.types.writing import WriterKind
from apps.money.fields import MoneyField


class RenditionOutput(serializers.Serializer):
    format = serializers.ChoiceField(choices=ImageFormat.choices)
    width = serializers.IntegerField()
    url = serializers.CharField()


class ImageOutput(serializers.Serializer):
    id = serializers.UUIDField()
    url = serializers.CharField()
    alt_text = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    position = serializers.IntegerField()
    renditions = RenditionOutput(many=True)


class RowImageOutput(serializers.Serializer):
    url = serializers.CharField()
    alt_text = serializers.CharField()


class ProductRowOutput(serializers.Serializer):
    id = serializers.UUIDField()
    title = serializers.CharField()
    handle = serializers.CharField()
    status = serializers.ChoiceField(choices=ProductStatus.choices)
    vendor = serializers.CharField()
    product_type = serializers.CharField()
    price_min = MoneyField()
    price_max = MoneyField()
    image = RowImageOutput(allow_null=True)
    variants_count = serializers.IntegerField()
    stock_total = serializers.IntegerField(allow_null=True, help_text="Null when no variant counts stock.")
    updated_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
    is_flagged = serializers.BooleanField(help_text="The text has a note that somebody should read.")
    is_low_stock = serializers.BooleanField(help_text="A variant is at or below the store's threshold.")


class OptionValueOutput(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    position = serializers.IntegerField()


class OptionOutput(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    position = serializers.IntegerField()
    values = OptionValueOutput(many=True)


class VariantOutput(serializers.Serializer):
    id = serializers.UUIDField()
    title = serializers.CharField()
    sku = serializers.CharField()
    barcode = serializers.CharField()
    option_values = serializers.ListField(child=serializers.CharField())
    price = MoneyField()
    compare_at_price = MoneyField(allow_null=True)
    cost = MoneyField(allow_null=True)
    weight_grams = serializers.IntegerField(allow_null=True)
    stock_quantity = serializers.IntegerField(help_text="What can be sold now.")
    is_stock_tracked = serializers.BooleanField()
    position = serializers.IntegerField()
    image_id = serializers.UUIDField(allow_null=True)
    locked_fields = serializers.ListField(
        child=serializers.CharField(), help_text="Numbers a person has set; machines leave them."
    )


class FieldWriterOutput(serializers.Serializer):
    """Who wrote a field last: the model, the rule or nobody in particular."""

    writer = serializers.ChoiceField(choices=WriterKind.choices)
    label = serializers.CharField()  # type: ignore[assignment] # the wire's word
    run_id = serializers.UUIDField(allow_null=True)
    at = serializers.DateTimeField()


class CollectionRefOutput(serializers.Serializer):
    id = serializers.UUIDField()
    title = serializers.CharField()
    handle = serializers.CharField()


class ProductOutput(ProductRowOutput):
    is_low_stock = None  # type: ignore[assignment] # a list's mark; DRF's way to take an inherited field out
    published_at = serializers.DateTimeField(allow_null=True)
    description_html = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    options = OptionOutput(many=True)
    variants = VariantOutput(many=True)
    images = ImageOutput(many=True)
    collections = CollectionRefOutput(many=True)
    seo_title = serializers.CharField()
    seo_description = serializers.CharField()
    content_note = serializers.CharField(allow_null=True)
    source_url = serializers.CharField(allow_null=True)
    external_reference = serializers.CharField(allow_null=True)
    storefront_url = serializers.CharField()
    locked_fields = serializers.ListField(
        child=serializers.CharField(), help_text="Texts a person has edited; machines leave them."
    )
    field_writers = serializers.DictField(child=FieldWriterOutput(), help_text="Last writer by field.")


class CollectionOutput(serializers.Serializer):
    id = serializers.UUIDField()
    title = serializers.CharField()
    handle = serializers.CharField()
    description_html = serializers.CharField()
    products_count = serializers.IntegerField()
    is_published = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class EmptyOutput(serializers.Serializer):
    """Nothing more to say."""
