"""Mail flows, templates, people, messages, suppressed addresses."""

from datetime import UTC, datetime
from typing import Any

from automation.email.models import Contact, Enrolment, Message, Suppression, TemplateRevision
from automation.email.services import flows, segments, templates

NOW = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
BLOCKS = [{"type": "text", "html": '<p>Hello {{ customer.first_name | "there" }}</p>'}]


def definition(template_id: str) -> dict[str, Any]:
    return {
        "trigger": {"type": "consent_given"},
        "settings": {
            "basis": "consent", "reentry_days": 30, "exit_on": [], "uses_cap": True, "uses_quiet_hours": True,
        },
        "start": "s",
        "nodes": [{"id": "s", "type": "send", "template_id": template_id, "next": None}],
    }  # fmt: skip


def make(store: Any, ids: dict[str, str]) -> dict[str, str]:
    template = templates.template_create(
        name="Hello", subject="Hello", preheader="", blocks=BLOCKS, user_id=None, now=NOW
    )
    flow = flows.flow_create(name="Series", definition=definition(str(template.pk)), now=NOW)
    version = flows.flow_publish(flow_id=flow.pk, user_id=None, now=NOW)
    email = f"ana-{str(store.id)[-4:]}@example.com"
    contact = Contact.objects.create(email=email, created_at=NOW, updated_at=NOW)
    way = Enrolment.objects.create(
        flow=flow, version=version, contact=contact, node="s", due_at=NOW, entered_at=NOW, state="DONE"
    )
    message = Message.objects.create(
        enrolment=way, node="s", contact=contact, revision=TemplateRevision.objects.get(template=template),
        email=email, due_at=NOW, checked_at=NOW, created_at=NOW,
    )  # fmt: skip
    # One template is not sent by any flow, so that it can be put away.
    spare = templates.template_create(
        name="Spare", subject="Spare", preheader="", blocks=BLOCKS, user_id=None, now=NOW
    )
    suppression = Suppression.objects.create(email=f"no-{email}", reason="MANUAL", created_at=NOW)
    segment = segments.segment_create(
        name="Buyers", rules=[{"check": "orders_at_least", "count": 1}], now=NOW
    )
    return {
        "segment_id": str(segment.pk),
        "flow_id": str(flow.pk),
        "template_id": str(spare.pk),
        "contact_id": str(contact.pk),
        "message_id": str(message.pk),
        "suppression_id": str(suppression.pk),
    }


CONTENT = {"subject": "Hello", "blocks": BLOCKS}
BODIES: dict[str, Any] = {
    "emailFlowListPost": lambda _: {"name": "Another"},
    "emailFlowDetailPatch": lambda _: {"name": "Renamed"},
    "emailFlowPublishPost": lambda _: None,
    "emailFlowOnPost": lambda _: None,
    "emailFlowOffPost": lambda _: None,
    "emailTemplateListPost": lambda _: {"name": "New"} | CONTENT,
    "emailTemplateDetailPut": lambda _: {"name": "Changed"} | CONTENT,
    "emailPreviewPost": lambda _: CONTENT,
    "emailTestSendPost": lambda _: CONTENT | {"to": "owner@example.com"},
    "emailSegmentListPost": lambda _: {"name": "New", "rules": [{"check": "is_subscribed"}]},
    "emailSegmentDetailPut": lambda _: {"name": "Changed", "rules": [{"check": "is_subscribed"}]},
    "emailWebhookSecretPost": lambda _: None,
    "emailSuppressionListPost": lambda _: {"email": "new@example.com"},
    "emailSuppressionImportPost": lambda _: {"content": "email\na@example.com\n"},
    "emailSettingsPatch": lambda _: {"cap_hours": 24},
}
