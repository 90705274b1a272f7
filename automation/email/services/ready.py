"""Ready flows: made once for each store, published and switched off, never touched again."""

import copy
from datetime import datetime

from django.db import connection, transaction

from automation.email.models import EmailFlow, EmailTemplate
from automation.email.ready_texts import FLOWS, TEMPLATES
from automation.email.services.flows import flow_create, flow_publish
from automation.email.services.templates import template_create

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('email.ready:' || current_schema(), 0))"


@transaction.atomic
def ready_flows_ensure(*, now: datetime) -> int:
    """Make the ready templates and flows that the store has not; returns how many flows were made.

    Safe to repeat: what a merchant has changed or archived stays as it is.
    """
    if EmailFlow.objects.filter(key__in=FLOWS).count() == len(FLOWS):
        return 0
    with connection.cursor() as cursor:  # another task of a new store may be making them at this moment
        cursor.execute(LOCK)
    templates = _templates(now)
    known = set(EmailFlow.objects.filter(key__in=FLOWS).values_list("key", flat=True))
    for key, ready in FLOWS.items():
        if key in known:
            continue
        definition = copy.deepcopy(ready["definition"])
        for node in definition["nodes"]:
            if node["type"] == "send":
                node["template_id"] = templates[node["template_id"]]
        flow = flow_create(name=ready["name"], definition=definition, now=now)
        EmailFlow.objects.filter(pk=flow.pk).update(key=key)
        flow_publish(flow_id=flow.pk, user_id=None, now=now)
    return len(FLOWS) - len(known)


def _templates(now: datetime) -> dict[str, str]:
    known = dict(EmailTemplate.objects.filter(key__in=TEMPLATES).values_list("key", "pk"))
    for key, ready in TEMPLATES.items():
        if key not in known:
            known[key] = template_create(**ready, user_id=None, now=now, key=key).pk
    return {key: str(pk) for key, pk in known.items()}
