"""Small pages in the formats of common shop systems, written for these tests."""

import json

from automation.tests.suppliers.page_making import RELATED, Page, ld, page
from automation.tests.suppliers.tricky_pages import TRICKY_PAGES

_shopify_variants = [
    {"id": 1, "title": "S / Red", "option1": "S", "option2": "Red", "sku": "TEE-S-R", "price": 2450,
     "compare_at_price": 3000, "available": True, "barcode": "4006381333931",
     "featured_image": {"src": "//cdn.example.com/tee-red.jpg"}},
    {"id": 2, "title": "M / Red", "option1": "M", "option2": "Red", "sku": "TEE-M-R", "price": 2450,
     "compare_at_price": 3000, "available": False, "barcode": "", "featured_image": None},
    {"id": 3, "title": "M / Blue", "option1": "M", "option2": "Blue", "sku": "TEE-M-B", "price": 2650,
     "compare_at_price": None, "available": True, "barcode": "", "featured_image": None},
]  # fmt: skip

SHOPIFY_THEME = Page(
    "shopify theme with product json",
    "https://tees.example.com/products/plain-tee",
    page(
        '<div class="product"><h1 class="product__title">Plain Tee</h1>'
        '<div class="price price--on-sale"><s class="price-item--regular">€30,00</s>'
        '<span class="price-item price-item--sale">€24,50</span></div>'
        '<select name="options[Size]"><option>S</option><option>M</option></select>'
        '<button name="add" type="submit">Add to cart</button></div>'
        '<script type="application/json" data-product-json>'
        + json.dumps({"id": 9, "title": "Plain Tee", "vendor": "Loom", "options": ["Size", "Color"],
                      "images": ["//cdn.example.com/tee.jpg", "//cdn.example.com/tee-back.jpg"],
                      "variants": _shopify_variants})
        + "</script>" + RELATED,
        head='<meta property="og:title" content="Plain Tee"><meta property="og:type" content="product">'
        '<meta property="og:price:amount" content="24,50"><meta property="og:price:currency" content="EUR">',
        title="Plain Tee – Loom Store",
    ),
    "Plain Tee", "24.50", "EUR", None, brand="Loom", compare_at="30", variants=3,
)  # fmt: skip

SHOPIFY_META_ONLY = Page(
    "shopify page with only the analytics object",
    "https://mugs.example.com/products/blue-mug",
    page(
        '<main><h1>Blue Mug</h1><div class="product-single__price">$19.00</div>'
        '<form action="/cart/add"><button type="submit" name="add">Add to cart</button></form></main>'
        '<script>var meta = {"product":{"id":77,"vendor":"Clay Co","type":"Mugs","variants":[{"id":5,'
        '"price":1900,"name":"Blue Mug","public_title":null,"sku":"MUG-B-1"}]},"page":{"pageType":"product"}};'
        "for (var attr in meta) { window.x = meta[attr]; }</script>",
        title="Blue Mug | Mugs",
    ),
    "Blue Mug", "19", "USD", "MUG-B-1",
)  # fmt: skip

_woo = [
    {"attributes": {"attribute_pa_groesse": "S"}, "display_price": 39.9, "display_regular_price": 49.9,
     "is_in_stock": True, "sku": "HOSE-S", "variation_id": 1, "image": {"full_src": "https://x.example.de/s.jpg"}},
    {"attributes": {"attribute_pa_groesse": "M"}, "display_price": 39.9, "display_regular_price": 39.9,
     "is_in_stock": False, "sku": "HOSE-M", "variation_id": 2, "image": {}},
]  # fmt: skip

WOOCOMMERCE_DE = Page(
    "woocommerce with variations, German",
    "https://hosen.example.de/produkt/leinenhose/",
    page(
        '<div class="product type-product"><div class="summary entry-summary">'
        '<h1 class="product_title entry-title">Leinenhose</h1>'
        '<p class="price"><del><span class="woocommerce-Price-amount amount"><bdi>49,90&nbsp;<span>€</span></bdi>'
        '</span></del> <ins><span class="woocommerce-Price-amount amount"><bdi>39,90&nbsp;<span>€</span></bdi></span>'
        '</ins></p><p class="stock in-stock">Vorrätig</p>'
        "<form class='variations_form cart' data-product_variations='" + json.dumps(_woo) + "'>"
        '<table class="variations"><tr><th><label for="g">Größe</label></th><td><select id="g" '
        'name="attribute_pa_groesse"><option value="">Wähle eine Option</option><option value="s">S</option>'
        '<option value="m">M</option></select></td></tr></table>'
        '<button type="submit" class="single_add_to_cart_button button">In den Warenkorb</button></form>'
        '<div class="product_meta"><span class="sku_wrapper">Artikelnummer: <span class="sku">HOSE-1</span></span>'
        '</div></div></div><section class="related products"><ul><li class="product"><a href="/x">'
        '<span class="price">12,00 €</span></a></li></ul></section>',
        lang="de-DE", title="Leinenhose – Hosenladen",
    ),
    "Leinenhose", "39.90", "EUR", "HOSE-1", compare_at="49.90", variants=2,
)  # fmt: skip

