"""`api.<base>`: the merchants' API. Paths carry no trailing slash."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [
    path("api/v1/schema/", SpectacularAPIView.as_view(urlconf="config.urls.api")),
    path("api/v1/", include("apps.accounts.api.urls")),
    path("api/v1/", include("apps.billing.api.urls")),
    path("api/v1/", include("apps.payments.api.urls")),
    path("api/v1/", include("apps.analytics.api.open_urls")),
    path("api/v1/stores/<uuid:store_id>/", include("apps.catalog.api.urls")),
    path("api/v1/stores/<uuid:store_id>/", include("apps.orders.api.urls")),
    path("api/v1/stores/<uuid:store_id>/", include("apps.checkout.api.urls")),
    path("api/v1/stores/<uuid:store_id>/", include("apps.customers.api.urls")),
    path("api/v1/stores/<uuid:store_id>/", include("apps.content.api.urls")),
    path("api/v1/stores/<uuid:store_id>/", include("apps.suppliers.api.urls")),
    path("api/v1/stores/<uuid:store_id>/", include("apps.analytics.api.urls")),
    path("api/v1/stores/<uuid:store_id>/", include("apps.storefront.api.urls")),
]
handler404 = "tenancy.rest.errors.not_found"
handler500 = "tenancy.rest.errors.server_error"
