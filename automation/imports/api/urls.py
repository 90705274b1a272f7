"""`/api/v1/automation/stores/{store_id}/imports…`"""

from django.urls import path

from automation.imports.api import views

urlpatterns = [
    path("imports", views.ImportListView.as_view()),
    path("imports/preview", views.ImportPreviewView.as_view()),
    path("imports/<uuid:import_id>", views.ImportDetailView.as_view()),
    path("imports/<uuid:import_id>/items", views.ImportItemListView.as_view()),
    path("imports/<uuid:import_id>/cancel", views.ImportCancelView.as_view()),
    path("imports/<uuid:import_id>/retry", views.ImportRetryView.as_view()),
]
