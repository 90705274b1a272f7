"""`/api/v1/automation/stores/{store_id}/imports…`"""

from django.urls import path

from automation.imports.api import extending_views, review_views, sourcing_views, views

urlpatterns = [
    path("imports", views.ImportListView.as_view()),
    path("imports/preview", views.ImportPreviewView.as_view()),
    path("imports/suppliers/search", sourcing_views.SupplierSearchView.as_view()),
    path("imports/suppliers/look", sourcing_views.SupplierLookView.as_view()),
    path("imports/snapshots", sourcing_views.SnapshotListView.as_view()),
    path("imports/snapshots/changes", sourcing_views.SnapshotChangesView.as_view()),
    path("imports/items/<uuid:import_item_id>/add-variants", sourcing_views.ImportItemVariantsView.as_view()),
    path("imports/products/<uuid:imported_id>/variants", extending_views.ImportedVariantsView.as_view()),
    path("imports/<uuid:import_id>/undo-texts", review_views.ImportTextsUndoView.as_view()),
    path("reviews", review_views.ReviewListView.as_view()),
    path("reviews/products/<uuid:reviewed_id>", review_views.ReviewDetailView.as_view()),
    path("reviews/products/<uuid:reviewed_id>/accept", review_views.ReviewAcceptView.as_view()),
    path("reviews/products/<uuid:reviewed_id>/reject", review_views.ReviewRejectView.as_view()),
    path("reviews/products/<uuid:reviewed_id>/undo", review_views.ReviewUndoView.as_view()),
    path("reviews/proposals/<uuid:text_proposal_id>/accept", review_views.ProposalAcceptView.as_view()),
    path("reviews/proposals/<uuid:text_proposal_id>/reject", review_views.ProposalRejectView.as_view()),
    path("reviews/proposals/<uuid:text_proposal_id>/edit", review_views.ProposalEditView.as_view()),
    path("reviews/proposals/<uuid:text_proposal_id>/undo", review_views.ProposalUndoView.as_view()),
    path("ai/ledger", review_views.AiLedgerView.as_view()),
    path("ai/ledger/days", review_views.AiDaysView.as_view()),
    path("ai/budget", review_views.AiBudgetView.as_view()),
    path("imports/<uuid:import_id>", views.ImportDetailView.as_view()),
    path("imports/<uuid:import_id>/items", views.ImportItemListView.as_view()),
    path("imports/<uuid:import_id>/cancel", views.ImportCancelView.as_view()),
    path("imports/<uuid:import_id>/retry", views.ImportRetryView.as_view()),
]
