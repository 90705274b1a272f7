"""D5, D9: whatever stands in a product, no page runs it, and data for machines stays data."""

from typing import Any

import pytest
from django.utils import timezone

from apps.catalog import services
from apps.catalog.types import CollectionInput, ImageInput, OptionInput, ProductInput, VariantInput
from apps.storefront.services import theme_settings_save
from apps.tenants.services import store_update
from tests.apps.catalog.samples import euro, picture_bytes
from tests.apps.storefront.pages import Browser, Page

pytestmark = pytest.mark.django_db

PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus=alert(1) x='",
    "<svg/onload=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<style>@import 'javascript:alert(1)';</style>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<body onload=alert(1)>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<object data=javascript:alert(1)></object>",
    "<template><script>alert(1)</script></template>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "{{ shop.theme }}{% debug %}",
    "${alert(1)}",
    "\u2028alert(1)\u2029",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "＜script＞alert(1)＜/script＞",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]
SCRIPTS = {"/static/theme/shop.js"}
STRAY = "iframe, object, embed, base, style, template, [style], body[onload]"


def assert_harmless(page: Page) -> None:
    """Assert that the document has no script, handler or address but those of the theme."""
    assert page.status == 200
    for node in page.all("script"):
        attributes = node.attributes
        assert attributes.get("type") == "application/ld+json" or attributes.get("src") in SCRIPTS
    for node in page.all("*"):
        for name, value in node.attributes.items():
            assert not name.lower().startswith("on"), (node.tag, name)
            if name in {"href", "src", "action", "formaction", "srcset"}:
                text = "".join((value or "").split()).lower()
                assert not text.startswith(("javascript:", "data:", "vbscript:", "//")), (node.tag, value)
    assert page.all(STRAY) == []
    assert page.all("form:not([action]):not([data-submit-on-change])") == []
    page.json_ld()


def hostile_product(payload: str) -> Any:
    return services.product_create(
        data=ProductInput(
            title=f"Vase {payload}",
            handle="vase",
            description_html=f"<p>Tall {payload} vase</p>",
            vendor=f"Maker {payload}",
            product_type=f"Kind {payload}",
            tags=(f"tag {payload}".replace(",", " "),),
            seo_title=f"Seo {payload}",
            seo_description=f"Description {payload}",
            status="ACTIVE",
            options=(OptionInput.of(f"Size {payload}", f"S {payload}", f"M {payload}"),),
            variants=tuple(
                VariantInput(
                    option_values=(f"{size} {payload}",), sku=f"{size} {payload}", price=euro("9.00")
                )
                for size in ("S", "M")
            ),
        )
    )


@pytest.mark.parametrize("payload", [payload for payload in PAYLOADS if "\x00" not in payload])
def test_d5_no_page_runs_what_stands_in_a_product(browser: Browser, in_store: Any, payload: str) -> None:
    cleaned = payload.replace("\u2028", " ").replace("\u2029", " ")
    product = hostile_product(cleaned)
    made = services.collection_create(
        data=CollectionInput(
            title=f"Shelf {cleaned}", handle="shelf", description_html=f"<p>{payload}</p>", is_published=True
        )
    )
    services.collection_products_add(collection_id=made.id, product_ids=[product.id])

    page = browser.get("/products/vase")
    assert_harmless(page)
    assert page.json_ld()["Product"]["offers"]["price"] == "9.00"
    for path in ("/", "/collections/shelf", "/search?q=vase"):
        assert_harmless(browser.get(path))
    browser.add("/products/vase")
    assert_harmless(browser.get("/cart"))
    assert_harmless(browser.get("/checkout"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_d5_the_query_is_shown_as_text(browser: Browser, payload: str) -> None:
    page = Page(browser.client.get("/search", {"q": payload}))

    assert_harmless(page)
    assert page.all("main img") == []


@pytest.mark.parametrize("payload", PAYLOADS[:12])
def test_d5_typed_checkout_fields_come_back_as_text(
    browser: Browser, goods: Any, rate: Any, payload: str
) -> None:
    goods(5, title="Mug")
    browser.add("/products/mug")
    form = browser.get("/checkout")

    fields = dict.fromkeys(("name", "line1", "city", "email", "postal_code", "country"), payload)
    page = Page(browser.client.post("/checkout", form.fields("#checkout-form") | fields | {"do": "refresh"}))

    assert_harmless(page)
    assert page.one("#name").attributes["value"] == payload


@pytest.mark.parametrize("payload", PAYLOADS[:12])
def test_d5_store_name_and_theme_texts_are_text(
    browser: Browser, store: Any, in_store: Any, payload: str
) -> None:
    store_update(store_id=store.id, changes={"name": f"Shop {payload}"}, now=timezone.now())
    texts = dict.fromkeys(("logo_text", "announcement", "hero_title", "hero_text", "footer_text"), payload)
    theme_settings_save(store_id=store.id, values={k: v[:40] for k, v in texts.items()}, now=timezone.now())

    assert_harmless(browser.get("/"))
    icon = browser.raw("/favicon.svg").content.decode()
    assert "<script" not in icon
    assert "onload" not in icon


def test_d5_alt_texts_are_text(browser: Browser, in_store: Any) -> None:
    product = hostile_product("plain")
    for number, payload in enumerate(PAYLOADS[:6]):
        image = services.image_add(product_id=product.id, content=picture_bytes(size=(40 + number, 40)))
        services.image_update(product_id=product.id, image_id=image.id, data=ImageInput(alt_text=payload))

    page = browser.get("/products/vase")

    assert_harmless(page)
    assert page.attributes(".gallery-slides img", "alt") == PAYLOADS[:6]


def test_d9_json_ld_cannot_be_ended_by_a_name(browser: Browser, in_store: Any) -> None:
    hostile_product("</script><script>alert(1)</script>")

    page = browser.get("/products/vase")

    blocks = [node.text() for node in page.all('script[type="application/ld+json"]')]
    assert len(blocks) == 2
    assert all("<" not in block and ">" not in block and "&" not in block for block in blocks)
    assert page.json_ld()["Product"]["name"].startswith("Vase </script><script>alert(1)</script>")
