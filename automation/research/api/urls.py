"""Below `/api/v1/automation/stores/{store_id}/`."""

from django.urls import path

from automation.research.api import views

urlpatterns = [
    path("research/criteria", views.ResearchCriteriaView.as_view()),
    path("research/sources", views.ResearchSourceListView.as_view()),
    path("research/trends", views.TrendsFileView.as_view()),
    path("research/runs", views.ResearchRunListView.as_view()),
    path("research/runs/<uuid:research_run_id>", views.ResearchRunDetailView.as_view()),
    path("research/candidates", views.CandidateListView.as_view()),
    path("research/candidates/<uuid:candidate_id>", views.CandidateDetailView.as_view()),
    path("research/candidates/<uuid:candidate_id>/reject", views.CandidateRejectView.as_view()),
    path("research/candidates/<uuid:candidate_id>/watch", views.CandidateWatchView.as_view()),
    path("research/candidates/<uuid:candidate_id>/import", views.CandidateImportView.as_view()),
    path("research/watchlist", views.WatchlistView.as_view()),
    path("research/watchlist/<uuid:watchlist_item_id>", views.WatchlistItemView.as_view()),
    path("research/watchlist/<uuid:watchlist_item_id>/read", views.WatchlistReadView.as_view()),
]
