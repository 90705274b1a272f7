"""Below `/api/v1/automation/stores/{store_id}/`."""

from django.urls import path

from automation.seo.api import audits, posts

urlpatterns = [
    path("seo/runs", audits.SeoRunListView.as_view()),
    path("seo/runs/<uuid:run_id>", audits.SeoRunDetailView.as_view()),
    path("seo/runs/<uuid:run_id>/pages", audits.SeoRunPageListView.as_view()),
    path("seo/proposals", audits.SeoProposalListView.as_view()),
    path("seo/proposals/<uuid:proposal_id>/accept", audits.SeoProposalAcceptView.as_view()),
    path("seo/proposals/<uuid:proposal_id>/reject", audits.SeoProposalRejectView.as_view()),
    path("seo/proposals/<uuid:proposal_id>/undo", audits.SeoProposalUndoView.as_view()),
    path("seo/rules", audits.SeoRulesView.as_view()),
    path("posts", posts.BlogPostListView.as_view()),
    path("posts/<uuid:post_id>", posts.BlogPostDetailView.as_view()),
    path("posts/<uuid:post_id>/write", posts.BlogPostWriteView.as_view()),
    path("posts/<uuid:post_id>/review", posts.BlogPostReviewView.as_view()),
    path("posts/<uuid:post_id>/publish", posts.BlogPostPublishView.as_view()),
]
