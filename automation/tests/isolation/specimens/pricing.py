"""Price rules, runs, rates."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from automation.pricing.models import PriceRun, PriceRunLine
from automation.pricing.services.rules import rule_create
from automation.pricing.types import Rule

BROKER = ("automation.pricing.api.views.price_run_dispatch",)
RULE = {"name": "Intruder", "kind": "MULTIPLIER", "multiplier": "9"}


def make(store: Any, ids: dict[str, str]) -> dict[str, str]:
    now = timezone.now()
    rule = rule_create(
        rule=Rule(name="Double", multiplier=Decimal(2)), currency=store.currency, is_active=True, now=now
    )
    run = PriceRun.objects.create(
        currency=store.currency, margin_basis_points=0, created_by=UUID(int=1), created_at=now
    )
    PriceRunLine.objects.create(
        run=run,
        variant_id=UUID(int=1),
        product_id=UUID(int=1),
        product_title="Lamp",
        before_minor=100,
        after_minor=200,
        state="CHANGE",
    )
    return {"rule_id": str(rule.pk), "price_run_id": str(run.pk)}


BODIES: dict[str, Any] = {
    "priceRuleListPost": lambda _: RULE,
    "priceRuleDetailPut": lambda _: RULE,
    "priceRunListPost": lambda _: {},
    "priceRunApplyPost": lambda _: None,
    "priceRunUndoPost": lambda _: None,
    "rateListPut": lambda _: {"base": "USD", "rate": "0.5"},
}
REFUSED = {"priceRunUndoPost"}
