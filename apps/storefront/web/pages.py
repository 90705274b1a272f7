"""Pages that stand by themselves: about, contact, policies."""

from django.http import HttpResponseBase
from django.urls import reverse

from apps.content.selectors import shop_page
from apps.content.types import PageKind
from apps.storefront.web import errors
from apps.storefront.web.answers import public_page
from apps.storefront.web.cookies import cookies_told
from apps.storefront.web.frame import Crumb, Seo, page_render, shop_frame, text_of
from apps.storefront.web.requests import ShopRequest
from apps.storefront.web.structured import breadcrumb_data


@public_page()
def page(request: ShopRequest, handle: str) -> HttpResponseBase:
    """One published page."""
    found = shop_page(handle=handle)
    if found is None:
        return errors.not_found(request)
    frame = shop_frame(request)
    path = reverse("storefront:page", args=[found.handle])
    crumbs = (Crumb(frame.name, "/"), Crumb(found.title, path))
    seo = Seo(
        title=found.seo_title or f"{found.title} – {frame.name}",
        canonical=frame.url + path,
        description=found.seo_description or text_of(found.body_html),
        json_ld=[breadcrumb_data(base=frame.url, crumbs=crumbs)],
    )
    cookies = cookies_told() if found.kind == PageKind.PRIVACY else ()
    context = {"content": found, "breadcrumbs": crumbs, "cookies": cookies}
    return page_render(request, name="page", seo=seo, context=context, frame=frame)
