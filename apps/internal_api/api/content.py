"""What automation reads of the shop's pages, the texts it proposes, and the posts it hands over."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.selectors import user_get
from apps.catalog import services as catalog_services
from apps.catalog.api.fields import TextField
from apps.catalog.api.products import checked
from apps.catalog.selectors import product_get, shop_product, shop_products, shop_search
from apps.catalog.services.texts import image_alt_replace
from apps.catalog.types import ShopCard, ShopProduct
from apps.catalog.types.errors import TextsChanged
from apps.catalog.types.inputs import UNSET
from apps.catalog.types.writing import FieldChange, Writer, WriterKind
from apps.content import selectors, services
from apps.content.api.inputs import PostCreateInput, post_input
from apps.content.api.outputs import PostOutput
from apps.content.types import Author, AuthorKind, SitemapKind
from apps.internal_api.api.views import MachineStoreView
from tenancy.errors import Conflict, Invalid

MOST_PAGES = 100
MOST_PRODUCTS = 24
FIELDS = ("seo_title", "seo_description", "alt_text")


class TextLocked(Conflict):
    code = "text_locked"
    message = "A person has edited this text, so it stays as it is."


class SeoImageOutput(serializers.Serializer):
    id = serializers.UUIDField()
    alt_text = serializers.CharField()


class SeoPageOutput(serializers.Serializer):
    """A page that search engines can find."""

    kind = serializers.CharField()
    id = serializers.UUIDField()
    path = serializers.CharField()
    title = serializers.CharField()
    body_html = serializers.CharField()
    seo_title = serializers.CharField()
    seo_description = serializers.CharField()
    images = SeoImageOutput(many=True)
    locked_fields = serializers.ListField(child=serializers.CharField())
    is_linked = serializers.BooleanField()
    about = serializers.CharField()
    changed_at = serializers.DateTimeField()


class SeoTextInput(serializers.Serializer):
    """A new text, for a field that still says `expected`."""

    kind = serializers.ChoiceField(choices=[SitemapKind.PRODUCTS, SitemapKind.POSTS, SitemapKind.PAGES])
    object_id = serializers.UUIDField()
    image_id = serializers.UUIDField(required=False, allow_null=True)
    field = serializers.ChoiceField(choices=FIELDS)
    expected = TextField(max_length=5000)
    value = TextField(max_length=5000)
    writer_label = TextField(required=False, max_length=100)
    run_id = serializers.UUIDField(required=False, allow_null=True)


class SeoTextOutput(serializers.Serializer):
    field = serializers.CharField()
    value = serializers.CharField()


class MachinePostInput(PostCreateInput):
    """A draft, once per reference. `reviewed_by` names the person who read it; `publish_at` in the past means now."""

    external_reference = TextField(max_length=200)
    writer_label = TextField(required=False, max_length=100)
    reviewed_by = TextField(required=False, max_length=254)
    publish_at = serializers.DateTimeField(required=False, allow_null=True)


class ShopProductOutput(serializers.Serializer):
    """A product that can be bought now."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    path = serializers.CharField()
    description_html = serializers.CharField()
    vendor = serializers.CharField()
    product_type = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    is_available = serializers.BooleanField()


