"""Stripe's published test cards, and what each of them does."""

import re
from dataclasses import dataclass

DECLINES = {
    "4000000000000002": ("card_declined", "generic_decline", "Your card was declined."),
    "4000000000009995": (
        "card_declined",
        "insufficient_funds",
        "Your card has insufficient funds.",
    ),
    "4000000000009987": ("card_declined", "lost_card", "Your card was declined."),
    "4000000000000069": ("expired_card", None, "Your card has expired."),
    "4000000000000127": ("incorrect_cvc", None, "Your card's security code is incorrect."),
    "4000000000000119": (
        "processing_error",
        None,
        "An error occurred while processing your card. Try again in a little bit.",
    ),
}
ASKS_CONFIRMATION = {"4000002500003155", "4000002760003184", "4000000000003220"}
# Can be saved, and is declined when a subscription charges it.
FAILS_LATER = {"4000000000000341"}
SUCCEEDS = {
    "4242424242424242",
    "4000056655665556",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "6011111111111117",
}
BRANDS = (("4", "visa"), ("5", "mastercard"), ("2", "mastercard"), ("3", "amex"), ("6", "discover"))


@dataclass(frozen=True)
class Decline:
    """Why a card was refused, in Stripe's codes."""

    code: str
    decline_code: str | None
    message: str


@dataclass(frozen=True)
class Card:
    """A card number as typed by the shopper."""

    number: str
    exp_month: int = 12
    exp_year: int = 2034

    @property
    def brand(self) -> str:
        """Return Stripe's name of the brand."""
        return next((name for start, name in BRANDS if self.number.startswith(start)), "unknown")

    @property
    def last4(self) -> str:
        """Return the last four digits."""
        return self.number[-4:]

    @property
    def asks_confirmation(self) -> bool:
        """Tell whether the bank wants an extra step."""
        return self.number in ASKS_CONFIRMATION

    @property
    def decline(self) -> Decline | None:
        """Return why this card never works, None when it does."""
        if self.number in DECLINES:
            return Decline(*DECLINES[self.number])
        if self.number in SUCCEEDS | ASKS_CONFIRMATION | FAILS_LATER:
            return None
        return Decline(
            "card_declined",
            "test_mode_live_card",
            "Your card was declined: only Stripe's test card numbers work here.",
        )


def card_read(number: str, expiry: str, now_year: int, now_month: int) -> Card | str:
    """Return the card, or a sentence saying which field is wrong."""
    digits = re.sub(r"[\s-]", "", number)
    if not digits.isdigit() or not 13 <= len(digits) <= 19 or not luhn_valid(digits):
        return "Your card number is invalid."
    match = re.fullmatch(r"\s*(\d{1,2})\s*/\s*(?:20)?(\d{2})\s*", expiry)
    if not match or not 1 <= int(match[1]) <= 12:
        return "Your card's expiry date is invalid. Write it as MM / YY."
    month, year = int(match[1]), 2000 + int(match[2])
    if (year, month) < (now_year, now_month):
        return "Your card's expiry date is in the past."
    return Card(number=digits, exp_month=month, exp_year=year)


def luhn_valid(digits: str) -> bool:
    """Tell whether the check digit is right."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
