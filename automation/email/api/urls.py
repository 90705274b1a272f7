"""Below `/api/v1/automation/stores/{store_id}/`."""

from django.urls import path

from automation.email.api import audience, flows, segments, templates

urlpatterns = [
    path("email/flows", flows.EmailFlowListView.as_view()),
    path("email/flows/<uuid:flow_id>", flows.EmailFlowDetailView.as_view()),
    path("email/flows/<uuid:flow_id>/publish", flows.EmailFlowPublishView.as_view()),
    path("email/flows/<uuid:flow_id>/on", flows.EmailFlowOnView.as_view()),
    path("email/flows/<uuid:flow_id>/off", flows.EmailFlowOffView.as_view()),
    path("email/templates", templates.EmailTemplateListView.as_view()),
    path("email/templates/preview", templates.EmailPreviewView.as_view()),
    path("email/templates/test", templates.EmailTestSendView.as_view()),
    path("email/templates/<uuid:template_id>", templates.EmailTemplateDetailView.as_view()),
    path("email/segments", segments.EmailSegmentListView.as_view()),
    path("email/segments/<uuid:segment_id>", segments.EmailSegmentDetailView.as_view()),
    path("email/webhook-secret", segments.EmailWebhookSecretView.as_view()),
    path("email/contacts", audience.EmailContactListView.as_view()),
    path("email/contacts/<uuid:contact_id>", audience.EmailContactDetailView.as_view()),
    path("email/contacts/<uuid:contact_id>/history", audience.EmailHistoryView.as_view()),
    path("email/messages", audience.EmailMessageListView.as_view()),
    path("email/messages/<uuid:message_id>", audience.EmailMessageDetailView.as_view()),
    path("email/suppressions", audience.EmailSuppressionListView.as_view()),
    path("email/suppressions/import", audience.EmailSuppressionImportView.as_view()),
    path("email/suppressions/export", audience.EmailSuppressionExportView.as_view()),
    path("email/suppressions/<uuid:suppression_id>", audience.EmailSuppressionDetailView.as_view()),
    path("email/settings", audience.EmailSettingsView.as_view()),
]
