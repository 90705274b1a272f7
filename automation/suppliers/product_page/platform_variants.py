"""Variants in the data formats of common shop systems (Shopify, WooCommerce, Magento)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from automation.suppliers.product_page.embedded_state import Blob
from automation.suppliers.product_page.evidence import Evidence, Findings
from automation.suppliers.product_page.json_text import json_read
from automation.suppliers.product_page.money import amount_machine, tidy
from automation.suppliers.product_page.names import best_alikeness
from automation.suppliers.product_page.types import ExtractedOption, ExtractedVariant

MAX_VARIANTS = 2_000
MAX_NODES = 60_000
_WEIGHT = 0.9


def platform_findings(blobs: list[Blob], names: list[str]) -> Findings:
    """Return options and variants of the page's product in any of the known formats."""
    findings = Findings()
    for node in _containers(blobs):
        if isinstance(node, list):
            _read_woocommerce(findings, node)
        elif _is_shopify(node):
            _read_shopify(findings, node, names)
        elif isinstance(node.get("attributes"), dict) and isinstance(node.get("optionPrices"), dict):
            _read_magento(findings, node)
    return findings


def _containers(blobs: list[Blob]) -> list[Any]:
    """Return the objects and lists of the blobs, outer first, bounded in number."""
    found: list[Any] = []
    queue: list[Any] = [blob.value for blob in blobs]
    while queue and len(found) < MAX_NODES:
        node = queue.pop(0) if len(queue) < 200 else queue.pop()
        found.append(node)
        inner = node.values() if isinstance(node, dict) else node[:300]
        queue.extend(value for value in inner if isinstance(value, dict | list) and value)
    return found


def _is_shopify(node: dict[str, Any]) -> bool:
    variants = node.get("variants")
    if not isinstance(variants, list) or not variants or not isinstance(variants[0], dict):
        return False
    first = variants[0]
    return "price" in first and ("option1" in first or "options" in first)


def _read_shopify(findings: Findings, node: dict[str, Any], names: list[str]) -> None:
    title = node.get("title") or node.get("name")
    trust = best_alikeness(title, names) if isinstance(title, str) and names else 0.8
    if trust < 0.5:
        return
    variants = [one for one in node["variants"][:MAX_VARIANTS] if isinstance(one, dict)]
    values = [_shopify_values(one) for one in variants]
    width = max((len(row) for row in values), default=0)
    labels = _shopify_option_names(node.get("options"), width)
    options = tuple(
        ExtractedOption(labels[place], _distinct(row[place] for row in values if len(row) > place))
        for place in range(width)
    )
    read = tuple(
        ExtractedVariant(
            option_values=row,
            sku=_text(one.get("sku")),
            price=_shopify_amount(one.get("price")),
            compare_at=_shopify_amount(one.get("compare_at_price")),
            available=one["available"] if isinstance(one.get("available"), bool) else None,
            image=_image(one.get("featured_image") or one.get("image")),
            gtin=_text(one.get("barcode")),
        )
        for one, row in zip(variants, values, strict=True)
    )
    findings.options.append((_WEIGHT * trust, options))
    findings.variants.append((_WEIGHT * trust, read))
    for key, target in (("vendor", findings.brands), ("description", findings.descriptions)):
        text = _text(node.get(key))
        if text:
            target.append(Evidence(text, "state", 0.7))
    for image in node.get("images") or node.get("media") or []:
        link = _image(image)
        if link:
            findings.images.append(Evidence(link, "state", 0.7))


def _shopify_values(variant: dict[str, Any]) -> tuple[str, ...]:
    listed = variant.get("options")
    if isinstance(listed, list) and listed and all(isinstance(one, str) for one in listed):
        return tuple(listed[:3])
    numbered = [_text(variant.get(f"option{place}")) for place in (1, 2, 3)]
    return tuple(value for value in numbered if value)


def _shopify_option_names(options: Any, width: int) -> list[str]:
    found: list[str] = []
    for one in options if isinstance(options, list) else []:
        name = one.get("name") if isinstance(one, dict) else one
        found.append(str(name)[:80])
    return [*found, *(f"Option {place + 1}" for place in range(len(found), width))]


def _shopify_amount(value: Any) -> Decimal | None:
    """Read a price: whole numbers are minor units in this format, texts are major units."""
    if isinstance(value, dict):
        value = value.get("amount")
    amount = amount_machine(value)
    if amount is None or not isinstance(value, int):
        return amount or None
    return tidy(amount / 100) or None


