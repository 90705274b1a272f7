"""Ask Stripe about every payment session that is still open here."""

from typing import Any

from django.utils import timezone

from apps.ops.operator import OperatorCommand
from apps.payments.services import session_reconcile


class Command(OperatorCommand):
    help = (
        "Ask Stripe now about open and expired payment sessions of the last 25 hours and settle what it knows; "
        "otherwise done every five minutes. Safe at any time and as often as you like."
    )

    def operate(self, **options: Any) -> dict[str, int]:
        return {"settled": session_reconcile(now=timezone.now())}

    def show(self, result: dict[str, int]) -> None:
        self.stdout.write(f"{result['settled']} payment sessions asked about")
