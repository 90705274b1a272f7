"""Products, pictures, collections."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.apps.catalog.samples import picture_bytes, shirt_input
from tests.isolation.scope import Bodies, Ids


def make(store: Any, ids: Ids) -> Ids:
    from apps.catalog import services
    from apps.catalog.types import CollectionInput

    product = services.product_create(data=shirt_input(handle="same-handle", external_reference="same"))
    return {
        "product_id": str(product.id),
        "image_id": str(services.image_add(product_id=product.id, content=picture_bytes(size=(60, 40))).id),
        "collection_id": str(
            services.collection_create(data=CollectionInput(title="Same", handle="same")).id
        ),
    }


def _picture(_: Ids) -> Any:
    content = picture_bytes(size=(30, 30), colour="#fff")
    return {"file": SimpleUploadedFile("a.jpg", content, "image/jpeg")}


BODIES: Bodies = {
    "stockSettingsPatch": lambda _: {"low_stock_threshold": 99},
    "productListPost": lambda _: {"title": "Intruder"},
    "productDetailPatch": lambda _: {"title": "Taken over"},
    "productPublishPost": lambda _: None,
    "productUnpublishPost": lambda _: None,
    "productArchivePost": lambda _: None,
    "productUnlockPost": lambda _: {"fields": ["title"]},
    "marginFloorPatch": lambda _: {"margin_basis_points": 9000},
    "productImageListPost": _picture,
    "productImageDetailPatch": lambda _: {"alt_text": "Taken over"},
    "collectionListPost": lambda _: {"title": "Intruder"},
    "collectionDetailPatch": lambda _: {"title": "Taken over"},
    "collectionProductsAddPost": lambda ids: {"product_ids": [ids["product_id"]]},
    "collectionProductsRemovePost": lambda ids: {"product_ids": [ids["product_id"]]},
    "collectionProductsOrderPost": lambda ids: {"product_ids": [ids["product_id"]]},
}
# A right call of the owner that this little shop answers with "no".
REFUSED = {"productPublishPost", "collectionProductsRemovePost", "collectionProductsOrderPost"}
