"""Prices from text people read and from values machines read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

MAX_AMOUNT = Decimal(10) ** 10

# Symbols and words of one currency, and those of several (None: the page's country decides).
_SIGNS: dict[str, str | None] = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "eur": "EUR", "£": "GBP", "₤": "GBP",
    "¥": None, "￥": None, "円": "JPY", "元": None, "₩": "KRW", "원": "KRW", "₹": "INR",
    "rs": "INR", "₽": "RUB", "руб": "RUB", "р": "RUB", "₴": "UAH", "грн": "UAH", "₸": "KZT",
    "тг": "KZT", "тенге": "KZT", "zł": "PLN", "zl": "PLN", "kč": "CZK", "ft": "HUF", "lei": "RON",
    "лв": "BGN", "kr": None, "kn": "HRK", "din": "RSD", "₺": "TRY", "tl": "TRY", "₪": "ILS",
    "r$": "BRL", "us$": "USD", "$us": "USD", "c$": "CAD", "ca$": "CAD", "au$": "AUD", "a$": "AUD",
    "nz$": "NZD", "hk$": "HKD", "nt$": "TWD", "s$": "SGD", "mx$": "MXN", "$": None, "฿": "THB",
    "₫": "VND", "đ": "VND", "₱": "PHP", "rp": "IDR", "rm": "MYR", "r": "ZAR", "fr": "CHF",
    "sfr": "CHF", "ر.س": "SAR", "ريال": "SAR", "د.إ": "AED", "درهم": "AED", "ج.م": "EGP",
    "د.ك": "KWD", "₦": "NGN", "₼": "AZN", "₾": "GEL", "₡": "CRC", "₲": "PYG", "s/": "PEN",
    "s/.": "PEN", "руб.": "RUB", "р.": "RUB", "грн.": "UAH", "тг.": "KZT", "kr.": None, "rs.": "INR",
    "бел.руб": "BYN", "byn": "BYN", "rur": "RUB", "lv": "BGN", "сум": "UZS", "₮": "MNT", "৳": "BDT",
}  # fmt: skip
ISO_CODES = frozenset(
    "AED AMD ARS AUD AZN BAM BDT BGN BHD BOB BRL BYN CAD CHF CLP CNY COP CRC CZK DKK DOP DZD "
    "EGP EUR GBP GEL GHS GTQ HKD HNL HRK HUF IDR ILS INR IQD IRR ISK JOD JPY KES KGS KRW KWD KZT "
    "LBP LKR MAD MDL MKD MMK MNT MOP MXN MYR NGN NIO NOK NPR NZD OMR PAB PEN PHP PKR PLN PYG QAR "
    "RON RSD RUB SAR SEK SGD THB TND TRY TWD TZS UAH UGX USD UYU UZS VES VND XAF XOF ZAR".split()
)
_OF_COUNTRY = {
    "us": "USD", "ca": "CAD", "au": "AUD", "nz": "NZD", "cl": "CLP", "ar": "ARS", "mx": "MXN",
    "co": "COP", "uy": "UYU", "tw": "TWD", "hk": "HKD", "sg": "SGD", "se": "SEK", "no": "NOK",
    "dk": "DKK", "is": "ISK", "cz": "CZK", "jp": "JPY", "cn": "CNY", "br": "BRL", "uk": "GBP",
    "gb": "GBP", "ch": "CHF", "pl": "PLN", "hu": "HUF", "ro": "RON", "bg": "BGN", "ru": "RUB",
    "ua": "UAH", "by": "BYN", "kz": "KZT", "tr": "TRY", "il": "ILS", "in": "INR", "za": "ZAR",
    "sa": "SAR", "ae": "AED", "eg": "EGP", "kr": "KRW", "th": "THB", "vn": "VND", "id": "IDR",
    "my": "MYR", "ph": "PHP", "pe": "PEN", "pk": "PKR", "de": "EUR", "at": "EUR", "fr": "EUR",
    "it": "EUR", "es": "EUR", "pt": "EUR", "nl": "EUR", "be": "EUR", "ie": "EUR", "fi": "EUR",
    "gr": "EUR", "sk": "EUR", "si": "EUR", "lv": "EUR", "lt": "EUR", "ee": "EUR", "lu": "EUR",
    "mt": "EUR", "cy": "EUR", "hr": "EUR", "rs": "RSD", "ge": "GEL", "am": "AMD", "az": "AZN",
}  # fmt: skip
# Short words that are currencies only where they are used.
_LOCAL_SIGNS = frozenset(
    ("r", "rm", "tl", "ft", "fr", "rp", "lv", "din", "kn", "р", "р.", "zl", "s/", "kr", "lei")
)
_LOWER_CODES = frozenset(("eur", "usd", "gbp", "chf", "pln", "sek", "nok", "dkk", "czk", "brl", "inr"))
# Currencies written with three decimals.
_THOUSANDTHS = frozenset(("KWD", "BHD", "OMR", "JOD", "TND"))
_AMBIGUOUS = {
    "$": frozenset(("USD", "CAD", "AUD", "NZD", "CLP", "ARS", "MXN", "COP", "UYU", "TWD", "HKD", "SGD")),
    "kr": frozenset(("SEK", "NOK", "DKK", "ISK")),
    "¥": frozenset(("JPY", "CNY")),
    "元": frozenset(("CNY", "TWD", "HKD")),
}
_DIGITS = (
    r"\d{1,3}(?:,\d{2}){1,3},\d{3}(?:\.\d{1,2})?(?!\d)"
    r"|\d{1,3}(?:[.,'’ ]\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)"
    r"|\d{1,10}(?:[.,]\d{1,4})?(?!\d)"
)
_NUMBER = re.compile(rf"(?<!\d)(?<![^\d\s][-−])(?<!^[-−])(?:{_DIGITS})")
_SIGN_CLASS = "|".join(sorted((re.escape(sign) for sign in _SIGNS), key=len, reverse=True))
_BEFORE = re.compile(rf"(?:^|(?<=[^a-zа-я]))({_SIGN_CLASS}|[a-z]{{3}})\s*$", re.I)
_AFTER = re.compile(rf"^\s*(?:[,.]?[-–—]{{1,2}}\s*)?({_SIGN_CLASS}|[a-z]{{3}})(?![a-zа-яё])", re.I)
_DASHED = re.compile(r"^[.,]?\s?[-–—]{1,2}(?!\s?\d)")
_MACHINE = re.compile(r"\s*([+-]?\d{1,12}(?:\.\d{1,8})?)\s*")


@dataclass(frozen=True, slots=True)
class PriceText:
    """A price read from text. `sign` is the currency as written, `currency` its ISO code if sure."""

    amount: Decimal
    sign: str | None
    currency: str | None
    start: int
    end: int

    @property
    def is_marked(self) -> bool:
        """Tell whether a currency stands beside the number."""
        return self.sign is not None


def prices_in(text: str, country: str | None = None, limit: int = 5) -> list[PriceText]:
    """Return the prices of a short text in order.

    `1.299,00`, `1,299.00`, `1'299.-`, `24.990`, `131 990` and Arabic digits are understood: a single
    separator before three digits groups thousands, before one or two it is the decimal mark.
    """
    cleaned = _plain_digits(text[:400])
    found: list[PriceText] = []
    for number in _NUMBER.finditer(cleaned):
        sign = _sign_beside(cleaned, number.start(), number.end(), country)
        code = sign_currency(sign, country) if sign else None
        amount = amount_read(number.group(), has_thousandths=code in _THOUSANDTHS)
        if amount is None:
            continue
        found.append(PriceText(amount, sign, code, number.start(), number.end()))
        if len(found) >= limit:
            break
    return found


def _plain_digits(text: str) -> str:
    """Make every digit ASCII and every blank one plain space."""
    kept = []
    for character in text:
        if character.isdigit() and not character.isascii():
            kept.append(str(unicodedata.digit(character, 0)))
        elif character.isspace():
            kept.append(" ")
        else:
            kept.append({"．": ".", "，": ",", "٫": ".", "٬": ","}.get(character, character))
    return "".join(kept)


def amount_read(written: str, *, has_thousandths: bool = False) -> Decimal | None:
    """Return the amount of a written number, None when it is no sensible price."""
    digits = re.sub(r"['’ ]", "", written).strip(".,")
    decimal_mark = _decimal_mark(digits, has_thousandths=has_thousandths)
    if decimal_mark:
        whole, _, fraction = digits.rpartition(decimal_mark)
        digits = re.sub(r"[.,]", "", whole) + "." + fraction
    else:
        digits = re.sub(r"[.,]", "", digits)
    return amount_machine(digits)


def _decimal_mark(digits: str, *, has_thousandths: bool) -> str | None:
    """Return which separator, if any, stands before the decimals."""
    last_dot, last_comma = digits.rfind("."), digits.rfind(",")
    last = max(last_dot, last_comma)
    if last < 0:
        return None
    mark = digits[last]
    if last_dot >= 0 and last_comma >= 0:
        return mark
    tail = len(digits) - last - 1
    if digits.count(mark) > 1:
        return None
    grouped = tail == 3 and digits[0] != "0" and not has_thousandths
    return None if grouped else mark


def amount_machine(value: object) -> Decimal | None:
    """Return the amount of a machine-written value (`"24990"`, `67.8400`); the dot is decimal."""
    if isinstance(value, bool) or value is None:
        return None
    found = _MACHINE.fullmatch(str(value)[:40])
    if not found:
        return None
    try:
        amount = Decimal(found.group(1))
    except InvalidOperation:
        return None
    if not Decimal(0) <= amount <= MAX_AMOUNT:
        return None
    return tidy(amount)


def tidy(amount: Decimal) -> Decimal:
    """Drop zeros behind the second decimal: 67.8400 is 67.84, 20 is 20, 13.40 stays."""
    normal = amount.normalize()
    exponent = normal.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        return normal.quantize(Decimal(1))
    decimals = -exponent if isinstance(exponent, int) else 0
    return normal.quantize(Decimal("0.01")) if decimals == 1 else normal


def _sign_beside(text: str, start: int, end: int, country: str | None) -> str | None:
    before = _BEFORE.search(text[max(0, start - 12) : start])
    if before and _is_sign(before.group(1)) and _is_used_in(before.group(1), country):
        return before.group(1)
    tail = text[end : end + 16]
    after = _AFTER.match(tail)
    if after and _is_sign(after.group(1)) and _is_used_in(after.group(1), country):
        return after.group(1)
    return ",-" if _DASHED.match(tail) and tail[:1] in ".,-–—" and tail.strip(" .,-–—") == "" else None


def _is_sign(written: str) -> bool:
    if written.lower() in _SIGNS:
        return True
    return written in ISO_CODES or written in _LOWER_CODES


def _is_used_in(sign: str, country: str | None) -> bool:
    """Tell `R 170` in South Africa from `R170` in a model name."""
    lowered = sign.lower()
    if lowered not in _LOCAL_SIGNS:
        return True
    local = _OF_COUNTRY.get(country or "")
    if local is None:
        return len(lowered.strip(".")) > 1
    return currency_fits(lowered, local) or (lowered == "lv" and local == "BGN")


def is_currency_sign(written: str) -> bool:
    """Tell whether a text is nothing but a currency (`€`, `Kč`, `元`)."""
    return _is_sign(written.strip())


def sign_currency(sign: str | None, country: str | None) -> str | None:
    """Return the ISO code of a currency as written; a shared sign (`$`) needs the country."""
    if not sign:
        return None
    if sign.upper() in ISO_CODES:
        return sign.upper()
    lowered = sign.lower()
    if lowered == "rur":
        return "RUB"
    known = _SIGNS.get(lowered)
    if known or lowered not in _SIGNS:
        return known
    shared = _AMBIGUOUS[{"kr.": "kr", "￥": "¥"}.get(lowered, lowered)]
    local = _OF_COUNTRY.get((country or "").lower())
    if local in shared:
        return local
    if country and country != "com":
        return None
    return {"$": "USD", "元": "CNY"}.get(lowered)


def currency_fits(sign: str, code: str) -> bool:
    """Tell whether a currency as written can be the one of an ISO code."""
    lowered = {"kr.": "kr", "￥": "¥"}.get(sign.lower(), sign.lower())
    return code in _AMBIGUOUS.get(lowered, frozenset()) or sign_currency(sign, None) == code


def currency_code(value: object) -> str | None:
    """Return an ISO code from a machine-written currency (`usd`, `RUR`, `€`)."""
    written = str(value or "").strip()
    if not written or len(written) > 12:
        return None
    return sign_currency(written, None) if _is_sign(written.upper()) or _is_sign(written) else None


def page_country(url: str | None, language: str | None) -> str | None:
    """Guess the country: the address' top domain, else the region of the language."""
    host = (urlsplit(url).hostname or "") if url else ""
    top = host.rsplit(".", 1)[-1] if "." in host else ""
    if len(top) == 2 and top in _OF_COUNTRY:
        return top
    region = (language or "").replace("_", "-").split("-")[-1].lower()
    if len(region) == 2 and "-" in (language or "") and region in _OF_COUNTRY:
        return region
    return "com" if top else None


def country_currency(country: str | None) -> str | None:
    """Return the currency of a country code, None when unknown."""
    return _OF_COUNTRY.get(country or "")