def _read_woocommerce(findings: Findings, rows: list[Any]) -> None:
    variations = [
        row
        for row in rows[:MAX_VARIANTS]
        if isinstance(row, dict) and isinstance(row.get("attributes"), dict) and "display_price" in row
    ]
    if not variations:
        return
    axes = list(dict.fromkeys(key for row in variations for key in row["attributes"]))
    read = tuple(
        ExtractedVariant(
            option_values=tuple(_text(row["attributes"].get(axis)) or "" for axis in axes),
            sku=_text(row.get("sku")),
            price=amount_machine(row.get("display_price")),
            compare_at=_higher(row.get("display_regular_price"), row.get("display_price")),
            available=row["is_in_stock"] if isinstance(row.get("is_in_stock"), bool) else None,
            image=_image(row.get("image")),
        )
        for row in variations
    )
    options = tuple(
        ExtractedOption(_axis_label(axis), _distinct(one.option_values[place] for one in read))
        for place, axis in enumerate(axes)
    )
    findings.options.append((_WEIGHT, options))
    findings.variants.append((_WEIGHT, read))


def _axis_label(key: str) -> str:
    bare = key.removeprefix("attribute_").removeprefix("pa_")
    return bare.replace("-", " ").replace("_", " ").strip().capitalize() or "Option"


def _read_magento(findings: Findings, config: dict[str, Any]) -> None:
    axes = [axis for axis in config["attributes"].values() if isinstance(axis, dict)]
    by_product: dict[str, dict[int, str]] = {}
    options: list[ExtractedOption] = []
    for place, axis in enumerate(axes):
        choices = [one for one in axis.get("options") or [] if isinstance(one, dict)]
        labels = []
        for choice in choices[:MAX_VARIANTS]:
            label = str(choice.get("label") or "")
            labels.append(label)
            for product in choice.get("products") or []:
                by_product.setdefault(str(product), {})[place] = label
        options.append(ExtractedOption(str(axis.get("label") or axis.get("code") or "Option"), tuple(labels)))
    skus = config.get("sku") if isinstance(config.get("sku"), dict) else config.get("skus")
    images = config.get("images")
    read = [
        _magento_variant(product, labels, len(axes), config["optionPrices"], skus, images)
        for product, labels in list(by_product.items())[:MAX_VARIANTS]
    ]
    if read:
        findings.options.append((_WEIGHT, tuple(options)))
        findings.variants.append((_WEIGHT, tuple(read)))


def _magento_variant(
    product: str, labels: dict[int, str], width: int, prices: Any, skus: Any, images: Any
) -> ExtractedVariant:
    entry = prices.get(product)
    price = _magento_amount(entry, "finalPrice")
    old = _magento_amount(entry, "oldPrice")
    pictures = images.get(product) if isinstance(images, dict) else None
    return ExtractedVariant(
        option_values=tuple(labels.get(place, "") for place in range(width)),
        sku=_text(skus.get(product)) if isinstance(skus, dict) else None,
        price=price,
        compare_at=old if old and price and old > price else None,
        available=True,
        image=_image(pictures[0]) if isinstance(pictures, list) and pictures else None,
    )


def _magento_amount(entry: Any, name: str) -> Decimal | None:
    inner = entry.get(name) if isinstance(entry, dict) else None
    return amount_machine(inner.get("amount")) if isinstance(inner, dict) else None


def embedded_magento_configs(blobs: list[Blob]) -> list[Blob]:
    """Return the JSON texts that Magento widgets keep as strings (`jsonConfig`, `spConfig`)."""
    found = []
    for node in _containers(blobs):
        for key in ("jsonConfig", "spConfig") if isinstance(node, dict) else ():
            value = node.get(key)
            if isinstance(value, str):
                value = json_read(value)
            if isinstance(value, dict):
                found.append(Blob(key, value))
    return found


def _higher(regular: Any, current: Any) -> Decimal | None:
    high, low = amount_machine(regular), amount_machine(current)
    return high if high is not None and low is not None and high > low else None


def _distinct(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _text(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).strip()
    return text or None


def _image(value: Any) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    if not isinstance(value, dict):
        return None
    for key in ("full_src", "full", "src", "url", "img", "large"):
        inner = value.get(key)
        if isinstance(inner, str) and inner.strip():
            return inner.strip()
    return _image(value.get("preview_image"))
