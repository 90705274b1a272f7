"""Pages, texts and posts: the signed client against the real core, and the fake, keep the same promises. API-06."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from automation.core_client.client import Core
from automation.core_client.content import CorePage, PostDraft, ShopProduct, TextReplacement
from automation.core_client.fake import FakeCore
from automation.core_client.types import CoreRejected, CoreStore
from tenancy.ids import uuid7
from tests.contract.test_core_client import client

pytestmark = pytest.mark.django_db
DRAFT = PostDraft(
    external_reference="draft:1",
    title="Caring for linen",
    body_html="<p>Wash it cool.</p>",
    excerpt="Cool.",
    tags=("care",),
    sources=(("Our lamp", "/products/oak-lamp"),),
    writer_label="claude-test",
)


class Stage:
    """A store with one product for sale that has one picture, and one published page."""

    def __init__(self, core: Core, store_id: UUID, product_id: UUID, image_id: UUID) -> None:
        self.core, self.store_id, self.product_id, self.image_id = core, store_id, product_id, image_id

    def replace(self, field: str, expected: str, value: str, **changes: Any) -> None:
        text = TextReplacement("products", self.product_id, field, expected, value, writer_label="claude")
        self.core.seo_text_replace(
            store_id=self.store_id, text=replace(text, **changes), idempotency_key=uuid7().hex
        )

    def page(self, kind: str = "products") -> CorePage:
        (page,) = self.core.seo_pages(store_id=self.store_id, kind=kind)
        return page


@pytest.fixture(params=["the core over HTTP", "the fake"])
def stage(request: pytest.FixtureRequest, store: Any, settings: Any) -> Stage:
    if request.param == "the fake":
        return _fake(store)
    settings.CORE_CALLS_IN_TRANSACTION = True  # the test itself is one
    product_id, image_id = _fill(store)
    return Stage(client(settings.INTERNAL_API_KEYS), store.id, product_id, image_id)


def _fake(store: Any) -> Stage:
    fake, product_id, image_id = FakeCore(), uuid7(), uuid7()
    names = ("id", "name", "merchant_id", "domain", "url", "currency", "country", "locale", "time_zone")
    fake.stores[store.id] = CoreStore(status="ACTIVE", **{name: getattr(store, name) for name in names})
    page = CorePage("products", product_id, "/products/oak-lamp", "Oak Lamp", "<p>Solid oak.</p>")
    page = replace(page, images=((image_id, ""),), is_linked=False, about="Woodlight")
    about = CorePage("pages", uuid7(), "/pages/about", "About", "<p>Us.</p>")
    fake.seo[store.id] = [page, about]
    fake.on_sale[store.id] = [
        ShopProduct(product_id, "Oak Lamp", "/products/oak-lamp", "<p>Solid oak.</p>", "Woodlight")
    ]
    return Stage(fake, store.id, product_id, image_id)


def _fill(store: Any) -> tuple[UUID, UUID]:
    from apps.catalog import services as catalog
    from apps.catalog.types import ProductInput, VariantInput
    from apps.content import services
    from apps.content.types import Author, PageInput
    from tenancy.context import store_context
    from tests.apps.catalog.samples import euro, picture_bytes

    with store_context(store.schema_name):
        made = catalog.product_import(
            source=ProductInput(
                title="Oak Lamp",
                handle="oak-lamp",
                description_html="<p>Solid oak.</p>",
                vendor="Woodlight",
                variants=(VariantInput(price=euro("19.90")),),
            ),
            external_reference="supplier:1",
        )
        image = catalog.image_add(product_id=made.product_id, content=picture_bytes())
        catalog.product_publish(product_id=made.product_id)
        sold_out = VariantInput(price=euro("9.90"), stock_quantity=0)
        catalog.product_create(data=ProductInput(title="Draft lamp", variants=(sold_out,)))
        words = PageInput(title="About", handle="about", body_html="<p>Us.</p>", is_published=True)
        services.page_create(data=words, author=Author(kind="PERSON"))
        return made.product_id, image.id


def test_pages_are_read_with_what_search_engines_see(stage: Stage) -> None:
    page = stage.page()

    assert (page.id, page.path, page.title) == (stage.product_id, "/products/oak-lamp", "Oak Lamp")
    assert (page.seo_title, page.seo_description, page.body_html) == ("", "", "<p>Solid oak.</p>")
    assert page.images == ((stage.image_id, ""),)
    assert (page.is_linked, page.about, page.locked_fields) == (False, "Woodlight", ())
    assert stage.page("pages").path == "/pages/about"
    assert stage.core.seo_pages(store_id=stage.store_id, kind="posts") == []
    assert stage.core.seo_pages(store_id=stage.store_id, kind="products", after=page.id) == []


def test_seo_10_a_text_is_replaced_while_it_is_what_was_read(stage: Stage) -> None:
    stage.replace("seo_title", "", "A lamp of oak")
    stage.replace("seo_title", "", "A lamp of oak")  # a repeat after a lost answer
    stage.replace("alt_text", "", "A lamp on a table", image_id=stage.image_id)

    assert stage.page().seo_title == "A lamp of oak"
    assert stage.page().images == ((stage.image_id, "A lamp on a table"),)
    with pytest.raises(CoreRejected) as error:
        stage.replace("seo_title", "", "Another")
    assert (error.value.status, error.value.code) == (409, "texts_changed")
    with pytest.raises(CoreRejected) as error:
        stage.replace("alt_text", "", "x", image_id=uuid7())
    assert error.value.status == 404
    with pytest.raises(CoreRejected) as error:
        stage.replace("seo_title", "", "x", object_id=uuid7())
    assert error.value.status == 404
    assert stage.page().seo_title == "A lamp of oak"


def test_seo_10_a_persons_text_is_locked(stage: Stage, store: Any) -> None:
    if isinstance(stage.core, FakeCore):
        pages = stage.core.seo[store.id]
        pages[0] = replace(pages[0], seo_title="Mine", locked_fields=("seo_title",))
    else:
        from apps.catalog import services as catalog
        from apps.catalog.types import ProductInput
        from tenancy.context import store_context

        with store_context(store.schema_name):
            catalog.product_update(product_id=stage.product_id, data=ProductInput(seo_title="Mine"))

    with pytest.raises(CoreRejected) as error:
        stage.replace("seo_title", "Mine", "Better")

    assert (error.value.status, error.value.code) == (409, "text_locked")
    assert (stage.page().seo_title, stage.page().locked_fields) == ("Mine", ("seo_title",))


def test_con_03_only_what_can_be_bought_is_offered_for_links(stage: Stage) -> None:
    found = stage.core.shop_products(store_id=stage.store_id)

    assert [(row.id, row.title, row.path) for row in found] == [
        (stage.product_id, "Oak Lamp", "/products/oak-lamp")
    ]
    assert stage.core.shop_products(store_id=stage.store_id, search="oak")[0].id == stage.product_id
    assert stage.core.shop_products(store_id=stage.store_id, search="nothing") == []


def test_con_03_a_post_is_handed_over_once_and_as_a_draft(stage: Stage) -> None:
    first = stage.core.post_create(store_id=stage.store_id, post=DRAFT, idempotency_key="a")
    again = stage.core.post_create(store_id=stage.store_id, post=DRAFT, idempotency_key="b")

    assert (first.status, first.handle, first.created) == ("DRAFT", "caring-for-linen", True)
    assert (again.id, again.created) == (first.id, False)
    assert stage.core.post_get(store_id=stage.store_id, post_id=first.id).status == "DRAFT"
    with pytest.raises(CoreRejected):
        stage.core.post_get(store_id=stage.store_id, post_id=uuid7())


def test_con_03_the_save_that_publishes_names_its_reader_by_address(
    store: Any, settings: Any, owner: Any
) -> None:
    from apps.content.selectors import revision_list
    from apps.content.types import SubjectKind
    from tenancy.context import store_context

    settings.CORE_CALLS_IN_TRANSACTION = True
    read = replace(DRAFT, publish_at=datetime.now(UTC), reviewed_by=str(owner.user.pk))
    out = client(settings.INTERNAL_API_KEYS).post_create(store_id=store.id, post=read, idempotency_key="a")

    with store_context(store.schema_name):
        rows = revision_list(subject_kind=SubjectKind.POST, subject_id=out.id)
        saves = [row.author_label for row in rows]
    assert saves == ["owner@example.com", "claude-test"]


def test_con_03_nothing_goes_out_that_nobody_has_read(stage: Stage) -> None:
    now = datetime.now(UTC)
    unread = replace(DRAFT, publish_at=now)

    with pytest.raises(CoreRejected) as error:
        stage.core.post_create(store_id=stage.store_id, post=unread, idempotency_key="a")
    assert (error.value.status, error.value.code) == (422, "not_reviewed")

    read = replace(unread, reviewed_by="anna@example.com")
    out = stage.core.post_create(store_id=stage.store_id, post=read, idempotency_key="b")
    later = replace(read, external_reference="draft:2", publish_at=now + timedelta(days=1))
    planned = stage.core.post_create(store_id=stage.store_id, post=later, idempotency_key="c")

    assert (out.status, planned.status) == ("PUBLISHED", "SCHEDULED")
    assert planned.published_at == later.publish_at
