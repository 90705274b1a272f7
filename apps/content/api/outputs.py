"""What content says over the wire; made from the frozen data of the selectors."""

from rest_framework import serializers

from apps.content.types import AuthorKind, MenuPlace, PageKind, PostStatus, RedirectKind


class PostSourceOutput(serializers.Serializer):
    title = serializers.CharField()
    url = serializers.CharField()


class PostOutput(serializers.Serializer):
    id = serializers.UUIDField()
    title = serializers.CharField()
    handle = serializers.CharField()
    status = serializers.ChoiceField(choices=PostStatus.choices)
    body_html = serializers.CharField()
    excerpt = serializers.CharField()
    author = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    sources = PostSourceOutput(many=True)
    image_product_id = serializers.UUIDField(allow_null=True)
    image_url = serializers.CharField()
    image_alt = serializers.CharField()
    seo_title = serializers.CharField()
    seo_description = serializers.CharField()
    origin = serializers.ChoiceField(choices=AuthorKind.choices, help_text="Who wrote the first save.")
    external_reference = serializers.CharField(allow_null=True)
    published_at = serializers.DateTimeField(
        allow_null=True, help_text="When it went out; while SCHEDULED, when it will."
    )
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    url = serializers.CharField()


class PageOutput(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=PageKind.choices)
    title = serializers.CharField()
    handle = serializers.CharField()
    body_html = serializers.CharField()
    seo_title = serializers.CharField()
    seo_description = serializers.CharField()
    is_published = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    url = serializers.CharField()


class RevisionChangeOutput(serializers.Serializer):
    field = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    diff = serializers.ListField(
        child=serializers.CharField(), help_text="Lines that begin with +, - or a blank."
    )


class ContentRevisionOutput(serializers.Serializer):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    author_kind = serializers.ChoiceField(choices=AuthorKind.choices)
    author_label = serializers.CharField()
    note = serializers.CharField()
    created_at = serializers.DateTimeField()
    snapshot = serializers.DictField()
    changes = RevisionChangeOutput(many=True)


class RedirectOutput(serializers.Serializer):
    id = serializers.UUIDField()
    from_path = serializers.CharField()
    target = serializers.CharField()
    is_gone = serializers.BooleanField()
    kind = serializers.ChoiceField(choices=RedirectKind.choices)
    hits = serializers.IntegerField()
    last_hit_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class ShopLinkOutput(serializers.Serializer):
    title = serializers.CharField()
    path = serializers.CharField()


class NotFoundEntryOutput(serializers.Serializer):
    id = serializers.UUIDField()
    path = serializers.CharField()
    hits = serializers.IntegerField()
    referrer = serializers.CharField()
    first_seen_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()
    proposals = ShopLinkOutput(many=True)


class MenuOutput(serializers.Serializer):
    id = serializers.UUIDField()
    place = serializers.ChoiceField(choices=MenuPlace.choices)
    items = ShopLinkOutput(many=True)
    updated_at = serializers.DateTimeField()


class SearchSettingsOutput(serializers.Serializer):
    product_title_template = serializers.CharField()
    product_description_template = serializers.CharField()
    robots_disallow = serializers.ListField(child=serializers.CharField())
    always_closed = serializers.ListField(
        child=serializers.CharField(), help_text="What robots.txt closes in every shop."
    )
    is_open_to_search = serializers.BooleanField()
    is_feed_open = serializers.BooleanField()
    feed_brand = serializers.CharField()


class FeedProblemOutput(serializers.Serializer):
    code = serializers.CharField()
    message = serializers.CharField()
    is_blocking = serializers.BooleanField(help_text="Keeps the product out of the feed.")
    count = serializers.IntegerField()


class FeedExampleOutput(serializers.Serializer):
    title = serializers.CharField()
    path = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class FeedAddressOutput(serializers.Serializer):
    name = serializers.CharField()
    url = serializers.CharField()
    about = serializers.CharField()


class FeedsOutput(serializers.Serializer):
    addresses = FeedAddressOutput(many=True)
    items = serializers.IntegerField(help_text="Rows the product feed sends now.")
    left_out = serializers.IntegerField()
    ai_written = serializers.IntegerField(help_text="Rows whose words are declared as written by a model.")
    problems = FeedProblemOutput(many=True)
    examples = FeedExampleOutput(many=True)
