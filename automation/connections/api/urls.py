"""`/api/v1/automation/stores/{store_id}/suppliers…`"""

from django.urls import path

from automation.connections.api import views

urlpatterns = [
    path("suppliers", views.SupplierListView.as_view()),
    path("suppliers/connect", views.SupplierConnectView.as_view()),
    path("suppliers/key", views.SupplierKeyView.as_view()),
    path("suppliers/callback", views.SupplierCallbackView.as_view()),
    path("suppliers/disconnect", views.SupplierDisconnectView.as_view()),
]
