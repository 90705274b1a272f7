"""Below `/api/v1/stores/{store_id}/`."""

from django.urls import path

from apps.customers.api import consent

urlpatterns = [
    path("consent/proofs", consent.ConsentProofListView.as_view()),
    path("consent/erasure", consent.ConsentErasureView.as_view()),
]
