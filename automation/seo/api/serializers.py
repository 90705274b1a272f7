"""Shapes of audits, proposals and posts on the wire."""

from rest_framework import serializers

from automation.seo.types import (
    PageKind,
    PostStatus,
    ProposalStatus,
    RunStatus,
    RunTrigger,
    TextField,
    WrittenBy,
)


class SeoRunOutput(serializers.Serializer):
    id = serializers.UUIDField()
    trigger = serializers.ChoiceField(choices=RunTrigger.choices)
    week = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(choices=RunStatus.choices)
    score = serializers.IntegerField(allow_null=True, help_text="0 to 100, the mean of all pages.")
    pages_count = serializers.IntegerField()
    reasons = serializers.DictField(child=serializers.IntegerField(), help_text="Pages by reason.")
    proposals_count = serializers.IntegerField()
    notes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class SeoReasonOutput(serializers.Serializer):
    code = serializers.CharField()
    points = serializers.IntegerField()
    message = serializers.CharField()
    paths = serializers.ListField(child=serializers.CharField())


class SeoPageScoreOutput(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=PageKind.choices)
    object_id = serializers.UUIDField()
    path = serializers.CharField()
    title = serializers.CharField()
    score = serializers.IntegerField()
    reasons = SeoReasonOutput(many=True)


class SeoPageQuery(serializers.Serializer):
    kind = serializers.ChoiceField(choices=PageKind.choices, required=False)
    reason = serializers.RegexField(r"^[a-z_]{1,40}$", required=False)


class SeoProposalOutput(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=PageKind.choices)
    object_id = serializers.UUIDField()
    image_id = serializers.UUIDField(allow_null=True)
    path = serializers.CharField()
    page_title = serializers.CharField()
    field = serializers.ChoiceField(choices=TextField.choices)
    before = serializers.CharField()
    after = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())
    written_by = serializers.ChoiceField(choices=WrittenBy.choices)
    model = serializers.CharField()
    status = serializers.ChoiceField(choices=ProposalStatus.choices)
    is_decided_by_rule = serializers.BooleanField()
    decided_at = serializers.DateTimeField(allow_null=True)
    message = serializers.CharField()
    created_at = serializers.DateTimeField()


class SeoProposalQuery(serializers.Serializer):
    status = serializers.ChoiceField(choices=ProposalStatus.choices, required=False)
    field = serializers.ChoiceField(choices=TextField.choices, required=False)


class SeoAcceptInput(serializers.Serializer):
    value = serializers.CharField(
        max_length=1000, required=False, help_text="Your own words instead of the proposed ones."
    )


class SeoRulesOutput(serializers.Serializer):
    is_weekly_on = serializers.BooleanField()
    auto_accept_fields = serializers.ListField(
        child=serializers.ChoiceField(choices=TextField.choices),
        help_text="Proposals for these go into the shop without a person. None unless you say so.",
    )


class SeoRulesInput(serializers.Serializer):
    is_weekly_on = serializers.BooleanField(required=False)
    auto_accept_fields = serializers.ListField(
        child=serializers.ChoiceField(choices=TextField.choices), required=False, max_length=3
    )


class BriefSourceInput(serializers.Serializer):
    title = serializers.CharField(max_length=200)
    url = serializers.URLField(max_length=500, required=False, allow_blank=True, default="")
    text = serializers.CharField(
        max_length=4000, help_text="What it says; the model reads nothing else of it."
    )


class BlogPostCreateInput(serializers.Serializer):
    """A brief."""

    topic = serializers.CharField(min_length=5, max_length=200)
    audience = serializers.CharField(max_length=200, required=False)
    keywords = serializers.CharField(max_length=200, required=False)
    tone = serializers.CharField(max_length=60, required=False)
    language = serializers.RegexField(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$", required=False)
    notes = serializers.CharField(max_length=4000, required=False)
    author = serializers.CharField(max_length=120, required=False)
    sources = serializers.ListField(child=BriefSourceInput(), required=False, max_length=10)
    is_straight_to_draft = serializers.BooleanField(required=False)


class BlogPostChangeInput(serializers.Serializer):
    title = serializers.CharField(max_length=255, required=False)
    excerpt = serializers.CharField(max_length=500, required=False, allow_blank=True)
    author = serializers.CharField(max_length=120, required=False, allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=60), required=False, max_length=20)
    seo_title = serializers.CharField(max_length=255, required=False, allow_blank=True)
    seo_description = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    body_html = serializers.CharField(max_length=200_000, required=False, trim_whitespace=False)
    headings = serializers.ListField(
        child=serializers.CharField(max_length=150), required=False, max_length=10
    )


class BlogPostPublishInput(serializers.Serializer):
    publish_at = serializers.DateTimeField(required=False, allow_null=True, help_text="Null: now.")


class BlogPostQuery(serializers.Serializer):
    status = serializers.ChoiceField(choices=PostStatus.choices, required=False)
    is_handed_over = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="False: what is still being written."
    )


class BlogSectionOutput(serializers.Serializer):
    heading = serializers.CharField()
    product_id = serializers.UUIDField(allow_null=True)
    paragraphs = serializers.ListField(child=serializers.CharField())


class BlogProductOutput(serializers.Serializer):
    id = serializers.UUIDField()
    title = serializers.CharField()
    path = serializers.CharField()


class BlogSourceOutput(serializers.Serializer):
    title = serializers.CharField()
    url = serializers.CharField()


class BlogPostRowOutput(serializers.Serializer):
    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=PostStatus.choices)
    topic = serializers.CharField()
    title = serializers.CharField()
    is_writing = serializers.BooleanField()
    error_code = serializers.CharField()
    error = serializers.CharField()
    publish_at = serializers.DateTimeField(allow_null=True)
    core_post_id = serializers.UUIDField(allow_null=True)
    url = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class BlogPostOutput(BlogPostRowOutput):
    brief = serializers.DictField()
    excerpt = serializers.CharField()
    author = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    seo_title = serializers.CharField()
    seo_description = serializers.CharField()
    sections = BlogSectionOutput(many=True)
    products = BlogProductOutput(many=True)
    sources = BlogSourceOutput(many=True)
    body_html = serializers.CharField()
    model = serializers.CharField()
    cost_micros = serializers.IntegerField(help_text="Millionths of a US dollar.")
    reviewed_at = serializers.DateTimeField(allow_null=True)
