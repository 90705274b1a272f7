"""A shop whose pages leave something to be wished for, and a worker's turns done to the end."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from automation.core_client.content import CorePage, ShopProduct
from automation.seo.models import BlogPost, SeoRun
from automation.seo.services.posts import post_create
from automation.seo.services.runs import run_begin_manual
from automation.seo.services.working import post_turn, run_work
from automation.seo.timebox import TimeBox

USER = UUID(int=7)
OAK = (
    "Solid oak with a linen shade. The lamp is 40 cm high and stands safely on small tables. "
    "The cable is two metres long and covered with cotton. It takes common bulbs with a large thread. "
    "The wood is oiled by hand, so no two lamps look alike. The shade can be taken off and washed by hand."
)
LINEN = (
    "A linen throw in natural colours. It is woven from European flax and washed before it is sewn. "
    "Linen dries fast and grows softer with every wash. Wash it cool and dry it in the shade. "
    "The throw measures 130 by 170 cm and weighs little, so it travels well. The edges are hemmed twice."
)


def product(number: int, title: str, text: str = OAK, **changes: Any) -> CorePage:
    values: dict[str, Any] = {
        "kind": "products",
        "id": UUID(int=number),
        "path": f"/products/{title.lower().replace(' ', '-')}",
        "title": title,
        "body_html": f"<p>{text}</p>",
    }
    return CorePage(**values | changes)


def stock(core: Any, store: Any, *pages: CorePage) -> None:
    """Put pages into the shop; its products can all be bought."""
    core.seo[store.id] = list(pages)
    core.on_sale[store.id] = [
        ShopProduct(page.id, page.title, page.path, page.body_html)
        for page in pages
        if page.kind == "products"
    ]


def audit(core: Any, store: Any) -> SeoRun:
    """Run an audit to its end."""
    run_id = run_begin_manual(user_id=USER, now=timezone.now())
    for _ in range(50):
        if not run_work(run_id=run_id, store=store, core=core, box=TimeBox(), now=timezone.now()):
            break
    return SeoRun.objects.get(pk=run_id)


def brief(core: Any, store: Any, *, topic: str = "How to choose an oak lamp", **words: Any) -> BlogPost:
    """Have a post written straight to its draft."""
    post = post_create(
        topic=topic, brief={"is_straight_to_draft": True, **words}, user_id=USER, now=timezone.now()
    )
    for _ in range(20):
        if not post_turn(post_id=post.pk, store=store, core=core, box=TimeBox(), now=timezone.now()):
            break
    post.refresh_from_db()
    return post
