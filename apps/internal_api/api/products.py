"""Products as automation makes them: drafts only, once per external reference."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.catalog import selectors, services
from apps.catalog.api.fields import BoundedList, TextField
from apps.catalog.api.inputs import ImageUploadInput, ProductCreateInput, image_input, product_input
from apps.catalog.api.outputs import ImageOutput, ProductOutput
from apps.catalog.api.products import MAX_BODY, checked
from apps.internal_api.api.views import MachineStoreView
from tenancy.errors import Invalid


class MachineProductInput(ProductCreateInput):
    """A draft with where it came from; a machine cannot publish."""

    status = None  # type: ignore[assignment] # DRF's way to take an inherited field out
    external_reference = TextField(max_length=200)
    source_url = TextField(required=False, allow_null=True, max_length=2000)
    ai_fields = BoundedList(child=TextField(max_length=40), required=False, max_length=20)
    ai_label = TextField(required=False, max_length=100)
    run_id = serializers.UUIDField(required=False, allow_null=True)


class MachineImageInput(ImageUploadInput):
    source_url = TextField(required=False, max_length=2000)
    variant_ids = BoundedList(child=serializers.UUIDField(), required=False, max_length=2000)


class MachineProductListView(MachineStoreView):
    max_body_bytes = MAX_BODY

    @extend_schema(
        request=MachineProductInput,
        responses={200: ProductOutput, 201: ProductOutput},
        tags=["internal"],
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Create a draft (201), or return the product that has this external reference already (200)."""
        data = checked(MachineProductInput, request.data)
        marks = {name: data.pop(name) for name in ("ai_fields", "ai_label", "run_id") if name in data}
        imported = services.product_import(
            source=product_input(data), external_reference=data["external_reference"], **marks
        )
        product = selectors.product_get(product_id=imported.product_id)
        return Response(ProductOutput(product).data, status=201 if imported.is_new else 200)


class MachineProductDetailView(MachineStoreView):
    @extend_schema(responses=ProductOutput, tags=["internal"])
    def get(self, request: Request, store_id: UUID, product_id: UUID) -> Response:
        """One product, whole."""
        return Response(ProductOutput(selectors.product_get(product_id=product_id)).data)


class MachineImageListView(MachineStoreView):
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": MachineImageInput}, responses={201: ImageOutput}, tags=["internal"]
    )
    def post(self, request: Request, store_id: UUID, product_id: UUID) -> Response:
        """Add a picture; the same content again returns the first one."""
        data = _form(request)
        variant_ids = tuple(data.pop("variant_ids", ()))
        data.pop("source_url", None)
        content = data.pop("file").read()
        image = services.image_add(product_id=product_id, content=content, **data)
        if variant_ids:
            image = services.image_update(
                product_id=product_id, image_id=image.id, data=image_input({"variant_ids": variant_ids})
            )
        return Response(ImageOutput(image).data, status=201)


def _form(request: Request) -> dict[str, Any]:
    if "file" not in request.FILES:
        raise Invalid(fields={"file": ["Give the picture as a file."]})
    return checked(MachineImageInput, request.data)
