"""Puts the readers together: one page in, one product out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from automation.suppliers.product_page.brand import brand_choose
from automation.suppliers.product_page.choose_code import code_choose, gtin_choose, sku_choose
from automation.suppliers.product_page.choose_price import price_choose
from automation.suppliers.product_page.choose_stock import stock_choose
from automation.suppliers.product_page.choose_variants import Options, Variants, variants_choose
from automation.suppliers.product_page.description import product_description
from automation.suppliers.product_page.document import PageDocument
from automation.suppliers.product_page.embedded_state import embedded_values
from automation.suppliers.product_page.evidence import Findings
from automation.suppliers.product_page.images import product_images
from automation.suppliers.product_page.layout import Layout
from automation.suppliers.product_page.meta_tags import meta_findings
from automation.suppliers.product_page.money import page_country
from automation.suppliers.product_page.names import page_names
from automation.suppliers.product_page.page_address import address_ids
from automation.suppliers.product_page.platform_variants import (
    embedded_magento_configs,
    platform_findings,
)
from automation.suppliers.product_page.schema_org import schema_findings
from automation.suppliers.product_page.state_products import state_findings
from automation.suppliers.product_page.structured_items import structured_items
from automation.suppliers.product_page.title import title_choose
from automation.suppliers.product_page.types import ExtractedProduct, FieldConfidence
from automation.suppliers.product_page.visible_codes import form_codes, visible_codes
from automation.suppliers.product_page.visible_options import visible_options
from automation.suppliers.product_page.visible_stock import visible_stock

# How much each field counts for the whole page.
_WEIGHTS = {"title": 3, "price": 3, "images": 2, "description": 1, "availability": 1, "sku": 1}


def page_extract(*, html: str | bytes, url: str | None, charset: str | None = None) -> ExtractedProduct:
    """Read a product page into one product.

    Guarantees: never raises for any input (an empty or foreign page gives empty fields and low
    confidence), reads at most 5 MiB, does nothing over the network, evaluates nothing. Amounts are
    `Decimal` in major units; `currency` is ISO 4217 or None. `url` resolves relative links and may
    be None; `charset` is the encoding that the server named, if it did.

    `description_html` is the page's own markup: sanitize it before use.
    """
    return _Extraction(PageDocument(html, url, charset)).product()


class _Extraction:
    """The evidence of one page and the decisions made from it."""

    def __init__(self, document: PageDocument) -> None:
        self.document = document
        self.layout = Layout(document)
        self.names = page_names(document)
        if self.layout.title is not None:
            self.names.insert(0, document.text(self.layout.title, 300))
        self.ids = dict(address_ids(document))
        self.country = page_country(
            document.url or document.absolute(document.canonical_raw), document.language
        )
        self.sources = self._read()
        self.confidence: dict[str, FieldConfidence] = {}

    def _read(self) -> list[Findings]:
        document, names = self.document, self.names
        blobs = embedded_values(document)
        return [
            schema_findings(document, structured_items(document), names),
            meta_findings(document),
            state_findings(blobs, names, set(self.ids)),
            platform_findings([*blobs, *embedded_magento_configs(blobs)], names),
        ]

    def _all[Claim](self, pick: Callable[[Findings], Iterable[Claim]]) -> list[Claim]:
        return [claim for findings in self.sources for claim in pick(findings)]

    def _kept[Value](self, field: str, choice: tuple[Value, FieldConfidence | None]) -> Value:
        value, confidence = choice
        if confidence is not None:
            self.confidence[field] = confidence
        return value

    def product(self) -> ExtractedProduct:
        """Decide every field."""
        layout, document = self.layout, self.document
        title = self._kept("title", title_choose(layout, self._all(lambda one: one.names), self.names))
        sku, gtin, mpn = self._codes()
        price_claims = self._all(lambda one: one.prices), self._all(lambda one: one.compare_at)
        price = self._kept("price", price_choose(layout, *price_claims, self.country, set(self.ids)))
        stock_claims = [*self._all(lambda one: one.stock), *visible_stock(layout)]
        brands = self._all(lambda one: one.brands)
        html, text, source, sureness = product_description(layout, self._all(lambda one: one.descriptions))
        self._kept("description", (None, FieldConfidence(sureness, source) if source else None))
        images, image_source = product_images(layout, self._all(lambda one: one.images))
        sure_image = FieldConfidence(0.6 if image_source == "gallery" else 0.9, image_source or "")
        self._kept("images", (None, sure_image if images else None))
        options, variants = self._variants()
        return ExtractedProduct(
            url=document.url,
            title=title,
            price=price,
            sku=sku,
            availability=self._kept("availability", stock_choose(stock_claims)),
            brand=self._kept("brand", brand_choose(layout, brands, title or "")),
            description_html=html,
            description_text=text,
            images=images,
            options=options,
            variants=variants,
            gtin=gtin,
            mpn=mpn,
            language=document.language,
            confidence=dict(self.confidence),
            overall=_overall(self.confidence),
        )

    def _codes(self) -> tuple[str | None, str | None, str | None]:
        codes = visible_codes(self.layout)
        gtins = [*codes.gtins, *self._all(lambda one: one.gtins)]
        gtin = self._kept("gtin", gtin_choose(gtins))
        mpn = self._kept("mpn", code_choose([*codes.mpns, *self._all(lambda one: one.mpns)]))
        claims = [
            *codes.skus,
            *form_codes(self.layout, self.ids),
            *self._all(lambda one: one.skus),
        ]
        title = self.names[0] if self.names else ""
        known = {gtin} if gtin else set()
        return self._kept("sku", sku_choose(self.layout, claims, known, mpn, title, self.ids)), gtin, mpn

    def _variants(self) -> tuple[Options, Variants]:
        options, variants, confidence = variants_choose(
            self.document,
            self._all(lambda one: zip(one.options, one.variants, strict=True)),
            visible_options(self.layout),
        )
        self._kept("variants", (None, confidence))
        return options, variants


def _overall(confidence: Mapping[str, FieldConfidence]) -> float:
    """Return the weighted mean over the fields that matter; a missing field counts as 0."""
    total = sum(
        weight * (confidence[name].value if name in confidence else 0.0) for name, weight in _WEIGHTS.items()
    )
    return round(total / sum(_WEIGHTS.values()), 2)
