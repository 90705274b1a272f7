"""Flows, people's ways through them, every mail and everything that happened."""

from urllib.parse import urlsplit

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from automation.email.models import (
    CartWatch,
    Contact,
    EmailEvent,
    EmailFlow,
    EmailSettings,
    EmailTemplate,
    Enrolment,
    Erasure,
    FlowSignal,
    FlowVersion,
    Message,
    Segment,
    SegmentMember,
    Suppression,
    TemplateRevision,
    WebhookCall,
)
from automation.email.services.flows import flow_switch
from automation.email.services.signals import signal_replay
from automation.email.services.suppressing import suppression_lift
from tenancy.staff.facts import FactAdmin


@admin.register(EmailFlow)
class EmailFlowAdmin(FactAdmin):
    """A series of mails."""

    list_display = ["name", "key", "is_on", "on_since", "version", "is_draft_changed", "updated_at"]
    list_filter = ["is_on"]
    search_fields = ["name", "=key", "=id"]
    ordering = ["name", "pk"]
    actions = ["switch_off"]

    @admin.action(
        description="Switch off: everybody inside leaves, unsent mails are cancelled", permissions=["operate"]
    )
    def switch_off(self, request: HttpRequest, queryset: QuerySet[EmailFlow]) -> None:
        """Switch off: everybody inside leaves, unsent mails are cancelled."""
        now = timezone.now()
        self.act_on_each(request, queryset, lambda pk: flow_switch(flow_id=pk, is_on=False, now=now))


@admin.register(FlowVersion)
class FlowVersionAdmin(FactAdmin):
    """A published definition."""

    list_display = ["flow", "number", "published_by", "published_at"]
    search_fields = ["flow__name"]
    ordering = ["-published_at", "-pk"]


@admin.register(Enrolment)
class EnrolmentAdmin(FactAdmin):
    """One person's way through a flow."""

    list_display = [
        "contact",
        "flow",
        "version",
        "subject",
        "state",
        "reason",
        "node",
        "due_at",
        "attempts",
        "failures",
    ]
    list_filter = ["state", "reason"]
    search_fields = ["contact__email", "=subject", "=id"]
    ordering = ["-entered_at", "-pk"]


@admin.register(Message)
class MessageAdmin(FactAdmin):
    """One mail of one step."""

    list_display = [
        "created_at",
        "email",
        "subject",
        "state",
        "reason",
        "provider",
        "attempts",
        "due_at",
        "sent_at",
        "opened_at",
    ]
    list_filter = ["state", "provider"]
    search_fields = ["email", "=provider_id", "=id"]
    ordering = ["-created_at", "-pk"]
    exclude = ["variables"]


@admin.register(EmailEvent)
class EmailEventAdmin(FactAdmin):
    """What happened and why, also what did not."""

    list_display = ["at", "kind", "reason", "contact", "flow", "node", "is_machine"]
    list_filter = ["kind", "is_machine"]
    search_fields = ["contact__email", "reason", "=provider_event"]
    ordering = ["-at", "-pk"]


@admin.register(FlowSignal)
class FlowSignalAdmin(FactAdmin):
    """A fact of the core's feed."""

    list_display = ["at", "name", "state", "attempts", "error"]
    list_filter = ["state", "name"]
    search_fields = ["=id", "name"]
    ordering = ["-at", "-pk"]
    actions = ["replay"]

    @admin.action(description="Apply a failed one again", permissions=["operate"])
    def replay(self, request: HttpRequest, queryset: QuerySet[FlowSignal]) -> None:
        """Apply a failed one again."""
        self.act_on_each(request, queryset, lambda pk: signal_replay(signal_id=pk))


@admin.register(CartWatch)
class CartWatchAdmin(FactAdmin):
    """A cart whose owner is known."""

    list_display = ["cart_id", "contact", "active_at", "closed_at"]
    search_fields = ["=cart_id", "contact__email"]
    ordering = ["-active_at", "-pk"]


@admin.register(Contact)
class ContactAdmin(FactAdmin):
    """Somebody who may get mails."""

    list_display = [
        "email",
        "name",
        "consent_state",
        "locale",
        "country",
        "orders_count",
        "last_order_at",
        "last_marketing_at",
        "soft_bounces",
    ]
    list_filter = ["consent_state"]
    search_fields = ["email", "name", "=customer_id"]
    ordering = ["-created_at", "-pk"]


@admin.register(Suppression)
class SuppressionAdmin(FactAdmin):
    """An address nothing is sent to."""

    list_display = ["email", "reason", "note", "created_at", "told_at"]
    list_filter = ["reason"]
    search_fields = ["email", "=email_digest"]
    ordering = ["-created_at", "-pk"]
    actions = ["lift"]

    @admin.action(description="Lift: may be written to again", permissions=["operate"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> None:
        """Lift: may be written to again."""
        now = timezone.now()
        self.act_on_each(request, queryset, lambda pk: suppression_lift(suppression_id=pk, now=now))


@admin.register(Erasure)
class ErasureAdmin(FactAdmin):
    """An address that was erased, by what stands for it."""

    list_display = ["heard_at", "email_digest", "contact_id", "done_at"]
    search_fields = ["=email_digest", "=id"]
    ordering = ["-heard_at", "-pk"]


@admin.register(EmailTemplate)
class EmailTemplateAdmin(FactAdmin):
    """A mail to be filled in."""

    list_display = ["name", "key", "revision_number", "is_archived", "updated_at"]
    list_filter = ["is_archived"]
    search_fields = ["name", "=key"]
    ordering = ["name", "pk"]


@admin.register(TemplateRevision)
class TemplateRevisionAdmin(FactAdmin):
    """A template's content at one time."""

    list_display = ["template", "number", "subject", "created_by", "created_at"]
    search_fields = ["subject", "template__name"]
    ordering = ["-created_at", "-pk"]


@admin.register(EmailSettings)
class EmailSettingsAdmin(FactAdmin):
    """What holds for every flow of the store."""

    list_display = ["is_sending_on", "sender_name", "reply_to", "cap_hours", "quiet_from", "quiet_until"]
    ordering = ["pk"]


@admin.register(Segment)
class SegmentAdmin(FactAdmin):
    """People by rules."""

    list_display = ["name", "created_at", "updated_at"]
    search_fields = ["name", "=id"]
    ordering = ["name", "pk"]


@admin.register(SegmentMember)
class SegmentMemberAdmin(FactAdmin):
    """Who is in a segment, since when."""

    list_display = ["segment", "contact", "entered_at", "left_at", "is_offered"]
    search_fields = ["segment__name", "contact__email"]
    ordering = ["-entered_at", "-pk"]


@admin.register(WebhookCall)
class WebhookCallAdmin(FactAdmin):
    """A call of another program; its address may carry that program's key, so only the host is shown."""

    list_display = ["created_at", "host", "contact", "state", "attempts", "due_at", "outcome", "ended_at"]
    list_filter = ["state"]
    search_fields = ["=id", "contact__email"]
    ordering = ["-created_at", "-pk"]
    readonly_fields = ["host"]
    secrets = ("url", "body")

    @admin.display(description="host")
    def host(self, call: WebhookCall) -> str:
        """Return whom it calls."""
        return urlsplit(call.url).hostname or "–"
