"""`/internal/v1/…`"""

from django.urls import path

from apps.internal_api.api import mail, products, views

urlpatterns = [
    path("events", views.EventFeedView.as_view()),
    path("stores", views.MachineStoreListView.as_view()),
    path("stores/<uuid:store_id>", views.MachineStoreDetailView.as_view()),
    path("stores/<uuid:store_id>/access", views.StoreAccessView.as_view()),
    path("stores/<uuid:store_id>/products", products.MachineProductListView.as_view()),
    path("stores/<uuid:store_id>/products/<uuid:product_id>", products.MachineProductDetailView.as_view()),
    path("stores/<uuid:store_id>/products/<uuid:product_id>/images", products.MachineImageListView.as_view()),
    path("stores/<uuid:store_id>/mail/people", mail.MailPeopleView.as_view()),
    path("stores/<uuid:store_id>/mail/consents", mail.MailConsentView.as_view()),
]
