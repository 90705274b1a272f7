"""Posts, pages, redirects, menus."""

from typing import Any

from django.utils import timezone

from tests.isolation.scope import Bodies, Ids

AFTER = ("catalog",)


def make(store: Any, ids: Ids) -> Ids:
    from apps.content import selectors, services
    from apps.content.types import Author, MenuItem, PageInput, PostInput, RedirectInput

    anna = Author(kind="PERSON", label="anna@example.com")
    post = services.post_create(
        data=PostInput(title="Same", handle="same", body_html="<p>Words.</p>"), author=anna
    )
    page = services.page_create(
        data=PageInput(title="Same", handle="same", body_html="<p>Words.</p>"), author=anna
    )
    redirect = services.redirect_create(data=RedirectInput(from_path="/same", target="/"))
    services.missing_answer(store_id=store.id, path="/lost", referrer="", now=timezone.now())
    menu = services.menu_create(place="MAIN", items=(MenuItem(title="Same", path="/"),))
    return {
        "post_id": str(post.id),
        "revision_id": str(selectors.revision_list(subject_kind="POST", subject_id=post.id)[0].pk),
        "page_id": str(page.id),
        "page_revision_id": str(selectors.revision_list(subject_kind="PAGE", subject_id=page.id)[0].pk),
        "redirect_id": str(redirect.id),
        "entry_id": str(selectors.log_list()[0].pk),
        "menu_id": str(menu.id),
    }


LINKS = {"items": [{"title": "Intruder", "path": "/"}]}
BODIES: Bodies = {
    "postListPost": lambda _: {"title": "Intruder"},
    "postDetailPatch": lambda _: {"title": "Taken over"},
    "postPublishPost": lambda _: None,
    "postSchedulePost": lambda _: {"published_at": "2100-01-01T00:00:00Z"},
    "postUnpublishPost": lambda _: None,
    "postRestorePost": lambda _: None,
    "pageListPost": lambda _: {"title": "Intruder"},
    "pageTemplatePost": lambda _: {"kind": "RETURNS"},
    "pageDetailPatch": lambda _: {"title": "Taken over"},
    "pageRestorePost": lambda _: None,
    "redirectListPost": lambda _: {"from_path": "/intruder", "target": "/"},
    "redirectDetailPatch": lambda _: {"target": "/intruder"},
    "menuListPost": lambda _: LINKS | {"place": "FOOTER"},
    "menuDetailPatch": lambda _: LINKS,
    "searchSettingsPatch": lambda _: {"is_open_to_search": False},
}
