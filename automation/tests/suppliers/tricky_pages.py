"""Pages of other scripts and number forms, and pages that mislead: broken, stale or contradicting data."""

from automation.tests.suppliers.page_making import RELATED, Page, ld, page

ARABIC = Page(
    "Arabic page with Arabic digits",
    "https://store.example.sa/p/7781",
    page(
        '<div class="product-details"><h1>ساعة يد كلاسيكية</h1><div class="product-price">'
        '<span class="before-price">٢٥٠ ر.س</span><span class="price">١٩٩ ر.س</span></div>'
        "<p>رقم المنتج: WTC-190</p><p>متوفر</p><button>أضف إلى السلة</button></div>", lang="ar",
    ),
    "ساعة يد كلاسيكية", "199", "SAR", "WTC-190", compare_at="250",
)  # fmt: skip

JAPANESE = Page(
    "Japanese page",
    "https://shop.example.jp/products/detail/88",
    page(
        '<div class="ec-productRole__profile"><h1 class="ec-headingTitle">有田焼 湯呑み</h1>'
        '<div class="ec-productRole__price"><span class="ec-price__price">￥1,980</span><span>税込</span></div>'
        '<div class="ec-productRole__code">商品コード： <span class="product-code-default">YU-0012</span></div>'
        '<button class="ec-blockBtn--action add-cart">カートに入れる</button></div>', lang="ja",
    ),
    "有田焼 湯呑み", "1980", "JPY", "YU-0012",
)  # fmt: skip

GA4_NL = Page(
    "data layer only, Dutch, split price",
    "https://winkel.example.nl/fietslamp-usb",
    page(
        '<main><h1>Fietslamp USB oplaadbaar</h1><div class="promo-price"><span>24</span><sup>95</sup></div>'
        "<div>Op voorraad</div><button>In winkelwagen</button></main>"
        "<script>window.dataLayer = window.dataLayer || []; dataLayer.push({event: 'view_item', ecommerce: {"
        "currency: 'EUR', value: 24.95, items: [{item_id: 'LMP-55', item_name: 'Fietslamp USB oplaadbaar', "
        "item_brand: 'Lumo', price: 24.95, quantity: 1}]}});</script>", lang="nl",
    ),
    "Fietslamp USB oplaadbaar", "24.95", "EUR", "LMP-55", brand="Lumo",
)  # fmt: skip

RDFA_SV = Page(
    "rdfa, Swedish",
    "https://butik.example.se/stol",
    page(
        '<div vocab="https://schema.org/" typeof="Product"><h1 property="name">Pinnstol Ek</h1>'
        '<span property="sku">STOL-9</span><div property="offers" typeof="Offer">'
        '<span property="price" content="1295">1 295 kr</span><meta property="priceCurrency" content="SEK">'
        '<link property="availability" href="https://schema.org/OutOfStock">Slut i lager</div></div>', lang="sv",
    ),
    "Pinnstol Ek", "1295", "SEK", "STOL-9", "OutOfStock",
)  # fmt: skip

BROKEN_LD = Page(
    "one broken json-ld block, one with comments and trailing commas",
    "https://garden.example.co.uk/p/spade",
    page(
        "<h1>Digging Spade</h1><button>Add to basket</button>",
        head='<script type="application/ld+json">{"@type": "Product", "name": }}}</script>'
        '<script type="application/ld+json">//<![CDATA[\n{ "@type": "Product", /* ours */ "name": "Digging Spade",\n'
        '"description": "Blade of 7" steel,\nlong handle",\n'
        '"sku": "SPD-1", "brand": {"name": "Oakfield",},\n'
        '"offers": [{"@type": "Offer", "price": "34.50", "priceCurrency": "GBP", "availability": "InStock",},],}\n'
        "//]]></script>",
    ),
    "Digging Spade", "34.50", "GBP", "SPD-1", brand="Oakfield",
)  # fmt: skip

PRODUCT_GROUP = Page(
    "product group with variants",
    "https://shoes.example.com/runner",
    page(
        "<h1>Trail Runner</h1><p class='price'>$120.00</p><button>Add to bag</button>",
        head=ld({"@context": "https://schema.org", "@type": "ProductGroup", "name": "Trail Runner",
                 "brand": {"@type": "Brand", "name": "Fell"}, "productGroupID": "RUN-1", "variesBy": ["size"],
                 "hasVariant": [
                     {"@type": "Product", "name": f"Trail Runner {size}", "sku": f"RUN-{size}", "size": size,
                      "image": f"https://shoes.example.com/{size}.jpg",
                      "offers": {"@type": "Offer", "price": 120, "priceCurrency": "USD",
                                 "availability": "https://schema.org/" + ("InStock" if size != "44" else "SoldOut")}}
                     for size in ("42", "43", "44")]}),
    ),
    "Trail Runner", "120", "USD", None, brand="Fell", variants=3,
)  # fmt: skip

