"""`/api/v1/automation/stores/{store_id}/sync…`"""

from django.urls import path

from automation.sync.api import views

urlpatterns = [
    path("sync", views.SyncStateView.as_view()),
    path("sync/start", views.SyncStartView.as_view()),
    path("sync/variants", views.MappedVariantListView.as_view()),
    path("sync/events", views.SyncEventListView.as_view()),
    path("sync/held", views.HeldFactListView.as_view()),
    path("sync/held/<uuid:held_id>/accept", views.HeldFactAcceptView.as_view()),
    path("sync/held/<uuid:held_id>/dismiss", views.HeldFactDismissView.as_view()),
    path("sync/reactions", views.ReactionListView.as_view()),
]
