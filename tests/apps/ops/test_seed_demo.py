"""The demo shop: filled once, left alone afterwards, never in production."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from apps.catalog import services
from apps.catalog.models import Image, Product
from apps.catalog.types import ProductInput
from apps.checkout.selectors import shipping_options
from apps.ops.demo.content import demo_content, demo_products
from apps.tenants.selectors import store_find_by_host
from tenancy.context import store_context
from tests.apps.catalog.samples import picture_bytes
from tests.apps.storefront.pages import Page


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Small pictures for the first three products."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, product in enumerate(demo_products()[:3]):
        for place, shot in enumerate(product.pictures):
            content = picture_bytes(size=(60 + number, 60 + place))
            (folder / f"{shot.file}.jpg").write_bytes(content)
    return folder


@pytest.fixture
def run_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RUN_DIR", str(tmp_path / "run"))
    return tmp_path / "run"


def seed(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("seed_demo", "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_the_content_is_whole() -> None:
    content = demo_content()
    handles = {row["handle"] for row in content["collections"]}
    products = demo_products()

    assert 38 <= len(products) <= 45
    assert len(handles) == 5
    assert content["featured"] in handles
    assert {product.collection for product in products} == handles
    assert len({product.reference for product in products}) == len(products)
    for product in products:
        assert len(product.pictures) >= 2, product.reference
        assert len(str(product.data.description_html).split(". ")) in range(2, 6), product.reference
    assert sum(bool(product.data.options) for product in products) >= 12
    assert sum(product.is_sold_out for product in products) >= 3
    assert sum("compare_at_price" in row for row in content["products"]) >= 5


def test_no_demo_in_production(db: None, settings: Any, run_folder: Path) -> None:
    settings.ENVIRONMENT = "production"

    with pytest.raises(CommandError, match="not in production"):
        seed()

    assert not run_folder.exists()


def test_the_shop_is_filled_once_and_then_left_alone(
    run_folder: Path, pictures: Path, transactional: None
) -> None:
    first = seed("--pictures", str(pictures))

    store = store_find_by_host(host="demo.localhost")
    assert store is not None
    assert first["products"] == len(demo_products())
    assert first["pictures"] == sum(len(product.pictures) for product in demo_products()[:3])
    assert json.loads((run_folder / "demo.json").read_text()) == {
        "logins": first["logins"],
        "shops": [{"name": "Halm & Hafen", "url": f"{store.url}/"}],
    }
    home = Page(Client(HTTP_HOST="demo.localhost").get("/"))
    assert home.text("h1") == "Good things for unhurried days"
    assert len(home.all(".card")) >= 16
    with store_context(store.schema_name):
        options = shipping_options(country="DE", goods_minor=7500, weight_grams=0, currency="EUR")
        assert [(option.name, option.price.amount_minor) for option in options] == [
            ("Standard, 2–4 working days", 0),
            ("Express, next working day", 1190),
        ]
        product = Product.objects.get(handle="drizzle-coat")
        services.product_update(product_id=product.pk, data=ProductInput(title="My own title"))
        services.product_delete(product_id=Product.objects.get(handle="loop-yo-yo").pk)
        images = Image.objects.count()

    second = seed("--pictures", str(pictures))

    assert (second["products"], second["pictures"]) == (0, 0)
    with store_context(store.schema_name):
        assert Product.objects.get(handle="drizzle-coat").title == "My own title"
        assert not Product.objects.filter(handle="loop-yo-yo").exists()
        assert Image.objects.count() == images


def test_pictures_may_come_later_and_the_logins_work(
    run_folder: Path, pictures: Path, transactional: None
) -> None:
    from tests.conftest import api_client

    without = seed("--pictures", str(pictures / "not-there"))
    later = seed("--pictures", str(pictures))

    assert (without["products"], without["pictures"]) == (len(demo_products()), 0)
    assert later["pictures"] > 0
    merchant = next(login for login in later["logins"] if login["role"] == "merchant")
    answer = api_client().post(
        "/api/v1/auth/login", {"email": merchant["email"], "password": merchant["password"]}
    )
    assert answer.status_code == 200
    assert answer.json()["data"]["user"]["is_email_verified"] is True


def test_the_demo_names_only_pictures_that_can_be_composed(tmp_path: Path) -> None:
    from sandbox.demo_pictures import demo_picture_compose, demo_picture_names
    from sandbox.pictures import GROUNDS, SCENES, picture_names

    names = demo_picture_names()
    objects = set(picture_names())

    assert {shot.file for product in demo_products() for shot in product.pictures} == set(names)
    for name in names:
        thing, ground, scene, hue = name.rsplit("-", 3)
        assert (thing in objects, ground in GROUNDS, scene in SCENES, hue.isdigit()) == (True,) * 4, name
    demo_picture_compose(names[0], folder=tmp_path, size=40)
    assert [path.name for path in tmp_path.iterdir()] == [f"{names[0]}.jpg"]
