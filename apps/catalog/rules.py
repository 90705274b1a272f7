"""Check and clean what callers give. Every fault is named by its path, such as `variants.3.price`."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from urllib.parse import urlsplit

from apps.catalog import html
from apps.catalog.handles import slug
from apps.catalog.types.inputs import UNSET, CollectionInput, OptionInput, ProductInput, Unset, VariantInput
from apps.catalog.types.statuses import (
    MAX_DESCRIPTION,
    MAX_OPTIONS,
    MAX_STOCK,
    MAX_TAGS,
    MAX_VALUES,
    MAX_VARIANTS,
    MAX_WEIGHT_GRAMS,
    ProductStatus,
)
from apps.money.types import MAX_MINOR, Money
from tenancy.errors import Invalid

MAX_FAULTS = 100


class Faults:
    """Collects faults, so that a caller hears of all of them at once."""

    def __init__(self) -> None:
        self.fields: dict[str, list[str]] = {}

    def add(self, path: str, sentence: str) -> None:
        """Note a fault; after a hundred the rest goes unsaid."""
        if len(self.fields) < MAX_FAULTS:
            self.fields.setdefault(path, []).append(sentence)

    def refuse(self) -> None:
        """Raise Invalid when there is any."""
        if self.fields:
            raise Invalid(fields=self.fields)


def _clean(text: str, *, lines: bool) -> str | None:
    """Return normalised text, or None when it holds characters nobody can see."""
    normal = unicodedata.normalize("NFC", text).strip()
    for letter in normal:
        kind = unicodedata.category(letter)
        if kind == "Cs" or (kind == "Cc" and not (lines and letter in "\n\r\t")):
            return None
    return normal


def line(value: str | Unset, path: str, faults: Faults, *, limit: int, needed: bool = False) -> str | Unset:
    """Return a one-line text of at most `limit` characters, inner white space single."""
    if isinstance(value, Unset):
        return value
    cleaned = _clean(" ".join(value.split()), lines=False)
    if cleaned is None:
        faults.add(path, "Control characters are not allowed.")
        return UNSET
    if needed and not cleaned:
        faults.add(path, "This may not be blank.")
    if len(cleaned) > limit:
        faults.add(path, f"At most {limit} characters.")
    return cleaned


def _blank_to_none(value: str | Unset | None, path: str, faults: Faults, limit: int) -> str | Unset | None:
    cleaned = value if value is None else line(value, path, faults, limit=limit)
    return None if cleaned == "" else cleaned


def description(value: str | Unset, faults: Faults) -> str | Unset:
    """Return sanitised HTML."""
    if isinstance(value, Unset):
        return value
    if len(value) > MAX_DESCRIPTION:
        faults.add("description_html", f"At most {MAX_DESCRIPTION} characters.")
        return UNSET
    if value.count("<") > html.MAX_TAGS:
        faults.add("description_html", f"At most {html.MAX_TAGS} tags.")
        return UNSET
    if any(unicodedata.category(letter) == "Cs" for letter in value):
        faults.add("description_html", "This is not valid text.")
        return UNSET
    return html.sanitised(value)


def handle(value: str | Unset, faults: Faults) -> str | Unset:
    """Return a handle in its one form; a blank one means "make one from the title"."""
    if isinstance(value, Unset) or not value.strip():
        return UNSET
    made = slug(value[:1000])
    if not made:
        faults.add("handle", "Use letters a–z, digits and hyphens.")
    return made


def reference(value: str) -> str:
    """Return an external reference in its one form. Raises Invalid when it is blank or over 255 characters."""
    faults = Faults()
    cleaned = line(value, "external_reference", faults, limit=255, needed=True)
    faults.refuse()
    return str(cleaned)


def _source_url(value: str | Unset | None, faults: Faults) -> str | Unset | None:
    cleaned = _blank_to_none(value, "source_url", faults, 2000)
    if isinstance(cleaned, str):
        try:
            parts = urlsplit(cleaned)
            good = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            good = False
        if not good:
            faults.add("source_url", "Give an http or https address.")
    return cleaned


def _note(value: str | Unset | None, faults: Faults) -> str | Unset | None:
    if value is None or isinstance(value, Unset):
        return value
    cleaned = _clean(value, lines=True)
    if cleaned is None or len(cleaned) > 2000:
        faults.add("content_note", "At most 2000 characters, no control characters.")
    return cleaned or None


def _tags(values: tuple[str, ...] | Unset, faults: Faults) -> tuple[str, ...] | Unset:
    if isinstance(values, Unset):
        return values
    if len(values) > MAX_TAGS:
        faults.add("tags", f"At most {MAX_TAGS} tags.")
        return UNSET
    cleaned = [line(tag, f"tags.{index}", faults, limit=255) for index, tag in enumerate(values)]
    return tuple(dict.fromkeys(tag for tag in cleaned if isinstance(tag, str) and tag))


def _name(value: str, path: str, seen: set[str], faults: Faults) -> str:
    cleaned = line(value, path, faults, limit=255, needed=True)
    name = "" if isinstance(cleaned, Unset) else cleaned
    if name and name in seen:
        faults.add(path, f"{name} is given twice.")
    seen.add(name)
    return name


def _options(options: tuple[OptionInput, ...] | Unset, faults: Faults) -> tuple[OptionInput, ...] | Unset:
    if isinstance(options, Unset):
        return options
    if len(options) > MAX_OPTIONS:
        faults.add("options", f"At most {MAX_OPTIONS} options.")
        return UNSET
    names: set[str] = set()
    cleaned = []
    for index, option in enumerate(options):
        path = f"options.{index}"
        name = _name(option.name, f"{path}.name", names, faults)
        if not 1 <= len(option.values) <= MAX_VALUES:
            faults.add(f"{path}.values", f"1 to {MAX_VALUES} values.")
            continue
        seen: set[str] = set()
        values = tuple(
            replace(value, name=_name(value.name, f"{path}.values.{place}", seen, faults))
            for place, value in enumerate(option.values)
        )
        cleaned.append(replace(option, name=name, values=values))
    return tuple(cleaned)


def _amount(value: Money | Unset | None, path: str, currency: str, faults: Faults) -> None:
    if value is None or isinstance(value, Unset):
        return
    if value.currency != currency:
        faults.add(path, f"Prices of this store are in {currency}.")
    elif not 0 <= value.amount_minor <= MAX_MINOR:
        faults.add(path, "From 0 to 99,999,999.99.")


def _number(value: int | Unset | None, path: str, limit: int, faults: Faults) -> None:
    if value is not None and not isinstance(value, Unset) and not 0 <= value <= limit:
        faults.add(path, f"A whole number from 0 to {limit}.")


def _variant(variant: VariantInput, path: str, currency: str, faults: Faults) -> VariantInput:
    if variant.id is None and isinstance(variant.price, Unset):
        faults.add(f"{path}.price", "A new variant needs a price.")
    _amount(variant.price, f"{path}.price", currency, faults)
    _amount(variant.compare_at_price, f"{path}.compare_at_price", currency, faults)
    _amount(variant.cost, f"{path}.cost", currency, faults)
    _number(variant.weight_grams, f"{path}.weight_grams", MAX_WEIGHT_GRAMS, faults)
    _number(variant.stock_quantity, f"{path}.stock_quantity", MAX_STOCK, faults)
    names = variant.option_values
    if not isinstance(names, Unset):
        cleaned = [
            line(name, f"{path}.option_values.{place}", faults, limit=255)
            for place, name in enumerate(names[: MAX_OPTIONS + 1])
        ]
        names = tuple("" if isinstance(name, Unset) else name for name in cleaned)
    return replace(
        variant,
        option_values=names,
        sku=line(variant.sku, f"{path}.sku", faults, limit=100),
        barcode=line(variant.barcode, f"{path}.barcode", faults, limit=100),
    )


def _variants(data: ProductInput, currency: str, faults: Faults) -> tuple[VariantInput, ...] | Unset:
    if isinstance(data.variants, Unset):
        return data.variants
    if len(data.variants) > MAX_VARIANTS:
        faults.add("variants", f"At most {MAX_VARIANTS} variants.")
        return UNSET
    return tuple(
        _variant(variant, f"variants.{index}", currency, faults)
        for index, variant in enumerate(data.variants)
    )


def product_cleaned(*, data: ProductInput, currency: str, is_new: bool, faults: Faults) -> ProductInput:
    """Return `data` normalised; every breach is added to `faults` under its path."""
    if is_new and isinstance(data.title, Unset):
        faults.add("title", "This field is required.")
    if isinstance(data.status, str) and data.status not in ProductStatus.values:
        faults.add("status", f"One of {', '.join(ProductStatus.values)}.")
    return replace(
        data,
        title=line(data.title, "title", faults, limit=255, needed=True),
        description_html=description(data.description_html, faults),
        vendor=line(data.vendor, "vendor", faults, limit=255),
        product_type=line(data.product_type, "product_type", faults, limit=255),
        tags=_tags(data.tags, faults),
        handle=handle(data.handle, faults),
        options=_options(data.options, faults),
        variants=_variants(data, currency, faults),
        seo_title=line(data.seo_title, "seo_title", faults, limit=255),
        seo_description=line(data.seo_description, "seo_description", faults, limit=1000),
        external_reference=_blank_to_none(data.external_reference, "external_reference", faults, 255),
        source_url=_source_url(data.source_url, faults),
        content_note=_note(data.content_note, faults),
    )


def collection_cleaned(*, data: CollectionInput, is_new: bool) -> CollectionInput:
    """Return `data` normalised. Raises Invalid with all faults."""
    faults = Faults()
    if is_new and isinstance(data.title, Unset):
        faults.add("title", "This field is required.")
    cleaned = replace(
        data,
        title=line(data.title, "title", faults, limit=255, needed=True),
        description_html=description(data.description_html, faults),
        handle=handle(data.handle, faults),
    )
    faults.refuse()
    return cleaned
