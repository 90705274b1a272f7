"""Amounts as the core writes them (`{"amount": "19.90", "currency": "EUR"}`) and as we reckon: minor units."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

ZERO_DECIMALS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


def exponent(currency: str) -> int:
    """Return the number of decimals of a currency (ISO 4217)."""
    return 0 if currency in ZERO_DECIMALS else 3 if currency in THREE_DECIMALS else 2


def minor_of(amount: Decimal, currency: str) -> int:
    """Return an amount in major units as minor units, rounded half up."""
    return int(amount.scaleb(exponent(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def decimal_of(minor: int, currency: str) -> Decimal:
    """Return minor units as an amount in major units with exactly the currency's decimals."""
    digits = exponent(currency)
    return Decimal(minor).scaleb(-digits).quantize(Decimal(1).scaleb(-digits))


def wire_of(minor: int | None, currency: str) -> dict[str, str] | None:
    """Return minor units as they cross the wire."""
    return None if minor is None else {"amount": f"{decimal_of(minor, currency):f}", "currency": currency}


def minor_from_wire(money: Mapping[str, Any] | None) -> int | None:
    """Return what the wire says in minor units."""
    return None if money is None else minor_of(Decimal(money["amount"]), money["currency"])
