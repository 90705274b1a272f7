"""Contact and address as people type them, checked by country before anything is reserved or paid."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from apps.checkout.types import AddressInvalid
from apps.orders.types import Address

LONGEST = {
    "name": 120,
    "company": 120,
    "line1": 200,
    "line2": 200,
    "city": 100,
    "state": 100,
    "postal_code": 12,
    "phone": 32,
}
REQUIRED = {
    "name": "Enter a name.",
    "line1": "Enter the street and house number.",
    "city": "Enter the city.",
    "country": "Choose a country.",
}
PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,30}")
# Universal Postal Union: territories whose addresses carry no postal code.
NO_POSTAL_CODE = frozenset(
    "AE AG AO AW BF BI BJ BO BS BW BZ CD CF CG CI CK CM DJ DM ER FJ GA GD GH GM GQ GY HK JM KI KM KN KP"
    " LC LY ML MO MR MW NR NU QA RW SB SC SL SR ST SY TD TG TK TL TO TT TV UG VU YE ZW".split()
)
DIGITS_4 = re.compile(r"\d{4}")
DIGITS_5 = re.compile(r"\d{5}")
DIGITS_6 = re.compile(r"\d{6}")
POSTAL_CODES: dict[str, re.Pattern[str]] = {
    **dict.fromkeys("AT AU BE BG CH CY DK HU LU NO NZ SI ZA".split(), DIGITS_4),
    **dict.fromkeys("DE EE ES FI FR HR IT MC MX MY TH TR UA".split(), DIGITS_5),
    **dict.fromkeys("CN IN RO SG".split(), DIGITS_6),
    "US": re.compile(r"\d{5}(-\d{4})?"),
    "CA": re.compile(r"[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d"),
    "GB": re.compile(r"(GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})"),
    "NL": re.compile(r"[1-9]\d{3} ?[A-Z]{2}"),
    "PL": re.compile(r"\d{2}-\d{3}"),
    "PT": re.compile(r"\d{4}-\d{3}"),
    "CZ": re.compile(r"\d{3} ?\d{2}"),
    "SK": re.compile(r"\d{3} ?\d{2}"),
    "SE": re.compile(r"\d{3} ?\d{2}"),
    "GR": re.compile(r"\d{3} ?\d{2}"),
    "JP": re.compile(r"\d{3}-?\d{4}"),
    "KR": DIGITS_5,
    "BR": re.compile(r"\d{5}-?\d{3}"),
    "IE": re.compile(r"[A-Z]\d[\dW] ?[A-Z\d]{4}"),
    "LV": re.compile(r"(LV-)?\d{4}"),
    "LT": re.compile(r"(LT-)?\d{5}"),
}
# CLDR lists these beside countries; nothing is shipped to them under these codes.
NOT_COUNTRIES = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split())


@cache
def country_names(locale: str = "en") -> dict[str, str]:
    """Return ISO 3166-1 alpha-2 codes and their names in a language, by name."""
    try:
        territories = Locale.parse(locale, sep="-").territories
    except (UnknownLocaleError, ValueError):
        territories = Locale("en").territories
    named = {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    }
    return dict(sorted(named.items(), key=lambda item: (unicodedata.normalize("NFKD", item[1]), item[0])))


def email_clean(value: object) -> str:
    """Return a mail address without surrounding space. Raises AddressInvalid."""
    text = value.strip() if isinstance(value, str) else ""
    try:
        if len(text) > 254:
            raise ValidationError("long")  # noqa: TRY301,RUF100 - one answer for every kind of bad
        validate_email(text)
    except ValidationError:
        raise AddressInvalid(fields={"email": ["Enter a valid e-mail address."]}) from None
    return text


def address_clean(data: Mapping[str, object], *, shipped_to: frozenset[str] | None) -> Address:
    """Return a checked address, or raise AddressInvalid naming every bad field.

    `shipped_to` are the countries that can be chosen; None means all. Lines are trimmed to single spaces;
    control characters are refused, so that a value can go into a mail header.
    """
    fields: dict[str, list[str]] = {}
    values = {name: _text(data, name, fields) for name in (*LONGEST, "country")}
    for name, sentence in REQUIRED.items():
        if not values[name]:
            fields.setdefault(name, [sentence])
    country = values["country"] = values["country"].upper()
    if country and (country not in country_names() or (shipped_to is not None and country not in shipped_to)):
        fields["country"] = ["We do not ship to this country."]
    values["postal_code"] = values["postal_code"].upper()
    if "country" not in fields and "postal_code" not in fields:
        _postal_code(country, values["postal_code"], fields)
    if values["phone"] and not PHONE.fullmatch(values["phone"]):
        fields.setdefault("phone", ["Enter a phone number with digits, or leave it empty."])
    if fields:
        raise AddressInvalid(fields=fields)
    return Address(**values)


def _text(data: Mapping[str, object], name: str, fields: dict[str, list[str]]) -> str:
    value = data.get(name)
    if value is None:
        return ""
    longest = LONGEST.get(name, 2)
    if not isinstance(value, str) or any(
        unicodedata.category(char) in ("Cc", "Cs") for char in value.strip()
    ):
        fields[name] = ["Plain text on one line."]
        return ""
    text = " ".join(value.split())
    if len(text) > longest:
        fields[name] = [f"At most {longest} characters."]
        return ""
    return text


def _postal_code(country: str, code: str, fields: dict[str, list[str]]) -> None:
    if not code:
        if country not in NO_POSTAL_CODE:
            fields["postal_code"] = ["Enter the postal code."]
        return
    pattern = POSTAL_CODES.get(country)
    if pattern is not None and not pattern.fullmatch(code):
        fields["postal_code"] = ["This postal code does not fit the country."]
