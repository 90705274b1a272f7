"""Addresses as suppliers take them, looked at before an order is made of one."""

import re
from collections.abc import Mapping, Sequence

from automation.suppliers.ordering import OrderRefused, Reason, ShipTo

# (field, what it must look like, what to tell the merchant otherwise)
type Rule = tuple[str, str, str]

EVERYWHERE: tuple[Rule, ...] = (
    ("name", r".*\S.*", "The name is missing."),
    ("line1", r".*\S.*", "The street is missing."),
    ("city", r".*\S.*", "The city is missing."),
    ("country", r"[A-Z]{2}", "The country is missing."),
)


def address_check(
    *, to: ShipTo, rules: Sequence[Rule] = (), by_country: Mapping[str, Sequence[Rule]] | None = None
) -> None:
    """Raise OrderRefused (ADDRESS) with a sentence for the first thing that the supplier would refuse."""
    for name, pattern, sentence in (*EVERYWHERE, *rules, *(by_country or {}).get(to.country, ())):
        if not re.fullmatch(pattern, str(getattr(to, name)).strip(), re.DOTALL):
            raise OrderRefused(Reason.ADDRESS, f"address_{name}", sentence)
