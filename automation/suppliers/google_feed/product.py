"""Rows of one group to one product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from automation.suppliers.fetch_address import address_check
from automation.suppliers.fetch_errors import FetchFailed
from automation.suppliers.google_feed.markup import SEPARATOR
from automation.suppliers.product_page.money import amount_machine
from automation.suppliers.types import RowError, SourceImage, SourceProduct, SourceVariant

OPTIONS = {"color": "Color", "size": "Size", "material": "Material", "pattern": "Pattern"}
MAX_OPTIONS = 3
PRICE = re.compile(r"^\s*([0-9][0-9.,]*)\s*([A-Z]{3})\s*$")
STRUCTURED = re.compile(r'^\s*(?:trained_algorithmic_media|default)\s*:\s*"?(.*?)"?\s*$', re.DOTALL)
IN_STOCK = {"in_stock", "in stock", "instock", "available", "backorder", "preorder"}
OUT_OF_STOCK = {"out_of_stock", "out of stock", "outofstock"}
MAX_IMAGES = 250


@dataclass(slots=True)
class FeedGroup:
    """Collects the rows of one product; `finished` gives it and what was wrong."""

    key: str
    max_variants: int
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    def finished(self) -> Iterator[SourceProduct | RowError]:
        """Yield the product and then its errors."""
        first = self.rows[0][1]
        options = self._options()
        variants = self._variants(options)
        yield SourceProduct(
            external_reference=f"google-feed:{self.key.partition(':')[2]}"[:255],
            title=_text(first, "title"),
            body_html=_text(first, "description"),
            source_url=first.get("link") or None,
            vendor=first.get("brand", ""),
            product_type=first.get("product_type", "").rpartition(">")[2].strip(),
            currency=self._currency(),
            options=tuple(
                (OPTIONS[name], tuple(dict.fromkeys(row.option_values[place] for row in variants)))
                for place, name in enumerate(options)
            ),
            variants=tuple(variants),
            images=self._images(),
            rows=tuple(number for number, _ in self.rows),
        )
        yield from self.errors

    def _options(self) -> list[str]:
        """Return the attributes that tell the rows apart; a single row has nothing to choose."""
        if len(self.rows) == 1:
            return []
        told = [name for name in OPTIONS if len({row.get(name, "") for _, row in self.rows}) > 1]
        return told[:MAX_OPTIONS]

    def _variants(self, options: list[str]) -> list[SourceVariant]:
        found: dict[tuple[str, ...], SourceVariant] = {}
        for number, row in self.rows:
            values = tuple(row.get(name, "") or "–" for name in options)
            if values in found:
                message = "This row has the same choices as one before it, so it is left out."
                self._report(number, "duplicate_variant", message)
            elif len(found) >= self.max_variants:
                self._report(number, "too_many_variants", f"At most {self.max_variants} variants.")
            else:
                found[values] = self._variant(number, row, values)
        return list(found.values())

    def _variant(self, number: int, row: dict[str, str], values: tuple[str, ...]) -> SourceVariant:
        price, sale = self._amount(number, row, "price"), self._amount(number, row, "sale_price")
        is_reduced = price is not None and sale is not None and sale < price
        word = row.get("availability", "").strip().lower()
        return SourceVariant(
            option_values=values,
            sku=row.get("mpn") or row["id"],
            barcode=row.get("gtin", ""),
            price=sale if is_reduced else price,
            compare_at_price=price if is_reduced else None,
            cost=self._amount(number, row, "cost_of_goods_sold"),
            available=True if word in IN_STOCK else False if word in OUT_OF_STOCK else None,
            image_url=self._link(number, row.get("image_link", "")),
        )

    def _amount(self, number: int, row: dict[str, str], name: str) -> Decimal | None:
        written = row.get(name, "")
        if not written:
            return None
        found = PRICE.match(written)
        amount = amount_machine(found[1]) if found else None
        if amount is None:
            self._report(number, "bad_amount", f"The {name} “{written[:40]}” is not like “19.90 EUR”.")
        return amount

    def _currency(self) -> str | None:
        """Return the feed's currency; rows that disagree keep the product from having one."""
        found = {
            match[2]
            for _, row in self.rows
            for name in ("price", "sale_price")
            if (match := PRICE.match(row.get(name, "")))
        }
        if len(found) > 1:
            self._report(
                self.rows[0][0], "mixed_currencies", "The prices of this product name several currencies."
            )
        return found.pop() if len(found) == 1 else None

    def _images(self) -> tuple[SourceImage, ...]:
        links: dict[str, None] = {}
        for number, row in self.rows:
            for written in (
                row.get("image_link", ""),
                *row.get("additional_image_link", "").split(SEPARATOR),
            ):
                link = self._link(number, written, is_reported=False)
                if link and len(links) < MAX_IMAGES:
                    links.setdefault(link)
        return tuple(SourceImage(link, "", place) for place, link in enumerate(links, 1))

    def _link(self, number: int, written: str, *, is_reported: bool = True) -> str:
        if not written:
            return ""
        try:
            address_check(written, allowed_origins=())
        except FetchFailed as failure:
            if failure.code == "fetch_invalid" or not written.lower().startswith(("http://", "https://")):
                if is_reported:
                    self._report(number, "bad_image_address", f"“{written[:80]}” is no address of a picture.")
                return ""
        return written

    def _report(self, number: int, code: str, message: str) -> None:
        self.errors.append(RowError(number, code, message, self.key.partition(":")[2][:255]))


def _text(row: dict[str, str], name: str) -> str:
    """Return a text, also out of its structured form (AI texts are marked so)."""
    if row.get(name):
        return row[name]
    structured = row.get(f"structured_{name}", "")
    found = STRUCTURED.match(structured)
    return found[1] if found else structured
