"""`/internal/v1/…`"""

from django.urls import path

from apps.internal_api.api import views

urlpatterns = [
    path("events", views.EventFeedView.as_view()),
    path("stores", views.MachineStoreListView.as_view()),
    path("stores/<uuid:store_id>", views.MachineStoreDetailView.as_view()),
    path("stores/<uuid:store_id>/access", views.StoreAccessView.as_view()),
]