WOOCOMMERCE_ES = Page(
    "woocommerce with a graph, sold out, Spanish",
    "https://tienda.example.es/producto/lampara/",
    page(
        '<div class="summary"><h1 class="product_title">Lámpara de mesa</h1><p class="price">'
        '<span class="woocommerce-Price-amount">1.249,00 €</span></p><p class="stock out-of-stock">Agotado</p>'
        '<div class="product_meta">SKU: <span class="sku">LAMP-77</span></div></div>',
        head=ld({"@context": "https://schema.org", "@graph": [
            {"@type": "WebSite", "name": "Tienda"},
            {"@type": "Product", "name": "Lámpara de mesa", "sku": "LAMP-77", "offers": [{"@type": "Offer",
             "priceSpecification": [{"@type": "UnitPriceSpecification", "price": "1249.00",
                                     "priceCurrency": "EUR"}], "availability": "http://schema.org/OutOfStock"}]},
        ]}), lang="es",
    ),
    "Lámpara de mesa", "1249", "EUR", "LAMP-77", "OutOfStock",
)  # fmt: skip

_magento = {
    "attributes": {"93": {"code": "color", "label": "Couleur", "options": [
        {"id": "1", "label": "Noir", "products": ["101"]}, {"id": "2", "label": "Blanc", "products": ["102"]}]}},
    "optionPrices": {"101": {"finalPrice": {"amount": 59}, "oldPrice": {"amount": 79}},
                     "102": {"finalPrice": {"amount": 65}, "oldPrice": {"amount": 65}}},
    "images": {"101": [{"full": "https://cdn.example.fr/noir.jpg"}]},
}  # fmt: skip

MAGENTO_FR = Page(
    "magento with swatches and microdata, French",
    "https://boutique.example.fr/sac-en-cuir.html",
    page(
        '<div class="column main" itemscope itemtype="http://schema.org/Product"><div class="product-info-main">'
        '<h1 class="page-title"><span itemprop="name">Sac en cuir</span></h1>'
        '<div class="product attribute sku"><strong class="type">Référence</strong>'
        '<div class="value" itemprop="sku">SAC-2040</div></div><div class="stock available"><span>En stock</span></div>'
        '<div class="price-box" itemprop="offers" itemscope itemtype="http://schema.org/Offer">'
        '<span class="special-price"><span class="price-label">Prix spécial</span><span data-price-amount="59" '
        'data-price-type="finalPrice" class="price-wrapper"><span class="price">59,00 €</span></span></span>'
        '<span class="old-price"><span class="price-label">Prix normal</span><span data-price-amount="79" '
        'data-price-type="oldPrice"><span class="price">79,00 €</span></span></span>'
        '<meta itemprop="price" content="59"><meta itemprop="priceCurrency" content="EUR"></div>'
        '<button type="submit" class="action primary tocart" id="product-addtocart-button">Ajouter au panier</button>'
        '</div><script type="text/x-magento-init">{"#product_addtocart_form": {"configurable": {"spConfig": '
        + json.dumps(_magento) + "}}}</script></div>",
        lang="fr",
    ),
    "Sac en cuir", "59", "EUR", "SAC-2040", compare_at="79", variants=2,
)  # fmt: skip

PRESTASHOP_IT = Page(
    "prestashop, Italian",
    "https://negozio.example.it/cucina/14-tagliere.html",
    page(
        '<section id="main"><h1 class="h1">Tagliere in olivo</h1><div class="product-prices">'
        '<div class="product-discount"><span class="regular-price">25,00 €</span></div>'
        '<div class="product-price"><span class="current-price-value" content="19.9">19,90 €</span>'
        '<span class="discount">Risparmia 5,10 €</span></div></div>'
        '<button class="btn add-to-cart" data-button-action="add-to-cart">Aggiungi al carrello</button>'
        '<span id="product-availability">Disponibile</span>'
        '<div class="product-manufacturer"><label class="label">Marca</label><span><a href="/brand/3">Ulivo</a></span>'
        '</div><div class="product-reference"><label class="label">Riferimento </label><span>TAG-88</span></div>'
        "</section>", lang="it",
    ),
    "Tagliere in olivo", "19.90", "EUR", "TAG-88", brand="Ulivo", compare_at="25",
)  # fmt: skip

OPENCART_RU = Page(
    "opencart, Russian, not in stock",
    "https://magazin.example.ru/chainik",
    page(
        '<div id="content"><h1>Чайник эмалированный</h1><ul class="list-unstyled">'
        "<li>Производитель: <a href='/b'>Лысьва</a></li>"
        "<li>Код товара: CH-5500</li><li>Наличие: Нет в наличии</li></ul>"
        '<ul class="list-unstyled"><li><h2>2 490 руб.</h2></li></ul>'
        '<button id="button-cart" disabled>В корзину</button></div>', lang="ru",
    ),
    "Чайник эмалированный", "2490", "RUB", "CH-5500", "OutOfStock", brand="Лысьва",
)  # fmt: skip

