"""Global Trade Item Numbers: eight, twelve, thirteen or fourteen digits, the last one checks the others. Pure."""

LENGTHS = {8, 12, 13, 14}


def gtin_or_none(text: str) -> str | None:
    """Return the digits of a valid GTIN, or None. Blanks and hyphens do not count."""
    digits = text.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in LENGTHS or set(digits) == {"0"}:
        return None
    *body, check = (int(digit) for digit in digits)
    weighted = sum(digit * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return digits if (weighted + check) % 10 == 0 else None
