"""Amounts as people read them."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency


def amount_text(money: Mapping[str, str] | None, *, locale: str) -> str:
    """Return `{"amount", "currency"}` as text in a language ("€19.90"); "" for nothing."""
    if not money:
        return ""
    try:
        language = Locale.parse(locale.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        language = Locale.parse("en")
    try:
        return str(format_currency(Decimal(money["amount"]), money["currency"], locale=language))
    except InvalidOperation:
        return f"{money['amount']} {money['currency']}"
