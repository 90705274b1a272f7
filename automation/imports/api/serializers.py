"""Shapes of imports on the wire."""

import base64
import binascii
from typing import Any

from rest_framework import serializers

from automation.ai.product_text import LENGTHS
from automation.imports.types import (
    MAX_HTML_BYTES,
    MAX_REFERENCES,
    ItemStatus,
    JobStatus,
    PriceBasis,
    StepName,
    StepStatus,
)

TOO_LARGE = "The page is larger than 5 MB."


class PageSourceInput(serializers.Serializer):
    """A product page by address, or as saved HTML (`html`, or `html_base64` for bytes in any encoding)."""

    kind = serializers.ChoiceField(choices=["product_page"])
    url = serializers.CharField(max_length=2000, required=False)
    html = serializers.CharField(required=False, trim_whitespace=False)
    html_base64 = serializers.CharField(required=False, write_only=True)
    url_of_html = serializers.CharField(max_length=2000, required=False, allow_null=True)

    def validate_html(self, value: str) -> str:
        if len(value.encode()) > MAX_HTML_BYTES:
            raise serializers.ValidationError(TOO_LARGE)
        return value

    def validate_html_base64(self, value: str) -> bytes:
        try:
            content = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError) as error:
            raise serializers.ValidationError("Not base64.") from error
        if len(content) > MAX_HTML_BYTES:
            raise serializers.ValidationError(TOO_LARGE)
        return content

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if "html_base64" in data:
            data["html"] = data.pop("html_base64")
        if ("url" in data) == ("html" in data):
            raise serializers.ValidationError({"url": ["Give either url or html."]})
        for name in ("url", "url_of_html"):
            if data.get(name) and not str(data[name]).lower().startswith(("http://", "https://")):
                raise serializers.ValidationError(
                    {name: ["An address that begins with http:// or https://."]}
                )
        return data


class RenameInput(serializers.Serializer):
    """New words for an option and its values; two values with one new name are merged."""

    option = serializers.CharField(max_length=255)
    name = serializers.CharField(max_length=255, required=False, allow_blank=True)
    values = serializers.DictField(child=serializers.CharField(max_length=255), required=False)


class PickInput(serializers.Serializer):
    """Which variants are taken over: keys as the supplier look names them, places of dispatch."""

    skus = serializers.ListField(
        child=serializers.CharField(max_length=200), required=False, allow_null=True, max_length=500
    )
    ship_from = serializers.ListField(
        child=serializers.RegexField(r"^[A-Z]{2}$"), required=False, allow_null=True, max_length=50
    )
    rename = RenameInput(many=True, required=False, max_length=10)  # type: ignore[call-arg] # of its list


class ImportOptionsInput(serializers.Serializer):
    rewrite = serializers.BooleanField(required=False, default=True)
    tone = serializers.CharField(max_length=60, required=False)
    length = serializers.ChoiceField(choices=[(name, name) for name in LENGTHS], required=False)
    banned_words = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        max_length=50,
        help_text="A rewrite that uses one of them is thrown away; the source's text stays.",
    )
    language = serializers.RegexField(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$", required=False)
    price_basis = serializers.ChoiceField(
        choices=PriceBasis.choices,
        required=False,
        help_text="COST: price rules make the prices. Default: COST for suppliers, SALE otherwise.",
    )
    ship_to = serializers.RegexField(r"^[A-Z]{2}$", required=False)
    pick = PickInput(required=False)


class SourceInput(PageSourceInput):
    """A product page, products of a supplier by address or id, or the address of a Google product feed."""

    kind = serializers.ChoiceField(choices=["product_page", "supplier", "google_feed"])
    references = serializers.ListField(
        child=serializers.CharField(max_length=2000), required=False, min_length=1, max_length=MAX_REFERENCES
    )

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if data["kind"] == "supplier":
            if not data.get("references"):
                raise serializers.ValidationError({"references": ["Name at least one product."]})
            return data
        if data["kind"] == "google_feed" and "url" not in data:
            raise serializers.ValidationError({"url": ["Give the feed's address, or send it as a file."]})
        return super().validate(data)


class ImportPageInput(serializers.Serializer):
    source = SourceInput()  # type: ignore[assignment] # the wire's word; DRF's attribute is unused here
    options = ImportOptionsInput(required=False)


class ImportPreviewInput(serializers.Serializer):
    source = PageSourceInput()  # type: ignore[assignment] # as above


class ImportFileInput(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["shopify_csv", "google_feed"])
    file = serializers.FileField(max_length=300)
    rewrite = serializers.BooleanField(required=False, default=False)
    price_basis = serializers.ChoiceField(choices=PriceBasis.choices, required=False)


class StepCostOutput(serializers.Serializer):
    amount = serializers.CharField()
    currency = serializers.CharField()


class StepOutput(serializers.Serializer):
    name = serializers.ChoiceField(choices=StepName.choices)
    status = serializers.ChoiceField(choices=StepStatus.choices)
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    seconds = serializers.FloatField(allow_null=True)
    cost = StepCostOutput()
    message = serializers.CharField()


class ProgressOutput(serializers.Serializer):
    total = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    percent = serializers.IntegerField()


class ImportErrorOutput(serializers.Serializer):
    code = serializers.CharField()
    message = serializers.CharField()
    row = serializers.IntegerField(required=False)
    reference = serializers.CharField(required=False)


class ImportOutput(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    source_label = serializers.CharField()
    status = serializers.ChoiceField(choices=JobStatus.choices)
    steps = StepOutput(many=True)
    progress = ProgressOutput()
    product_ids = serializers.ListField(child=serializers.UUIDField())
    errors = ImportErrorOutput(many=True)  # type: ignore[assignment] # as above
    notes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class ImportItemOutput(serializers.Serializer):
    id = serializers.UUIDField()
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=ItemStatus.choices)
    steps = StepOutput(many=True)
    product_id = serializers.UUIDField(allow_null=True)
    errors = ImportErrorOutput(many=True)  # type: ignore[assignment] # as above
    notes = serializers.ListField(child=serializers.CharField())
    reference = serializers.CharField(help_text="External reference: names the source's snapshots.")
    added_variants = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Choices the source has and the product, imported before, lacks.",
    )


class PreviewPriceOutput(serializers.Serializer):
    amount = serializers.CharField()
    currency = serializers.CharField(allow_null=True)


class PreviewVariantOutput(serializers.Serializer):
    option_values = serializers.ListField(child=serializers.CharField())
    sku = serializers.CharField(allow_null=True)
    price = PreviewPriceOutput(allow_null=True)
    available = serializers.BooleanField(allow_null=True)
    image = serializers.CharField(allow_null=True)


class PreviewOutput(serializers.Serializer):
    title = serializers.CharField(allow_null=True)
    price = PreviewPriceOutput(allow_null=True)
    sku = serializers.CharField(allow_null=True)
    availability = serializers.ChoiceField(choices=["InStock", "OutOfStock"])
    brand = serializers.CharField(allow_null=True)
    description = serializers.CharField()
    images = serializers.ListField(child=serializers.CharField())
    variants = PreviewVariantOutput(many=True)
    confidence = serializers.DictField(child=serializers.FloatField())
