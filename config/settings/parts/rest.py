"""The JSON API: conventions of tenancy.rest, tokens by simplejwt, schema by drf-spectacular."""

from datetime import timedelta

from config.env import secret
from tenancy.settings import rest_settings, spectacular_settings, token_settings

JWT_PRIVATE_KEY = secret("JWT_PRIVATE_KEY")
JWT_PUBLIC_KEY = secret("JWT_PUBLIC_KEY")
ACCESS_TOKEN_LIFETIME = timedelta(minutes=5)
REFRESH_TOKEN_LIFETIME = timedelta(days=14)
SIMPLE_JWT = token_settings(private_key=JWT_PRIVATE_KEY, public_key=JWT_PUBLIC_KEY)

REST_FRAMEWORK = rest_settings(authentication="apps.accounts.api.authentication.AccessTokenAuthentication")
SPECTACULAR_SETTINGS = spectacular_settings(
    title="Dropwright API",
    description="Merchants' API of the Dropwright platform.",
    prefix=r"/api/v1/",
    enums={
        "StoreStatusEnum": "apps.tenants.types.StoreStatus",
        "ProductStatusEnum": "apps.catalog.types.ProductStatus",
        "PaymentStatusEnum": "apps.orders.types.PaymentStatus",
        "RoleEnum": "apps.accounts.types.Role",
        "DiscountKindEnum": "apps.checkout.types.DiscountKind",
        "ShippingRateKindEnum": "apps.checkout.types.ShippingRateKind",
        "DiscountStateEnum": "apps.checkout.types.DiscountState",
        "FulfillmentStateEnum": "apps.orders.types.FulfillmentState",
        "RefundStateEnum": "apps.orders.types.RefundState",
        "TrackingStateEnum": "apps.orders.types.TrackingState",
        "PurchaseStatusEnum": "apps.suppliers.types.PurchaseStatus",
        "EntryKindEnum": "apps.analytics.types.EntryKind",
        "ExportKindEnum": "apps.analytics.types.ExportKind",
        "ExportStateEnum": "apps.analytics.types.ExportState",
        "PageKindEnum": "apps.content.types.PageKind",
        "RedirectKindEnum": "apps.content.types.RedirectKind",
        "ContentAuthorEnum": "apps.content.types.AuthorKind",
    },
)
