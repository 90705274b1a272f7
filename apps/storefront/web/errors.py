"""Pages for what went wrong, in the shop's own look; plain text where even that fails."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils import timezone

from apps.content.services import missing_answer
from apps.storefront.web.frame import PRIVATE, Seo, page_render
from apps.storefront.web.requests import ShopRequest

logger = logging.getLogger(__name__)

FAILED = (
    "Something went wrong on our side",
    "It is not your fault, and nothing was charged. Please try again in a moment.",
)

AWAY = ("One moment, please", "A part of the shop does not answer right now. Please try again in a minute.")


def error_page(
    request: ShopRequest,
    *,
    status: int,
    title: str,
    text: str,
    link: str = "/",
    link_text: str = "To the shop",
) -> HttpResponse:
    """Return a page of the shop that says what happened and where to go from here."""
    context = {"status": status, "heading": title, "text": text, "link": link, "link_text": link_text}
    store = getattr(request, "store", None)
    if store is None or not store.is_active:
        body = render_to_string("default/templates/plain.html", context, request)
        response = HttpResponse(body, status=status)
    else:
        seo = Seo(title=f"{title} – {store.name}", canonical=store.url, is_indexed=False)
        response = page_render(request, name="error", seo=seo, context=context, status=status)
    response["Cache-Control"] = PRIVATE
    response["X-Robots-Tag"] = "noindex"
    return response


def not_found(request: ShopRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404 (`handler404`), or where the address leads by now: 301, and 410 for what is gone for good."""
    elsewhere = _elsewhere(request)
    if elsewhere is not None:
        return elsewhere
    return error_page(
        request,
        status=404,
        title="This page is not here",
        text="It may have moved, or the product is no longer part of the shop. The search knows everything we have.",
    )


def _elsewhere(request: ShopRequest) -> HttpResponse | None:
    store = getattr(request, "store", None)
    if store is None or not store.is_active or request.method not in {"GET", "HEAD"}:
        return None
    answer = missing_answer(
        store_id=store.id,
        path=request.path,
        referrer=request.headers.get("Referer", ""),
        now=timezone.now(),
    )
    if answer is None:
        return None
    if answer.is_gone:
        return error_page(
            request,
            status=410,
            title="This is no longer here",
            text="It was taken out of the shop for good. The search knows everything we have now.",
        )
    query = request.META.get("QUERY_STRING", "")
    target = f"{answer.target}?{query}" if query and "?" not in answer.target else answer.target
    return HttpResponsePermanentRedirect(target)


def server_error(request: ShopRequest) -> HttpResponse:
    """Answer 500, or 503 when the database is away (`handler500`); never asks the database itself."""
    is_away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    title, text = AWAY if is_away else FAILED
    status = 503 if is_away else 500
    context = {"status": status, "heading": title, "text": text, "link": "/", "link_text": "To the shop"}
    try:
        body = str(render_to_string("default/templates/plain.html", context))
    except Exception:
        logger.exception("the error page failed as well")
        body = f"<h1>{title}</h1><p>{text}</p>"
    response = HttpResponse(body, status=status)
    response["Cache-Control"] = PRIVATE
    if is_away:
        response["Retry-After"] = "10"
    return response


def method_refused(request: ShopRequest, methods: tuple[str, ...]) -> HttpResponse:
    """Answer 405 with what is allowed."""
    response = error_page(
        request,
        status=405,
        title="This does not work here",
        text="Please use the shop's own links and buttons.",
    )
    response["Allow"] = ", ".join(methods)
    return response


def csrf_refused(request: ShopRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form that did not come from this shop's pages (`CSRF_FAILURE_VIEW`)."""
    return error_page(
        request,
        status=403,
        title="Please send that again",
        text="We could not be sure that this came from a page of this shop. Go back, reload the page and try again.",
        link="/cart",
        link_text="To your cart",
    )


def too_many(request: ShopRequest, retry_after: int) -> HttpResponse:
    """Answer 429."""
    response = error_page(
        request,
        status=429,
        title="That was a little fast",
        text="Please wait a moment and try again. Your cart is kept.",
        link="/cart",
        link_text="To your cart",
    )
    response["Retry-After"] = str(retry_after)
    return response
