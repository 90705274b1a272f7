"""Addresses are checked by country before anything is reserved. STO-08."""

import pytest

from apps.checkout.addresses import NO_POSTAL_CODE, address_clean, country_names, email_clean
from apps.checkout.types import AddressInvalid

GERMAN = {
    "name": "Ana Kowalska",
    "line1": "Weg 1",
    "city": "Berlin",
    "postal_code": "10115",
    "country": "DE",
}


def refused(**changes):
    with pytest.raises(AddressInvalid) as caught:
        address_clean(GERMAN | changes, shipped_to=None)
    return set(caught.value.fields)


def test_a_good_address_is_trimmed_and_kept():
    address = address_clean(
        GERMAN | {"name": "  Ana   Kowalska ", "country": "de", "phone": "+49 30 1234567"}, shipped_to=None
    )
    assert (address.name, address.country, address.phone) == ("Ana Kowalska", "DE", "+49 30 1234567")


def test_every_missing_field_is_named_at_once():
    with pytest.raises(AddressInvalid) as caught:
        address_clean({}, shipped_to=None)
    assert set(caught.value.fields) == {"name", "line1", "city", "country"}


@pytest.mark.parametrize(
    ("country", "good", "bad"),
    [
        ("DE", "10115", "1011"),
        ("US", "94103-1234", "9410"),
        ("GB", "SW1A 1AA", "12345"),
        ("NL", "1012 AB", "0012 AB"),
        ("CA", "K1A 0B1", "K1A0B"),
        ("PL", "00-950", "00950"),
        ("JP", "100-0001", "1000"),
    ],
)
def test_postal_codes_fit_their_country(country, good, bad):
    kept = address_clean(GERMAN | {"country": country, "postal_code": good}, shipped_to=None)
    assert kept.postal_code == good
    assert refused(country=country, postal_code=bad) == {"postal_code"}
    assert refused(country=country, postal_code="") == {"postal_code"}


def test_countries_without_postal_codes_need_none():
    assert country_names().keys() >= NO_POSTAL_CODE
    assert address_clean(GERMAN | {"country": "HK", "postal_code": ""}, shipped_to=None).country == "HK"


@pytest.mark.parametrize("country", ["EU", "XX", "D", "DEU", "ZZ", "12", "🇩🇪"])
def test_only_real_countries(country):
    assert refused(country=country) == {"country"}


def test_only_countries_some_rate_ships_to():
    with pytest.raises(AddressInvalid) as caught:
        address_clean(GERMAN, shipped_to=frozenset({"FR"}))
    assert set(caught.value.fields) == {"country"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Ana\r\nBcc: x@evil.example"),
        ("line1", "Weg\x001"),
        ("city", "x" * 101),
        ("name", ["Ana"]),
        ("line1", 7),
        ("phone", "call me"),
    ],
)
def test_values_that_could_harm_are_refused(field, value):
    assert refused(**{field: value}) == {field}


@pytest.mark.parametrize(
    "email", ["", "ana", "ana@", "a@b\r\nBcc: c@d.example", "a" * 250 + "@x.de", None, 5]
)
def test_bad_mail_addresses_are_refused(email):
    with pytest.raises(AddressInvalid) as caught:
        email_clean(email)
    assert set(caught.value.fields) == {"email"}


def test_good_mail_addresses_are_kept():
    assert email_clean("  Ana@Example.com ") == "Ana@Example.com"
