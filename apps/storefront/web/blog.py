"""The blog: list, tags, posts."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from apps.content.selectors import shop_post, shop_posts, shop_tags
from apps.content.types import ShopPost, ShopPosts
from apps.storefront.web import errors
from apps.storefront.web.answers import public_page
from apps.storefront.web.frame import Crumb, Seo, ShopFrame, page_render, shop_frame, text_of
from apps.storefront.web.pager import page_number, page_path, pager
from apps.storefront.web.requests import ShopRequest
from apps.storefront.web.shelves import absolute
from apps.storefront.web.structured import article_data, breadcrumb_data

MAX_TAG = 60


@public_page("page")
def index(request: ShopRequest) -> HttpResponseBase:
    """Published posts, newest first, in pages."""
    page = page_number(request.GET.get("page", ""))
    posts = shop_posts(page=page)
    if page > 1 and not posts.cards:
        return errors.not_found(request)
    return _list(request, posts=posts, path=reverse("storefront:blog"), tag="")


@public_page("page")
def tagged(request: ShopRequest, tag: str) -> HttpResponseBase:
    """Posts of a tag; 404 when no published post has it. Not indexed: the list repeats the blog's."""
    posts = shop_posts(page=page_number(request.GET.get("page", "")), tag=tag[:MAX_TAG])
    if not posts.cards:
        return errors.not_found(request)
    return _list(request, posts=posts, path=reverse("storefront:blog_tag", args=[tag]), tag=tag)


def _list(request: ShopRequest, *, posts: ShopPosts, path: str, tag: str) -> HttpResponse:
    frame = shop_frame(request)
    crumbs = [Crumb(frame.name, "/"), Crumb("Blog", reverse("storefront:blog"))]
    if tag:
        crumbs.append(Crumb(tag, path))
    title = f"Posts about {tag}" if tag else "Blog"
    number = f" – page {posts.page}" if posts.page > 1 else ""
    first = next((card.image for card in posts.cards if card.image), None)
    seo = Seo(
        title=f"{title}{number} – {frame.name}",
        canonical=frame.url + page_path(path, {}, posts.page),
        description=f"{title} from {frame.name}: {text_of(posts.cards[0].title)}" if posts.cards else "",
        image=absolute(frame, first.url) if first else "",
        is_indexed=not tag,
        previous_page=page_path(path, {}, posts.page - 1) if posts.page > 1 else "",
        next_page=page_path(path, {}, posts.page + 1) if posts.has_next else "",
        json_ld=[breadcrumb_data(base=frame.url, crumbs=tuple(crumbs))],
    )
    context: dict[str, Any] = {
        "title": title,
        "tag": tag,
        "tags": shop_tags(),
        "posts": posts.cards,
        "breadcrumbs": crumbs,
        "pager": pager(path=path, query={}, products=posts),
    }
    return page_render(request, name="blog", seo=seo, context=context, frame=frame)


@public_page()
def post(request: ShopRequest, handle: str) -> HttpResponseBase:
    """One published post."""
    found = shop_post(handle=handle)
    if found is None:
        return errors.not_found(request)
    frame = shop_frame(request)
    path = reverse("storefront:post", args=[found.handle])
    crumbs = (Crumb(frame.name, "/"), Crumb("Blog", reverse("storefront:blog")), Crumb(found.title, path))
    context = {"post": found, "breadcrumbs": crumbs}
    seo = _post_seo(frame, found, canonical=frame.url + path, crumbs=crumbs)
    return page_render(request, name="post", seo=seo, context=context, frame=frame)


def _post_seo(frame: ShopFrame, post: ShopPost, *, canonical: str, crumbs: tuple[Crumb, ...]) -> Seo:
    picture = absolute(frame, post.image.url) if post.image else ""
    properties = [
        ("article:published_time", post.published_at.isoformat(timespec="seconds")),
        ("article:modified_time", post.changed_at.isoformat(timespec="seconds")),
        *(("article:tag", tag) for tag in post.tags),
    ]
    return Seo(
        title=post.seo_title or f"{post.title} – {frame.name}",
        canonical=canonical,
        description=post.seo_description or post.excerpt or text_of(post.body_html),
        image=picture,
        og_type="article",
        properties=tuple(properties),
        json_ld=[
            article_data(frame, post, canonical=canonical, picture=picture),
            breadcrumb_data(base=frame.url, crumbs=crumbs),
        ],
    )
