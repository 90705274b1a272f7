"""Flows, templates, people, their ways through the flows, and everything that happened (store schema)."""

from automation.email.models.flows import EmailFlow, Enrolment, FlowSignal, FlowVersion, WebhookCall
from automation.email.models.mails import EmailEvent, EmailSettings, EmailTemplate, Message, TemplateRevision
from automation.email.models.people import CartWatch, Contact, Erasure, Segment, SegmentMember, Suppression

__all__ = [
    "CartWatch",
    "Contact",
    "EmailEvent",
    "EmailFlow",
    "EmailSettings",
    "EmailTemplate",
    "Enrolment",
    "Erasure",
    "FlowSignal",
    "FlowVersion",
    "Message",
    "Segment",
    "SegmentMember",
    "Suppression",
    "TemplateRevision",
    "WebhookCall",
]
