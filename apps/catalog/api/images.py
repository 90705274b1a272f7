"""Pictures of a product."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.permissions import StoreApiView
from apps.catalog import services
from apps.catalog.api import inputs, outputs
from apps.catalog.api.products import checked
from apps.catalog.imaging import MAX_BYTES
from tenancy.rest.parsers import BodyTooLarge

# Boundaries and the text fields around the file.
AROUND = 64 * 1024


class ProductImageListView(StoreApiView):
    permission = "products.write"
    parser_classes = [MultiPartParser]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if not length.isdigit() or int(length) > MAX_BYTES + AROUND:
            raise BodyTooLarge("A picture has at most 20 MB.")
        super().initial(request, *args, **kwargs)

    @extend_schema(
        request={"multipart/form-data": inputs.ImageUploadInput},
        responses={201: outputs.ImageOutput},
        tags=["products"],
    )
    def post(self, request: Request, store_id: UUID, product_id: UUID) -> Response:
        """Add a picture (PNG, JPEG, WebP, AVIF, GIF; 20 MB, 40 million pixels)."""
        data = checked(inputs.ImageUploadInput, request.data)
        content = data.pop("file").read()
        image = services.image_add(product_id=product_id, content=content, **data)
        return Response(outputs.ImageOutput(image).data, status=201)


class ProductImageDetailView(StoreApiView):
    permission = "products.write"

    @extend_schema(request=inputs.ImageChangeInput, responses=outputs.ImageOutput, tags=["products"])
    def patch(self, request: Request, store_id: UUID, product_id: UUID, image_id: UUID) -> Response:
        """Change alt text, place, or the variants that show the picture."""
        data = inputs.image_input(checked(inputs.ImageChangeInput, request.data))
        image = services.image_update(product_id=product_id, image_id=image_id, data=data)
        return Response(outputs.ImageOutput(image).data)

    @extend_schema(responses=outputs.EmptyOutput, tags=["products"])
    def delete(self, request: Request, store_id: UUID, product_id: UUID, image_id: UUID) -> Response:
        """Delete the picture and all its forms."""
        services.image_delete(product_id=product_id, image_id=image_id)
        return Response({})
