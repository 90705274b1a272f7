"""Reading what suppliers write: amounts, counts as text, lists hidden in objects, times. Nonsense becomes None."""

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

COUNT = re.compile(r"([\d.,\s]*\d)\s*([kKmM万])?\s*\+?")
MULTIPLES = {"k": 1_000, "m": 1_000_000, "万": 10_000}
# Above it a supplier's price is a mistake or an attack, not a price.
HIGHEST_AMOUNT = Decimal("10000000")
MOST = 2_000_000_000


def amount_of(value: Any, *, zero: bool = False) -> Decimal | None:
    """Return a positive amount, from 12.5, "12.50", "US $12.50" or the low end of "2.09 -- 7.46"; else None.

    `zero` lets nothing be an amount too: a delivery may be free, a product is not.
    """
    found = (
        re.search(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", str(value).replace(",", ""))
        if value is not None
        else None
    )
    if found is None or isinstance(value, bool):
        return None
    try:
        amount = Decimal(found[0])
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount <= HIGHEST_AMOUNT or (amount == 0 and not zero):
        return None
    return amount.quantize(Decimal("0.0001")).normalize() + Decimal(0)


def count_of(value: Any) -> int | None:
    """Return a count, from 12, "1,234", "1000+" or "2.5k"; the text's lower bound; else None."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value if 0 <= value <= MOST else None
    found = COUNT.match(str(value).strip())
    if found is None:
        return None
    digits, unit = found[1].replace(" ", ""), (found[2] or "").lower()
    digits = digits.replace(",", ".") if unit else digits.replace(",", "").replace(".", "")
    try:
        number = int(Decimal(digits) * MULTIPLES.get(unit, 1))
    except InvalidOperation:
        return None
    return number if 0 <= number <= MOST else None


def rating_of(value: Any) -> float | None:
    """Return a rating from 0 to 5, or None."""
    try:
        rating = float(value)
    except (TypeError, ValueError):
        return None
    return rating if 0 < rating <= 5 else None


def rows_of(value: Any) -> list[dict[str, Any]]:
    """Return a list of objects, also when it hides in an object of one key."""
    if isinstance(value, dict) and len(value) == 1:
        only = next(iter(value.values()))
        value = only if isinstance(only, list) else [value]
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def plain_of(value: Any) -> list[Any]:
    """Return a list of plain values, also when it hides in an object of one key."""
    if isinstance(value, dict) and len(value) == 1:
        value = next(iter(value.values()))
    return list(value) if isinstance(value, list) else [] if value is None else [value]


def object_of(value: Any) -> dict[str, Any]:
    """Return an object, or an empty one."""
    return value if isinstance(value, dict) else {}


def time_of_millis(value: Any) -> datetime | None:
    """Return a time from epoch milliseconds (also seconds), or None."""
    try:
        number = float(value)
        return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC) if number > 0 else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def time_of_text(value: Any) -> datetime | None:
    """Return an ISO time with its offset as UTC, or None."""
    try:
        read = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


def url_of(value: Any) -> str:
    """Return an address with its scheme ("//cdn…" gets https), or ""."""
    text = str(value or "").strip()
    if text.startswith("//"):
        # The sandbox has no TLS; a real picture host has.
        text = f"{'http' if text.startswith(('//127.0.0.1', '//localhost')) else 'https'}:{text}"
    return text if text.startswith(("http://", "https://")) else ""