BIGCOMMERCE_EN = Page(
    "bigcommerce, English",
    "https://tools.example.com/claw-hammer/",
    page(
        '<div class="productView"><section class="productView-details"><h1 class="productView-title">Claw Hammer</h1>'
        '<div class="productView-price"><div class="rrp-price--withoutTax">MSRP: <span class="price price--rrp">$40.00'
        '</span></div><div class="price-section"><span class="price price--withoutTax">$32.95</span></div>'
        '<div class="price-section--saving">(You save <span class="price price--saving">$7.05</span>)</div></div>'
        '<dl class="productView-info"><dt>SKU:</dt><dd data-product-sku>HAM-16OZ</dd><dt>UPC:</dt>'
        '<dd data-product-upc>036000291452</dd><dt>Availability:</dt><dd>Usually ships in 24 hours</dd></dl>'
        '<input id="form-action-addToCart" class="button button--primary" type="submit" value="Add to Cart">'
        "</section></div>" + RELATED,
    ),
    "Claw Hammer", "32.95", "USD", "HAM-16OZ", compare_at="40", gtin="036000291452",
)  # fmt: skip

SHOPWARE_DE = Page(
    "shopware, German",
    "https://laden.example.de/Kaffeemuehle/SW10044",
    page(
        '<div class="product-detail-content" itemscope itemtype="https://schema.org/Product">'
        '<h1 class="product-detail-name" itemprop="name">Kaffeemühle Nova</h1>'
        '<meta itemprop="gtin13" content="4006381333931">'
        '<div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="priceCurrency" '
        'content="EUR"><meta itemprop="price" content="89.95"><p class="product-detail-price">89,95&nbsp;€*</p>'
        '<p class="product-detail-price-unit">Inhalt: 1 Stück</p>'
        '<link itemprop="availability" href="https://schema.org/InStock"><p class="delivery-information">'
        'Sofort verfügbar, Lieferzeit: 1-3 Tage</p><button class="btn-buy">In den Warenkorb</button></div>'
        '<span class="product-detail-ordernumber-label">Produktnummer:</span>'
        '<span class="product-detail-ordernumber" itemprop="sku">SW10044</span></div>', lang="de-DE",
    ),
    "Kaffeemühle Nova", "89.95", "EUR", "SW10044", gtin="4006381333931",
)  # fmt: skip

WIX_CAPITALS = Page(
    "wix with capital letters in its json-ld",
    "https://www.example-candles.com/product-page/amber",
    page(
        '<main><h1 data-hook="product-title">Amber Candle</h1><span data-hook="formatted-primary-price">$28.00</span>'
        '<div data-hook="sku">SKU: CND-004</div><button data-hook="add-to-cart">Out of Stock</button></main>',
        head=ld({"@context": "https://schema.org/", "@type": "Product", "name": "Amber Candle", "sku": "CND-004",
                 "Offers": {"@type": "Offer", "price": "28", "priceCurrency": "USD",
                            "Availability": "https://schema.org/OutOfStock"}}),
    ),
    "Amber Candle", "28", "USD", "CND-004", "OutOfStock",
)  # fmt: skip

NEXT_JS_PL = Page(
    "next.js state only, Polish",
    "https://sklep.example.pl/p/plecak-miejski-20041",
    page(
        '<div id="__next"><main><h1>Plecak miejski 25 l</h1><div class="sc-1x2">189,99 zł</div>'
        "<button>Dodaj do koszyka</button></main></div>"
        '<script id="__NEXT_DATA__" type="application/json">'
        + json.dumps({"props": {"pageProps": {"product": {
            "id": 20041, "name": "Plecak miejski 25 l", "sku": "PLC-25-GR", "brand": {"name": "Wędrowiec"},
            "price": {"amount": 189.99, "currency": "PLN"}, "availability": "AVAILABLE"}}}})
        + "</script>", lang="pl",
    ),
    "Plecak miejski 25 l", "189.99", "PLN", "PLC-25-GR", brand="Wędrowiec",
)  # fmt: skip

SHOPTET_CZ = Page(
    "shoptet, Czech, sold out",
    "https://obchod.example.cz/hrnec-3l/",
    page(
        '<div class="p-detail-inner"><h1>Hrnec smaltovaný 3 l</h1><span class="p-code"><span class="p-code-label">'
        'Kód:</span><span>HRN-3</span></span><div class="p-final-price-wrapper">'
        '<span class="price-standard">699 Kč</span>'
        '<strong class="price-final"><span class="price-final-holder">549 Kč</span></strong>'
        '<span class="price-additional">454 Kč bez DPH</span></div>'
        '<div class="availability-value"><span class="availability-label">Vyprodáno</span></div></div>', lang="cs",
    ),
    "Hrnec smaltovaný 3 l", "549", "CZK", "HRN-3", "OutOfStock", compare_at="699",
)  # fmt: skip

PLATFORM_PAGES = [value for value in list(globals().values()) if isinstance(value, Page)]
PAGES = PLATFORM_PAGES + TRICKY_PAGES
