"""Posts and pages that tests of content begin with."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from apps.content import services
from apps.content.types import Author, PageDetail, PageInput, PostDetail, PostInput

ANNA = Author(kind="PERSON", label="anna@example.com")


@pytest.fixture
def post(in_store: Any) -> Callable[..., PostDetail]:
    """Create a post; `is_out` publishes it."""

    def make(*, is_out: bool = False, **values: Any) -> PostDetail:
        words = {"title": "Caring for linen", "body_html": "<p>Wash it cool.</p>"} | values
        made = services.post_create(data=PostInput(**words), author=ANNA)
        return services.post_publish(post_id=made.id, author=ANNA, now=timezone.now()) if is_out else made

    return make


@pytest.fixture
def page(in_store: Any) -> Callable[..., PageDetail]:
    def make(**values: Any) -> PageDetail:
        words = {"title": "About us", "body_html": "<p>Two people.</p>", "is_published": True} | values
        return services.page_create(data=PageInput(**words), author=ANNA)

    return make
