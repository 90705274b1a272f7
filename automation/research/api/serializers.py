"""Shapes of the research API. Amounts of suppliers are decimals of the currency beside them."""

from rest_framework import serializers

from automation.research.types import (
    AlertKind,
    CandidateState,
    Judgement,
    Part,
    Quality,
    RunState,
    SignalKind,
)


class CriteriaInput(serializers.Serializer):
    is_on = serializers.BooleanField(required=False)
    keywords = serializers.ListField(
        child=serializers.CharField(max_length=80), max_length=20, required=False
    )
    category = serializers.CharField(max_length=80, required=False, allow_blank=True)
    price_min = serializers.DecimalField(
        max_digits=10, decimal_places=2, min_value=0, required=False, allow_null=True
    )
    price_max = serializers.DecimalField(
        max_digits=10, decimal_places=2, min_value=0, required=False, allow_null=True
    )
    ship_to = serializers.RegexField(r"^[A-Za-z]{2}$", required=False)
    min_rating = serializers.DecimalField(
        max_digits=2, decimal_places=1, min_value=0, max_value=5, required=False, allow_null=True
    )
    max_days = serializers.IntegerField(min_value=1, max_value=120, required=False, allow_null=True)
    excluded_brands = serializers.ListField(
        child=serializers.CharField(max_length=80), max_length=100, required=False
    )
    markup = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=1, max_value=20, required=False
    )
    hour = serializers.IntegerField(
        min_value=0, max_value=23, required=False, help_text="By the store's clock."
    )
    max_cost_micros = serializers.IntegerField(
        min_value=0,
        max_value=20_000_000,
        required=False,
        help_text="Most a run may spend on Claude, millionths of USD.",
    )


class CriteriaOutput(serializers.Serializer):
    is_on = serializers.BooleanField()
    keywords = serializers.ListField(child=serializers.CharField())
    category = serializers.CharField()
    price_min = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    price_max = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    ship_to = serializers.CharField()
    min_rating = serializers.DecimalField(max_digits=2, decimal_places=1, allow_null=True)
    max_days = serializers.IntegerField(allow_null=True)
    excluded_brands = serializers.ListField(child=serializers.CharField())
    markup = serializers.DecimalField(max_digits=5, decimal_places=2)
    hour = serializers.IntegerField()
    max_cost_micros = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class ResearchSourceOutput(serializers.Serializer):
    name = serializers.CharField()
    is_connected = serializers.BooleanField()
    note = serializers.CharField()


class RunOutput(serializers.Serializer):
    id = serializers.UUIDField()
    day = serializers.DateField()
    state = serializers.ChoiceField(choices=RunState.choices)
    found = serializers.IntegerField()
    cost_micros = serializers.IntegerField()
    note = serializers.CharField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class RunSourceOutput(serializers.Serializer):
    name = serializers.CharField()
    asked = serializers.IntegerField()
    answered = serializers.IntegerField()
    failed = serializers.IntegerField()
    skipped = serializers.IntegerField()
    message = serializers.CharField()


class RunDetailOutput(RunOutput):
    criteria = serializers.JSONField()
    sources = RunSourceOutput(many=True)


class CandidateFilterInput(serializers.Serializer):
    state = serializers.ChoiceField(choices=CandidateState.choices, required=False)
    min_score = serializers.IntegerField(min_value=0, max_value=100, required=False)
    search = serializers.CharField(max_length=120, required=False, allow_blank=True)
    run_id = serializers.UUIDField(required=False)
    ordering = serializers.ChoiceField(choices=["-score", "-updated_at", "price"], required=False)


class PartOutput(serializers.Serializer):
    part = serializers.ChoiceField(choices=Part.choices)
    score = serializers.IntegerField(allow_null=True)
    weight = serializers.FloatField(help_text="Its share of the score after redistribution, 0 to 1.")
    says = serializers.CharField()
    evidence_ids = serializers.ListField(child=serializers.UUIDField())


class ReasonOutput(serializers.Serializer):
    sentence = serializers.CharField()
    evidence_id = serializers.UUIDField()


class OfferOutput(serializers.Serializer):
    provider = serializers.CharField()
    product_id = serializers.CharField()
    url = serializers.CharField()
    price = serializers.CharField(allow_null=True)
    currency = serializers.CharField(allow_null=True)


class CandidateOutput(serializers.Serializer):
    id = serializers.UUIDField()
    title = serializers.CharField()
    provider = serializers.CharField()
    url = serializers.CharField()
    image_url = serializers.CharField()
    price = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    currency = serializers.CharField()
    keyword = serializers.CharField()
    state = serializers.ChoiceField(choices=CandidateState.choices)
    score = serializers.IntegerField(allow_null=True)
    quality = serializers.ChoiceField(choices=Quality.choices)
    coverage = serializers.IntegerField(help_text="How much of the weight has evidence, percent.")
    parts = PartOutput(many=True)
    flags = serializers.ListField(child=serializers.CharField())
    judgement = serializers.ChoiceField(choices=[*Judgement.choices, ("", "none")])
    import_id = serializers.UUIDField(allow_null=True)
    last_seen = serializers.DateField(source="last_run.day")
    watchlist_item_id = serializers.SerializerMethodField()

    def get_watchlist_item_id(self, candidate: object) -> str | None:
        item = getattr(candidate, "watched", None)
        return str(item.pk) if item else None


class EvidenceOutput(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=SignalKind.choices)
    reader = serializers.CharField(source="source", help_text="Who was asked.")
    query = serializers.CharField()
    scale = serializers.CharField()
    facts = serializers.JSONField()
    snapshot = serializers.JSONField(help_text="The source's answer as it was.")
    fetched_at = serializers.DateTimeField()


class CandidateDetailOutput(CandidateOutput):
    offers = OfferOutput(many=True)
    reasons = ReasonOutput(many=True)
    evidence = EvidenceOutput(many=True)


class WatchInput(serializers.Serializer):
    tags = serializers.ListField(child=serializers.CharField(max_length=30), required=False, max_length=10)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)
    target_cost = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=0, required=False, allow_null=True
    )


class WatchAlertOutput(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=AlertKind.choices)
    message = serializers.CharField()
    is_read = serializers.BooleanField()
    at = serializers.DateTimeField()


class WatchlistItemOutput(serializers.Serializer):
    id = serializers.UUIDField()
    candidate = CandidateOutput()
    tags = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    target_cost = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    checked_at = serializers.DateTimeField(allow_null=True)
    alerts = WatchAlertOutput(many=True, source="newest_alerts")


class ImportStartedOutput(serializers.Serializer):
    import_id = serializers.UUIDField()


class TrendsFileInput(serializers.Serializer):
    file = serializers.FileField()


class TrendsTermsOutput(serializers.Serializer):
    terms = serializers.ListField(child=serializers.CharField())
