"""Money is whole minor units and an ISO 4217 currency; never a float, never a bare Decimal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from babel.numbers import format_currency, get_currency_precision
from babel.numbers import list_currencies as babel_currencies

PLAIN = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
MAX_MINOR = 9_999_999_999  # 99,999,999.99 in a two-decimal currency


class MoneyInvalid(ValueError):
    """The text is not an amount in this currency; the message says why."""


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were combined."""


def exponent(currency: str) -> int:
    """Return the number of decimals of a currency (CLDR): EUR 2, JPY 0, KWD 3."""
    return get_currency_precision(currency)


def is_currency(code: str) -> bool:
    """Say whether `code` is an ISO 4217 code known to CLDR."""
    return len(code) == 3 and code.isupper() and code in babel_currencies()


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units of a currency."""

    amount_minor: int
    currency: str

    @classmethod
    def parse(cls, amount: str | Decimal, currency: str) -> Money:
        """Read a plain decimal such as "19.90". Raises MoneyInvalid for anything that is not exact.

        Refuses NaN, infinities, exponents, more decimals than the currency has and amounts over
        99,999,999.99.
        """
        if isinstance(amount, str) and not PLAIN.fullmatch(amount):
            raise MoneyInvalid("Not a plain decimal number such as 19.90.")
        try:
            value = Decimal(amount)
        except (InvalidOperation, ValueError, TypeError) as error:
            raise MoneyInvalid("Not a decimal number.") from error
        if not value.is_finite():
            raise MoneyInvalid("Not a finite number.")
        if abs(value.adjusted()) > 20:
            raise MoneyInvalid("The amount is out of range.")
        scaled = value.scaleb(exponent(currency))
        if scaled != scaled.to_integral_value():
            raise MoneyInvalid(f"At most {exponent(currency)} decimals in {currency}.")
        if abs(scaled) > MAX_MINOR:
            raise MoneyInvalid("The amount is out of range.")
        return cls(int(scaled), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with exactly the currency's decimals."""
        digits = exponent(self.currency)
        return Decimal(self.amount_minor).scaleb(-digits).quantize(Decimal(1).scaleb(-digits))

    def to_wire(self) -> dict[str, str]:
        """Return `{"amount": "19.90", "currency": "EUR"}`."""
        return {"amount": f"{self.amount:f}", "currency": self.currency}

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount_minor + other.amount_minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount_minor - other.amount_minor, self.currency)

    def __mul__(self, factor: int) -> Money:
        return Money(self.amount_minor * factor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.amount_minor < other.amount_minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.amount_minor <= other.amount_minor


def money_format(money: Money, locale: str = "en") -> str:
    """Return the amount as people of `locale` write it: `19,90 €`, `$19.90`."""
    return format_currency(money.amount, money.currency, locale=locale.replace("-", "_"))