class MachineSeoPagesView(MachineStoreView):
    @extend_schema(
        parameters=[
            OpenApiParameter("kind", OpenApiTypes.STR, required=True, enum=list(SitemapKind.values)),
            OpenApiParameter("after", OpenApiTypes.UUID, description="The last id seen."),
            OpenApiParameter("limit", OpenApiTypes.INT),
        ],
        responses=SeoPageOutput(many=True),
        tags=["internal"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Pages of a kind in the order of their ids."""
        kind = request.query_params.get("kind", "")
        if kind not in SitemapKind.values:
            raise Invalid(fields={"kind": [f"One of: {', '.join(SitemapKind.values)}."]})
        after = request.query_params.get("after")
        try:
            after_id = UUID(after) if after else None
        except ValueError as error:
            raise Invalid(fields={"after": ["Not an id."]}) from error
        pages = selectors.audit_pages(kind=kind, after=after_id, limit=_limit(request, MOST_PAGES))
        rows = [
            asdict(page) | {"images": [{"id": key, "alt_text": alt} for key, alt in page.images]}
            for page in pages
        ]
        return Response(SeoPageOutput(rows, many=True).data)


class MachineSeoTextView(MachineStoreView):
    @extend_schema(request=SeoTextInput, responses=SeoTextOutput, tags=["internal"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Replace a search text that is still what the caller saw. 409 `texts_changed` or `text_locked` otherwise."""
        data = checked(SeoTextInput, request.data)
        if (data["field"] == "alt_text") != bool(data.get("image_id")):
            raise Invalid(fields={"image_id": ["A picture for alt_text, and only there."]})
        if data["kind"] != SitemapKind.PRODUCTS and data["field"] == "alt_text":
            raise Invalid(fields={"field": ["Only products have pictures."]})
        _write(data)
        return Response(SeoTextOutput({"field": data["field"], "value": data["value"]}).data)


def _write(data: dict[str, Any]) -> None:
    words = {"expected": data["expected"], "value": data["value"]}
    author = Author(kind=AuthorKind.AI, label=data.get("writer_label", ""))
    if data["field"] == "alt_text":
        image_alt_replace(product_id=data["object_id"], image_id=data["image_id"], **words)
    elif data["kind"] == SitemapKind.POSTS:
        services.post_text_replace(post_id=data["object_id"], field=data["field"], author=author, **words)
    elif data["kind"] == SitemapKind.PAGES:
        services.page_text_replace(page_id=data["object_id"], field=data["field"], author=author, **words)
    else:
        _write_product(data)


def _write_product(data: dict[str, Any]) -> None:
    writer = Writer(
        kind=WriterKind.AI, label=data.get("writer_label", ""), run_id=data.get("run_id"), reason="seo"
    )
    refused = catalog_services.product_fields_write(
        product_id=data["object_id"],
        changes=[FieldChange(field=data["field"], value=data["value"], expected=data["expected"])],
        writer=writer,
        content_note=UNSET,
    )
    if any(row.code == "locked" for row in refused):
        raise TextLocked
    if refused and getattr(product_get(product_id=data["object_id"]), data["field"]) != data["value"]:
        raise TextsChanged


def _person(reviewer: str) -> str:
    """Name a reviewer as the shop's own screens name people, by e-mail; who is not known by id stays as given."""
    try:
        user = user_get(user_id=UUID(reviewer))
    except ValueError:
        return reviewer
    return user.email if user else reviewer


class MachinePostListView(MachineStoreView):
    max_body_bytes = 1024 * 1024

    @extend_schema(request=MachinePostInput, responses={200: PostOutput, 201: PostOutput}, tags=["internal"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Hand over a post; a draft unless a person has reviewed it and a time is given. Once per reference."""
        data = checked(MachinePostInput, request.data)
        reference, label = data.pop("external_reference"), data.pop("writer_label", "")
        reviewer, publish_at = _person(data.pop("reviewed_by", "")), data.pop("publish_at", None)
        post, is_new = services.post_hand_over(
            data=post_input(data),
            external_reference=reference,
            author=Author(kind=AuthorKind.AI, label=label),
            reviewed_by=reviewer,
            publish_at=publish_at,
            now=timezone.now(),
        )
        return Response(PostOutput(post).data, status=201 if is_new else 200)


class MachinePostDetailView(MachineStoreView):
    @extend_schema(responses=PostOutput, tags=["internal"])
    def get(self, request: Request, store_id: UUID, post_id: UUID) -> Response:
        """One post, whole."""
        return Response(PostOutput(selectors.post_get(post_id=post_id)).data)


class MachineShopProductsView(MachineStoreView):
    @extend_schema(
        parameters=[
            OpenApiParameter("search", OpenApiTypes.STR),
            OpenApiParameter("limit", OpenApiTypes.INT),
        ],
        responses=ShopProductOutput(many=True),
        tags=["internal"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Products that can be bought now: those that match, else the newest."""
        query, limit = request.query_params.get("search", "")[:200], _limit(request, MOST_PRODUCTS)
        found = shop_search(query=query) if query else shop_products()
        cards = [card for card in found.cards if card.is_available][:limit]
        return Response(ShopProductOutput([_whole(card) for card in cards], many=True).data)


def _whole(card: ShopCard) -> dict[str, Any]:
    product = shop_product(handle=card.handle)
    is_there = isinstance(product, ShopProduct)
    return {
        "id": card.id,
        "title": card.title,
        "path": f"/products/{card.handle}",
        "description_html": product.description_html if is_there else "",  # type: ignore[union-attr]
        "vendor": card.vendor,
        "product_type": product.product_type if is_there else "",  # type: ignore[union-attr]
        "tags": list(product.tags) if is_there else [],  # type: ignore[union-attr]
        "is_available": card.is_available,
    }


def _limit(request: Request, most: int) -> int:
    raw = request.query_params.get("limit", str(most))
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw[:6]) <= most:
        raise Invalid(fields={"limit": [f"A whole number from 1 to {most}."]})
    return int(raw)
