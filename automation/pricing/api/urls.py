"""`/api/v1/automation/stores/{store_id}/pricing…`"""

from django.urls import path

from automation.pricing.api import views

urlpatterns = [
    path("pricing/rules", views.PriceRuleListView.as_view()),
    path("pricing/rules/<uuid:rule_id>", views.PriceRuleDetailView.as_view()),
    path("pricing/runs", views.PriceRunListView.as_view()),
    path("pricing/runs/<uuid:price_run_id>", views.PriceRunDetailView.as_view()),
    path("pricing/runs/<uuid:price_run_id>/lines", views.PriceRunLineListView.as_view()),
    path("pricing/runs/<uuid:price_run_id>/apply", views.PriceRunApplyView.as_view()),
    path("pricing/runs/<uuid:price_run_id>/undo", views.PriceRunUndoView.as_view()),
    path("pricing/rates", views.RateListView.as_view()),
]
