"""Rows of one handle to one product, field by field: what is wrong is reported, the rest is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from automation.suppliers.csv_text import CsvLimits, Row
from automation.suppliers.fetch_address import address_check
from automation.suppliers.fetch_errors import FetchFailed
from automation.suppliers.product_page.money import amount_machine, prices_in
from automation.suppliers.types import RowError, SourceImage, SourceProduct, SourceVariant

OPTIONS = 3
_FORMULA = re.compile(r"^[\s']*[=+\-@\t\r＝＋－＠]")
_PLAIN_SIGN = re.compile(r"^[+-]?\d+(?:[.,]\d+)?$")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?E\+\d+$", re.I)
_TEXT_FIELDS = {
    "title": "title",
    "vendor": "vendor",
    "product_type": "type",
    "tags": "tags",
    "sku": "SKU",
    "option1_value": "first option",
    "option2_value": "second option",
    "option3_value": "third option",
    "image_alt": "image text",
    "seo_title": "SEO title",
    "seo_description": "SEO description",
}
_MAKES_VARIANT = (
    "option1_value", "option2_value", "option3_value", "sku", "price", "barcode", "compare_at", "cost",
)  # fmt: skip


@dataclass(slots=True)
class ProductRows:
    """Collects the rows of one handle and what is wrong with them."""

    handle: str
    columns: Mapping[str, int]
    separator: str
    limits: CsvLimits
    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def product(self) -> SourceProduct:
        """Build the product; `errors` and `notes` are complete afterwards."""
        names = self._option_names()
        options, variants = _options(names, self._variants(names))
        for row in self.rows:
            self._note_formulas(row)
        return SourceProduct(
            external_reference=f"shopify-csv:{self.handle}",
            title=self._first("title") or self.handle,
            body_html=self._first("body_html", strip=False),
            handle=self.handle,
            vendor=self._first("vendor"),
            product_type=self._first("product_type") or self._first("category"),
            tags=tuple(dict.fromkeys(tag.strip() for tag in self._first("tags").split(",") if tag.strip())),
            status=self._status(),
            options=options,
            variants=variants,
            images=self._images(),
            seo_title=self._first("seo_title"),
            seo_description=self._first("seo_description"),
            notes=tuple(self.notes),
            rows=tuple(row.number for row in self.rows),
        )

    def _cell(self, row: Row, name: str, *, strip: bool = True) -> str:
        place = self.columns.get(name, -1)
        if not 0 <= place < len(row.cells):
            return ""
        value = row.cells[place]
        return value.strip() if strip else value

    def _first(self, name: str, *, strip: bool = True) -> str:
        """Return the first filled cell of a column: a product's own fields stand in any one row."""
        for row in self.rows:
            value = self._cell(row, name, strip=strip)
            if value.strip():
                return value
        return ""

    def _report(self, row: Row, code: str, message: str) -> None:
        self.errors.append(RowError(row.number, code, message, self.handle))

    def _status(self) -> str:
        written = self._first("status").upper()
        if written in ("ACTIVE", "DRAFT", "ARCHIVED"):
            return written
        return "ACTIVE" if self._first("published").lower() in ("true", "yes", "1", "published") else "DRAFT"

    def _option_names(self) -> list[str]:
        names = []
        for place in range(1, OPTIONS + 1):
            name = self._first(f"option{place}_name")
            if not name and self._first(f"option{place}_value"):
                name = f"Option {place}"
                self.notes.append(f"The option in column {place} has no name; it is called “{name}”.")
            names.append(name)
        while names and not names[-1]:
            names.pop()
        return names

    def _variants(self, names: Sequence[str]) -> list[SourceVariant]:
        found: dict[tuple[str, ...], SourceVariant] = {}
        for row in self.rows:
            is_first = row is self.rows[0]
            if not is_first and not any(self._cell(row, name) for name in _MAKES_VARIANT):
                continue
            values = tuple(self._cell(row, f"option{place + 1}_value") for place in range(len(names)))
            problem = self._variant_problem(names, values, found)
            if problem:
                self._report(row, *problem)
                continue
            found[values] = self._variant(row, values)
        return list(found.values())

    def _variant_problem(
        self, names: Sequence[str], values: tuple[str, ...], found: Mapping[tuple[str, ...], SourceVariant]
    ) -> tuple[str, str] | None:
        missing = [name for name, value in zip(names, values, strict=True) if name and not value]
        if missing:
            return "option_value_missing", f"The variant has no value for “{missing[0]}”, so it is left out."
        if values in found:
            shown = " / ".join(value for value in values if value) or "without options"
            return "duplicate_variant", f"The variant {shown} stands here a second time, so it is left out."
        if len(found) >= self.limits.max_variants:
            return "too_many_variants", f"A product has at most {self.limits.max_variants} variants."
        return None

    def _variant(self, row: Row, values: tuple[str, ...]) -> SourceVariant:
        tracked = bool(self._cell(row, "tracker"))
        quantity = self._whole(row, "quantity", "quantity")
        sells_on = self._cell(row, "policy").lower() in ("continue", "true", "yes")
        barcode = self._cell(row, "barcode").lstrip("'")
        if _SCIENTIFIC.match(barcode):
            self._report(
                row, "barcode_damaged",
                f"The barcode {barcode} was shortened by a spreadsheet; write it as text and import again.",
            )  # fmt: skip
        return SourceVariant(
            option_values=values,
            sku=self._cell(row, "sku"),
            barcode=barcode,
            price=self._amount(row, "price", "price"),
            compare_at_price=self._amount(row, "compare_at", "compare-at price"),
            cost=self._amount(row, "cost", "cost"),
            grams=self._whole(row, "grams", "weight"),
            quantity=quantity,
            available=not tracked or sells_on or (quantity or 0) > 0,
            image_url=self._link(row, "variant_image"),
        )

    def _amount(self, row: Row, name: str, shown: str) -> Decimal | None:
        written = self._cell(row, name).lstrip("'").strip()
        if not written:
            return None
        amount = None
        if self.separator != ";" or not _GROUPED.fullmatch(written):
            amount = amount_machine(written)
        if amount is None and not written.startswith("-") and not re.search(r"\d[eE][+-]?\d", written):
            found = prices_in(written)
            amount = found[0].amount if len(found) == 1 else None
        if amount is None:
            self._report(
                row, "bad_amount", f"The {shown} “{written[:40]}” is no amount, so it is left empty."
            )
        return amount

    def _whole(self, row: Row, name: str, shown: str) -> int | None:
        written = self._cell(row, name).lstrip("'").replace("\u00a0", "").replace(" ", "")
        if not written:
            return None
        if re.fullmatch(r"-?\d{1,9}(?:[.,]\d{1,6})?", written):
            return round(Decimal(written.replace(",", ".")))
        self._report(row, "bad_number", f"The {shown} “{written[:40]}” is no number, so it is left empty.")
        return None

    def _link(self, row: Row, name: str) -> str:
        """Return an address of a picture as written; only its form is checked here."""
        written = self._cell(row, name)
        if not written:
            return ""
        if written.startswith("//"):
            written = "https:" + written
        try:
            address_check(written, allowed_origins=())
        except FetchFailed as failure:
            if failure.code == "fetch_invalid" or not written.lower().startswith(("http://", "https://")):
                self._report(row, "bad_image_address", f"“{written[:80]}” is no address of a picture.")
                return ""
        return written

    def _images(self) -> tuple[SourceImage, ...]:
        """The product's own pictures with place and text; those only a variant names come after them."""
        found: dict[str, tuple[int, str]] = {}
        for row in self.rows:
            place = self._whole(row, "image_position", "image position")
            place = place if place and place > 0 else 10_000 + len(found)
            self._image_add(found, row, self._link(row, "image"), place, self._cell(row, "image_alt"))
        for row in self.rows:
            self._image_add(found, row, self._known_link(row), 20_000 + len(found), "")
        ordered = sorted(found.items(), key=lambda entry: entry[1][0])
        return tuple(SourceImage(link, alt, place) for place, (link, (_, alt)) in enumerate(ordered, 1))

    def _image_add(
        self, found: dict[str, tuple[int, str]], row: Row, link: str, place: int, alt: str
    ) -> None:
        if not link or link in found:
            return
        if len(found) >= self.limits.max_images:
            self._report(row, "too_many_images", f"A product has at most {self.limits.max_images} images.")
            return
        found[link] = (place, alt)

    def _known_link(self, row: Row) -> str:
        """Return the variant's picture without reporting its form a second time."""
        written = self._cell(row, "variant_image")
        written = "https:" + written if written.startswith("//") else written
        return written if written.lower().startswith(("http://", "https://")) else ""

    def _note_formulas(self, row: Row) -> None:
        for name, shown in _TEXT_FIELDS.items():
            value = self._cell(row, name, strip=False)
            if value and _FORMULA.match(value) and not _PLAIN_SIGN.match(value.strip()):
                self.notes.append(
                    f"Row {row.number}: the {shown} begins like a spreadsheet formula; it is kept as plain text."
                )


def _options(
    names: Sequence[str], variants: Sequence[SourceVariant]
) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[SourceVariant, ...]]:
    """Return options with their values in order of appearance; the default title is no option."""
    only_default = len(variants) == 1 and [value.lower() for value in variants[0].option_values] == [
        "default title"
    ]
    if only_default:
        return (), (_without_values(variants[0]),)
    options = tuple(
        (name, tuple(dict.fromkeys(variant.option_values[place] for variant in variants)))
        for place, name in enumerate(names)
    )
    return options, tuple(variants)


def _without_values(variant: SourceVariant) -> SourceVariant:
    return SourceVariant(
        sku=variant.sku,
        barcode=variant.barcode,
        price=variant.price,
        compare_at_price=variant.compare_at_price,
        cost=variant.cost,
        grams=variant.grams,
        quantity=variant.quantity,
        available=variant.available,
        image_url=variant.image_url,
    )
