"""`/internal/v1/…`"""

from django.urls import path

from apps.internal_api.api import (
    carts,
    content,
    entitlements,
    keys,
    mail,
    prices,
    products,
    purchasing,
    selling,
    views,
)

urlpatterns = [
    path("events", views.EventFeedView.as_view()),
    path("stores", views.MachineStoreListView.as_view()),
    path("stores/<uuid:store_id>", views.MachineStoreDetailView.as_view()),
    path("stores/<uuid:store_id>/access", views.StoreAccessView.as_view()),
    path("stores/<uuid:store_id>/key-access", keys.KeyAccessView.as_view()),
    path("stores/<uuid:store_id>/entitlements", entitlements.MachineEntitlementsView.as_view()),
    path("stores/<uuid:store_id>/ai-credits/claim", entitlements.MachineAiCreditsView.as_view()),
    path("stores/<uuid:store_id>/margin-floor", prices.MachineMarginFloorView.as_view()),
    path("stores/<uuid:store_id>/variants", prices.MachineVariantListView.as_view()),
    path("stores/<uuid:store_id>/variants/selling", selling.MachineSellingView.as_view()),
    path("stores/<uuid:store_id>/variants/changes", prices.MachineVariantChangesView.as_view()),
    path("stores/<uuid:store_id>/products/<uuid:product_id>/texts", prices.MachineTextsView.as_view()),
    path("stores/<uuid:store_id>/products/<uuid:product_id>/hide", prices.MachineHideView.as_view()),
    path("stores/<uuid:store_id>/products/<uuid:product_id>/relist", prices.MachineRelistView.as_view()),
    path(
        "stores/<uuid:store_id>/products/<uuid:product_id>/variants", prices.MachineVariantsAddView.as_view()
    ),
    path("stores/<uuid:store_id>/products", products.MachineProductListView.as_view()),
    path("stores/<uuid:store_id>/products/<uuid:product_id>", products.MachineProductDetailView.as_view()),
    path("stores/<uuid:store_id>/products/<uuid:product_id>/images", products.MachineImageListView.as_view()),
    path("stores/<uuid:store_id>/carts/<uuid:cart_id>", carts.MachineCartView.as_view()),
    path("stores/<uuid:store_id>/seo/pages", content.MachineSeoPagesView.as_view()),
    path("stores/<uuid:store_id>/seo/texts", content.MachineSeoTextView.as_view()),
    path("stores/<uuid:store_id>/shop-products", content.MachineShopProductsView.as_view()),
    path("stores/<uuid:store_id>/posts", content.MachinePostListView.as_view()),
    path("stores/<uuid:store_id>/posts/<uuid:post_id>", content.MachinePostDetailView.as_view()),
    path("stores/<uuid:store_id>/mail/people", mail.MailPeopleView.as_view()),
    path("stores/<uuid:store_id>/mail/interested", mail.MailInterestedView.as_view()),
    path("stores/<uuid:store_id>/mail/consents", mail.MailConsentView.as_view()),
    path("stores/<uuid:store_id>/offers", purchasing.MachineOfferListView.as_view()),
    path("stores/<uuid:store_id>/supplier-connections", purchasing.MachineConnectionView.as_view()),
    path("stores/<uuid:store_id>/purchase-orders", purchasing.MachinePurchaseListView.as_view()),
    *(
        path(f"stores/<uuid:store_id>/purchase-orders/<uuid:purchase_order_id>/{verb}", view.as_view())
        for verb, view in (
            ("claim", purchasing.MachinePurchaseClaimView),
            ("placed", purchasing.MachinePurchasePlacedView),
            ("quoted", purchasing.MachinePurchaseQuotedView),
            ("failed", purchasing.MachinePurchaseFailedView),
            ("postponed", purchasing.MachinePurchasePostponedView),
            ("tracking", purchasing.MachinePurchaseTrackingView),
        )
    ),
]
