"""Shapes of the analytics API."""

from rest_framework import serializers

from apps.analytics.types import EntryKind, ExportKind, ExportState, Medium
from apps.money.fields import MoneyField


class PeriodInput(serializers.Serializer):
    """Days of the store's own calendar, both included; 30 days up to today unless said, 366 at most."""

    to = serializers.DateField(required=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        # `from` is a keyword of Python.
        return {"from": serializers.DateField(required=False), **super().get_fields()}


class EntryFilterInput(PeriodInput):
    kind = serializers.ChoiceField(choices=EntryKind.choices, required=False)


class SalesDayOutput(serializers.Serializer):
    date = serializers.DateField()
    orders = serializers.IntegerField()
    gross = MoneyField(help_text="What was paid.")
    refunds = MoneyField(help_text="What went back; zero or negative.")
    tax = MoneyField(help_text="Tax in both.")
    shipping = MoneyField()
    discounts = MoneyField()
    net = MoneyField(help_text="gross + refunds − tax")


class SalesReportOutput(serializers.Serializer):
    first = serializers.DateField()
    last = serializers.DateField()
    time_zone = serializers.CharField()
    days = SalesDayOutput(many=True)
    total = SalesDayOutput()
    before = SalesDayOutput(help_text="The same number of days before these, in one sum.")


class SaleEntryOutput(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    order_id = serializers.UUIDField()
    order_number = serializers.IntegerField()
    at = serializers.DateTimeField()
    gross = MoneyField()
    tax = MoneyField()
    net = MoneyField()


class ProductSalesOutput(serializers.Serializer):
    product_id = serializers.UUIDField()
    title = serializers.CharField()
    quantity = serializers.IntegerField()
    orders = serializers.IntegerField()
    total = MoneyField()


class FunnelOutput(serializers.Serializer):
    visits = serializers.IntegerField()
    carts = serializers.IntegerField()
    checkouts = serializers.IntegerField()
    paid = serializers.IntegerField()


class SourceOutput(serializers.Serializer):
    name = serializers.CharField(help_text="Google, ChatGPT, a host name, or a campaign's own word.")
    medium = serializers.ChoiceField(choices=Medium.choices)
    campaign = serializers.CharField()
    visits = serializers.IntegerField()
    carts = serializers.IntegerField()
    checkouts = serializers.IntegerField()
    paid = serializers.IntegerField()
    sales = MoneyField()


class ExportInput(PeriodInput):
    kind = serializers.ChoiceField(choices=ExportKind.choices)


class ExportOutput(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ExportKind.choices)
    first = serializers.DateField()
    last = serializers.DateField()
    state = serializers.ChoiceField(choices=ExportState.choices)
    rows = serializers.IntegerField()
    size_bytes = serializers.IntegerField(help_text="Of the file, once it is READY.")
    progress = serializers.IntegerField(help_text="Percent, while QUEUED.")
    pictures = serializers.IntegerField(help_text="In the archive of EVERYTHING.")
    pictures_missing = serializers.IntegerField(
        help_text="Pictures whose file was not there; the manifest names them."
    )
    failure = serializers.CharField(help_text="Why there is no file, when FAILED; else empty.")
    path = serializers.CharField(help_text="Below the API's host, signed for one hour; empty until READY.")
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
