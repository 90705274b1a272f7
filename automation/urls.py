"""`/api/v1/automation/…`; paths carry no trailing slash but the schema's."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [
    path("api/v1/automation/schema/", SpectacularAPIView.as_view()),
    path("api/v1/automation/webhooks/", include("automation.email.api.webhook_urls")),
    path("api/v1/automation/stores/<uuid:store_id>/", include("automation.connections.api.urls")),
    path("api/v1/automation/stores/<uuid:store_id>/", include("automation.pricing.api.urls")),
    path("api/v1/automation/stores/<uuid:store_id>/", include("automation.imports.api.urls")),
    path("api/v1/automation/stores/<uuid:store_id>/", include("automation.sync.api.urls")),
    path("api/v1/automation/stores/<uuid:store_id>/", include("automation.purchasing.api.urls")),
    path("api/v1/automation/stores/<uuid:store_id>/", include("automation.research.api.urls")),
    path("api/v1/automation/stores/<uuid:store_id>/", include("automation.seo.api.urls")),
    path("api/v1/automation/stores/<uuid:store_id>/", include("automation.email.api.urls")),
]
handler404 = "tenancy.rest.errors.not_found"
handler500 = "tenancy.rest.errors.server_error"
