"""How a shop's page answers: closed shops, conditional answers from the store's version, private pages."""

import functools
import hashlib
import re
from collections.abc import Callable
from functools import cache
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import (
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.template.loader import render_to_string
from django.utils.http import parse_etags
from django.views.decorators.csrf import csrf_exempt

from apps.storefront.web import errors
from apps.storefront.web.frame import PRIVATE
from apps.storefront.web.requests import ShopRequest
from apps.tenants.middleware import DoorRequest, host_of

CODE = re.compile(r"[A-Za-z0-9_-]{2,40}")
View = Callable[..., HttpResponseBase]
PUBLIC = "public, max-age=0, must-revalidate"


@cache
def theme_build() -> str:
    """Return a digest of the theme's files, so that a deploy changes every ETag."""
    digest = hashlib.sha256()
    for path in sorted((settings.BASE_DIR / "storefront_theme" / "default").rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def closed_page(request: ShopRequest) -> HttpResponse:
    """Return the page of a suspended shop: 503, kept out of search engines and caches."""
    context = {"name": request.store.name, "contact_email": request.store.contact_email}
    response = HttpResponse(render_to_string("default/templates/closed.html", context, request), status=503)
    response["Retry-After"] = "3600"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = PRIVATE
    return response


def _refused(request: ShopRequest, methods: tuple[str, ...]) -> HttpResponse | None:
    if not request.store.is_active:
        return closed_page(request)
    if request.method in {"GET", "HEAD"} and host_of(cast(DoorRequest, request)) != request.store.domain:
        # One host per shop: the platform's and every other one lead to the primary domain.
        return HttpResponsePermanentRedirect(request.store.url + request.get_full_path())
    if request.method not in methods:
        return errors.method_refused(request, methods)
    return discount_redirect(request)


def discount_redirect(request: ShopRequest) -> HttpResponse | None:
    """Return the way by `/discount/…` for a page asked for with `?discount=CODE`, else None."""
    code = request.GET.get("discount", "")
    if request.method not in {"GET", "HEAD"} or not CODE.fullmatch(code):
        return None
    rest = [(key, value) for key, values in request.GET.lists() if key != "discount" for value in values]
    target = f"{request.path}?{urlencode(rest)}" if rest else request.path
    response = HttpResponseRedirect(f"/discount/{code}?{urlencode({'to': target})}")
    response["Cache-Control"] = PRIVATE
    return response


def page_etag(request: ShopRequest, keys: tuple[str, ...]) -> str:
    """Return the ETag of a public page: store version, theme build, path and the query keys it knows.

    Known before anything is read or rendered.
    """
    known = urlencode([(key, value) for key in keys for value in request.GET.getlist(key)[:1]])
    text = f"{request.store.id}:{theme_build()}:{request.path}?{known}"
    return f'W/"{request.store.version}-{hashlib.sha256(text.encode()).hexdigest()[:20]}"'


def public_page(*keys: str) -> Callable[[View], View]:
    """Make a view a public page: GET and HEAD, the same for everybody, revalidated by the store's version.

    `keys` are the query keys the page depends on; it must not show anything else of the request.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def answer(request: ShopRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refused = _refused(request, ("GET", "HEAD"))
            if refused is not None:
                return refused
            etag = page_etag(request, keys)
            if etag in parse_etags(request.headers.get("If-None-Match", "")):
                response: HttpResponseBase = HttpResponseNotModified()
            else:
                response = view(request, *args, **kwargs)
            if response.status_code in {200, 304}:
                response["ETag"] = etag
            response["Cache-Control"] = PUBLIC if response.status_code < 400 else PRIVATE
            return response

        return answer

    return decorate


def private_page(*methods: str) -> Callable[[View], View]:
    """Make a view a page of one shopper: never stored by any cache, never indexed."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def answer(request: ShopRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = _refused(request, methods) or view(request, *args, **kwargs)
            response["Cache-Control"] = PRIVATE
            response["X-Robots-Tag"] = "noindex"
            return response

        return answer

    return decorate


def same_origin(view: View) -> View:
    """Refuse writes that a browser sends from another origin, without a token in the page.

    Public pages are the same for everybody and carry no token, so their forms are guarded by what browsers say of
    a request's origin: `Sec-Fetch-Site` and `Origin`, which no page can forge. Programs that are no browsers send
    neither and have no cookies to be misused.
    """

    @functools.wraps(view)
    def answer(request: ShopRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _is_same_origin(request):
            return errors.csrf_refused(request)
        return view(request, *args, **kwargs)

    return csrf_exempt(answer)


def _is_same_origin(request: ShopRequest) -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    parts = urlsplit(origin)
    return (parts.scheme, parts.netloc.lower()) == (request.scheme, request.get_host().lower())
