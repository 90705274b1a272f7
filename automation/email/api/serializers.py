"""Shapes of mail automation on the wire."""

from rest_framework import serializers

from automation.email.types import EventKind, MessageState, SuppressionReason


class NothingOutput(serializers.Serializer):
    """An empty object: it is done."""


class FlowProblemOutput(serializers.Serializer):
    code = serializers.CharField()
    message = serializers.CharField()
    node = serializers.CharField()
    field = serializers.CharField()


class FlowFiguresOutput(serializers.Serializer):
    inside = serializers.IntegerField()
    entered = serializers.IntegerField()
    sent = serializers.IntegerField()
    delivered = serializers.IntegerField()
    opened = serializers.IntegerField()
    clicked = serializers.IntegerField()
    skipped = serializers.IntegerField()
    unsubscribed = serializers.IntegerField()


class FlowRowOutput(serializers.Serializer):
    id = serializers.UUIDField()
    key = serializers.CharField()
    name = serializers.CharField()
    trigger = serializers.CharField()
    is_on = serializers.BooleanField()
    on_since = serializers.DateTimeField(allow_null=True)
    version_number = serializers.IntegerField(allow_null=True)
    is_draft_changed = serializers.BooleanField()
    updated_at = serializers.DateTimeField()
    figures = FlowFiguresOutput()


class FlowVersionOutput(serializers.Serializer):
    number = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    inside = serializers.IntegerField()
    definition = serializers.JSONField()


class FlowDetailOutput(serializers.Serializer):
    """A flow; `draft` and `published` follow the schema in docs/email-flows.md, `nodes` has figures per step."""

    flow = FlowRowOutput()
    draft = serializers.JSONField()
    published = serializers.JSONField(allow_null=True)
    problems = FlowProblemOutput(many=True)
    versions = FlowVersionOutput(many=True)
    nodes = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))


class FlowCreateInput(serializers.Serializer):
    name = serializers.CharField(max_length=120)
    definition = serializers.JSONField(required=False)


class FlowUpdateInput(serializers.Serializer):
    name = serializers.CharField(max_length=120, required=False)
    definition = serializers.JSONField(required=False)


class TemplateInput(serializers.Serializer):
    name = serializers.CharField(max_length=120)
    subject = serializers.CharField(max_length=200)
    preheader = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    blocks = serializers.ListField(child=serializers.DictField(), max_length=50)


class TemplateOutput(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    subject = serializers.CharField()
    preheader = serializers.CharField()
    blocks = serializers.ListField(child=serializers.DictField())
    revision = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class PreviewMailInput(serializers.Serializer):
    """Content being edited, and the shopper it is shown for (`email`; empty = somebody made up)."""

    subject = serializers.CharField(max_length=200)
    preheader = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    blocks = serializers.ListField(child=serializers.DictField(), max_length=50)
    email = serializers.CharField(max_length=254, required=False, allow_blank=True, default="")
    discount_code = serializers.RegexField(
        r"^[A-Za-z0-9_-]{0,40}$", required=False, allow_blank=True, default=""
    )


class TestSendInput(PreviewMailInput):
    to = serializers.EmailField(max_length=254)


class RenderedMailOutput(serializers.Serializer):
    subject = serializers.CharField()
    html = serializers.CharField()
    text = serializers.CharField()


class ContactOutput(serializers.Serializer):
    id = serializers.UUIDField()
    email = serializers.CharField()
    name = serializers.CharField()
    consent_state = serializers.CharField()
    time_zone = serializers.CharField()
    country = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    orders_count = serializers.IntegerField()
    last_order_at = serializers.DateTimeField(allow_null=True)
    last_marketing_at = serializers.DateTimeField(allow_null=True)
    suppressed = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()

    def get_suppressed(self, contact: object) -> str:
        """Return why nothing is sent to this address, or ""."""
        reasons: dict[str, str] = self.context.get("suppressed", {})
        return reasons.get(getattr(contact, "email", ""), "")


class HistoryRowOutput(serializers.Serializer):
    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=EventKind.choices)
    reason = serializers.CharField()
    flow_id = serializers.UUIDField(allow_null=True)
    flow_name = serializers.CharField()
    node = serializers.CharField()
    message_id = serializers.UUIDField(allow_null=True)
    subject = serializers.CharField()
    is_machine = serializers.BooleanField()
    detail = serializers.DictField()


class MessageRowOutput(serializers.Serializer):
    id = serializers.UUIDField()
    email = serializers.CharField()
    subject = serializers.CharField()
    state = serializers.ChoiceField(choices=MessageState.choices)
    reason = serializers.CharField()
    flow_name = serializers.CharField(source="enrolment.flow.name", default="")
    contact_id = serializers.UUIDField()
    provider = serializers.CharField()
    due_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    opened_at = serializers.DateTimeField(allow_null=True)
    clicked_at = serializers.DateTimeField(allow_null=True)


class MessageDetailOutput(serializers.Serializer):
    message = MessageRowOutput()
    content = RenderedMailOutput()


class SegmentInput(serializers.Serializer):
    """A name, and rules that all hold for its members (docs/email-flows.md)."""

    name = serializers.CharField(max_length=80)
    rules = serializers.ListField(child=serializers.DictField(), max_length=10)


class SegmentOutput(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    rules = serializers.ListField(child=serializers.DictField())
    members_count = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class WebhookSecretOutput(serializers.Serializer):
    """What calls of flows are signed with; shown to whom made it, and to nobody again."""

    secret = serializers.CharField()


class SuppressionOutput(serializers.Serializer):
    """An address nothing is sent to; null once it was erased, and then what stands for it holds."""

    id = serializers.UUIDField()
    email = serializers.CharField(allow_null=True)
    reason = serializers.ChoiceField(choices=SuppressionReason.choices)
    note = serializers.CharField()
    created_at = serializers.DateTimeField()


class SuppressionCreateInput(serializers.Serializer):
    email = serializers.EmailField(max_length=254)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class SuppressionFileInput(serializers.Serializer):
    """A list as text: CSV with a column `email`, or one address a line."""

    content = serializers.CharField(max_length=5_000_000, trim_whitespace=False)


class SuppressionImportOutput(serializers.Serializer):
    added = serializers.IntegerField()
    wrong_lines = serializers.ListField(child=serializers.IntegerField())


class SuppressionExportOutput(serializers.Serializer):
    content = serializers.CharField()


class MailSettingsOutput(serializers.Serializer):
    is_sending_on = serializers.BooleanField()
    sender_name = serializers.CharField()
    reply_to = serializers.CharField()
    postal_address = serializers.CharField()
    cap_hours = serializers.IntegerField()
    quiet_from = serializers.TimeField(format="%H:%M")
    quiet_until = serializers.TimeField(format="%H:%M")
    soft_bounce_limit = serializers.IntegerField()
    provider = serializers.CharField()
    is_connected = serializers.BooleanField()
    has_webhook_secret = serializers.BooleanField()


class MailSettingsInput(serializers.Serializer):
    is_sending_on = serializers.BooleanField(required=False)
    sender_name = serializers.CharField(max_length=80, required=False, allow_blank=True)
    reply_to = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    postal_address = serializers.CharField(max_length=300, required=False, allow_blank=True)
    cap_hours = serializers.IntegerField(min_value=0, max_value=168, required=False)
    quiet_from = serializers.TimeField(required=False)
    quiet_until = serializers.TimeField(required=False)
    soft_bounce_limit = serializers.IntegerField(min_value=1, max_value=20, required=False)