BRAZIL_INSTALMENTS = Page(
    "instalments and a price for paying at once, Portuguese",
    "https://loja.example.com.br/fone-bt-200/p",
    page(
        '<div class="product-page"><h1 class="productName">Fone Bluetooth BT-200</h1>'
        '<div class="product-price"><span class="listPrice">De: R$ 199,90</span>'
        '<span class="sellingPrice">Por: R$ 149,90</span>'
        '<span class="installments">ou 10x de R$ 14,99 sem juros</span></div>'
        '<p>Cód. do produto: 900451</p><button class="buy-button">Comprar</button>'
        '<div class="shipping">Frete: R$ 12,00</div></div>', lang="pt-BR",
    ),
    "Fone Bluetooth BT-200", "149.90", "BRL", "900451", compare_at="199.90",
)  # fmt: skip

TURKISH = Page(
    "Turkish page",
    "https://magaza.example.com.tr/halı-120x180",
    page(
        '<div class="urun-detay"><h1>Yün Halı 120x180</h1><div class="fiyat">1.299,00 TL</div>'
        "<div>Stok Kodu: HAL-120180</div><div class='stok-durumu'>Tükendi</div></div>", lang="tr",
    ),
    "Yün Halı 120x180", "1299", "TRY", "HAL-120180", "OutOfStock",
)  # fmt: skip

CHILE = Page(
    "pesos without cents, grouping dot",
    "https://tienda.example.cl/cafetera.html",
    page(
        '<h1>Cafetera italiana</h1><div class="precio">$24.990</div><p>Código: CAF-6T</p>'
        "<button>Agregar al carrito</button>", lang="es-CL",
    ),
    "Cafetera italiana", "24990", "CLP", "CAF-6T",
)  # fmt: skip

ALL_LABELS_IN_ONE_BUTTON = Page(
    "button that carries all its labels",
    "https://plants.example.com/monstera",
    page(
        '<div class="product"><h1>Monstera</h1><span class="price">£18.00</span>'
        '<button class="add-to-cart"><span class="label-add">Add to basket</span>'
        '<span class="label-out">Sold out</span></button></div>' + RELATED,
    ),
    "Monstera", "18", "GBP", None,
)  # fmt: skip

STRUCTURED_STALE = Page(
    "declared price is the struck one",
    "https://outlet.example.com/jacket-4471",
    page(
        '<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Rain Jacket</h1>'
        '<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">'
        '<del><span itemprop="price" content="120.00">$120.00</span></del>'
        '<span class="price-now">$84.00</span><meta itemprop="priceCurrency" content="USD">'
        '<link itemprop="availability" href="http://schema.org/InStock"></div>'
        '<p>Item #: RJ-4471</p><button>Add to cart</button></div>',
    ),
    "Rain Jacket", "84", "USD", "RJ-4471", compare_at="120",
)  # fmt: skip

SAYS_IN_STOCK_BUT_IS_NOT = Page(
    "declared in stock, visibly not",
    "https://hifi.example.de/verstaerker",
    page(
        '<div class="detail"><h1>Verstärker V2</h1><div class="price">499,00 €</div>'
        '<div class="availability">Derzeit nicht verfügbar</div></div>',
        head=ld({"@type": "Product", "name": "Verstärker V2", "sku": "V2-SW", "offers": {
            "@type": "Offer", "price": 499, "priceCurrency": "EUR", "availability": "https://schema.org/InStock"}}),
        lang="de",
    ),
    "Verstärker V2", "499", "EUR", "V2-SW", "OutOfStock",
)  # fmt: skip

NO_PRICE = Page(
    "no price of its own, only those of other products",
    "https://antiques.example.com/clock",
    page('<main><h1>Longcase Clock</h1><p>Price on request</p></main>' + RELATED),
    "Longcase Clock", None, None, None,
)  # fmt: skip

TRICKY_PAGES = [value for value in list(globals().values()) if isinstance(value, Page)]
