"""The demo's blog and policies: good posts about goods that are there. CON-01, STO-14."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.content.selectors import page_list, shop_posts
from apps.ops.demo.content import demo_products
from apps.ops.demo.reading import demo_reading, html_of, reading_fill


def test_con_01_every_link_of_the_demo_leads_to_a_product_of_it() -> None:
    handles = {str(product.data.handle) for product in demo_products()}

    for post in demo_reading()["posts"]:
        linked = set(re.findall(r'href="/products/([^"]+)"', html_of(post["body"])))
        assert len(linked) >= 3
        assert linked <= handles
        assert post["cover"] in handles
        assert len(html_of(post["body"]).split()) > 200


@pytest.mark.django_db
def test_sto_14_the_demo_has_posts_and_policies_once(in_store: Any) -> None:
    products = {str(product.data.handle): uuid4() for product in demo_products()}

    first = reading_fill(products=products, now=timezone.now())
    again = reading_fill(products=products, now=timezone.now())

    assert (first, again) == (9, 0)
    assert shop_posts().total == 3
    kinds = set(page_list().filter(is_published=True).values_list("kind", flat=True))
    assert kinds == {"ABOUT", "CONTACT", "SHIPPING", "RETURNS", "PRIVACY", "IMPRINT"}
