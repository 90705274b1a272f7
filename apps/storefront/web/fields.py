"""The fields of the checkout form: labels, what browsers may fill in, what was typed, what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Field:
    """One input. `css` places it in the grid; `longest` is the browser's limit, the service has its own."""

    name: str
    label: str
    autocomplete: str
    longest: int
    type: str = "text"
    css: str = ""
    hint: str = ""
    is_required: bool = True
    value: str = ""
    errors: tuple[str, ...] = ()


FIELDS = (
    Field(
        "email", "E-mail", "email", 254, type="email", hint="For the confirmation and news about this order."
    ),
    Field("name", "Full name", "shipping name", 120),
    Field("company", "Company", "shipping organization", 120, is_required=False),
    Field("line1", "Street and house number", "shipping address-line1", 200),
    Field("line2", "Apartment, floor, c/o", "shipping address-line2", 200, is_required=False),
    Field("postal_code", "Postal code", "shipping postal-code", 12, css="third"),
    Field("city", "City", "shipping address-level2", 100, css="two-thirds"),
    Field("state", "State or region", "shipping address-level1", 100, css="half", is_required=False),
    Field("phone", "Phone", "shipping tel", 32, type="tel", css="half", is_required=False),
)
ADDRESS = ("name", "company", "line1", "line2", "postal_code", "city", "state", "country", "phone")


def fields_of(given: Mapping[str, str], problems: Mapping[str, list[str]]) -> dict[str, Field]:
    """Return the fields by name, with what was typed and what is wrong with it."""
    return {
        field.name: replace(
            field, value=given.get(field.name, ""), errors=tuple(problems.get(field.name, ()))
        )
        for field in FIELDS
    }


def address_of(given: Mapping[str, str]) -> dict[str, object]:
    """Return the address as typed; the service checks it."""
    return {name: given.get(name, "") for name in ADDRESS}
