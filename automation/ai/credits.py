"""AI credits of the merchant's plan: one per question, counted by the core."""

import logging
from typing import Any

from django.apps import apps
from django.conf import settings

from automation.ai.types import AiBudgetSpent
from automation.core_client.client import Core, CoreClient
from automation.core_client.types import CoreForbidden, CoreRejected, CoreUnavailable
from tenancy.context import public_context, require_store

logger = logging.getLogger(__name__)
PAYMENT_REQUIRED = 402


def credit_claim(*, key: str, core: Core | None = None) -> None:
    """Take one credit for a question, once per `key`. Raises AiBudgetSpent when the plan includes no more.

    Outside a transaction. While the core is away the question is asked all the same: the ledger and the daily budget
    still hold, and a shop's work does not stop for the counting.
    """
    schema_name = require_store()
    store: Any = apps.get_model(settings.TENANT_MODEL)
    with public_context():
        store_id = store.objects.filter(schema_name=schema_name).values_list("pk", flat=True).first()
    if store_id is None:
        return
    try:
        (core or CoreClient()).ai_credits_claim(
            store_id=store_id, amount=1, idempotency_key=f"ai-credit-{key}"
        )
    except CoreRejected as error:
        if error.status != PAYMENT_REQUIRED:
            logger.warning("an AI credit was not taken: %s", error.code)
            return
        raise AiBudgetSpent("the plan's AI credits of this month are used up") from error
    except (CoreUnavailable, CoreForbidden) as error:
        logger.warning("an AI credit was not counted: %s", error)
