"""Below `/api/v1/stores/{store_id}/`."""

from django.urls import path

from apps.catalog.api import collections, images, products, stock, writing

urlpatterns = [
    path("products", products.ProductListView.as_view()),
    path("products/<uuid:product_id>", products.ProductDetailView.as_view()),
    path("products/<uuid:product_id>/publish", products.ProductPublishView.as_view()),
    path("products/<uuid:product_id>/unpublish", products.ProductUnpublishView.as_view()),
    path("products/<uuid:product_id>/archive", products.ProductArchiveView.as_view()),
    path("products/<uuid:product_id>/images", images.ProductImageListView.as_view()),
    path("products/<uuid:product_id>/images/<uuid:image_id>", images.ProductImageDetailView.as_view()),
    path("products/<uuid:product_id>/unlock", writing.ProductUnlockView.as_view()),
    path("products/<uuid:product_id>/revisions", writing.ProductRevisionListView.as_view()),
    path("stock/settings", stock.StockSettingsView.as_view()),
    path("price-changes", writing.PriceLogView.as_view()),
    path("margin-floor", writing.MarginFloorView.as_view()),
    path("collections", collections.CollectionListView.as_view()),
    path("collections/<uuid:collection_id>", collections.CollectionDetailView.as_view()),
    path("collections/<uuid:collection_id>/products", collections.CollectionProductsAddView.as_view()),
    path(
        "collections/<uuid:collection_id>/products/remove", collections.CollectionProductsRemoveView.as_view()
    ),
    path(
        "collections/<uuid:collection_id>/products/order", collections.CollectionProductsOrderView.as_view()
    ),
]
