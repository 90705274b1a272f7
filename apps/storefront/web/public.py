"""What Dropwright is, for people who come to the base host."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from apps.storefront.web.answers import PUBLIC
from apps.tenants.selectors import store_find_by_host
from apps.tenants.types import StoreStatus

DEMO = "demo"
TITLES = {404: "This page is not here", 500: "Something went wrong on our side", 503: "One moment, please"}
TEXTS = {
    404: "Check the address, or start from the first page.",
    500: "Please try again in a moment.",
    503: "A part of the platform does not answer right now. Please try again in a minute.",
}


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Say what the platform does and lead to sign-up, and to the demo shop where there is one."""
    demo = store_find_by_host(host=f"{DEMO}.{settings.BASE_DOMAIN}")
    context = {
        "register_url": f"{settings.DASHBOARD_URL}/register",
        "login_url": f"{settings.DASHBOARD_URL}/login",
        "demo_url": demo.url if demo and demo.status == StoreStatus.ACTIVE else "",
        "demo_name": demo.name if demo else "",
    }
    response = render(request, "public/landing.html", context)
    response["Cache-Control"] = "public, max-age=60"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Open everything: the base host has only public pages."""
    response = HttpResponse("User-agent: *\nDisallow:\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = PUBLIC
    return response


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead to the platform's mark."""
    return HttpResponseRedirect(static("public/mark.svg"))


def _problem(request: HttpRequest, status: int) -> HttpResponse:
    return render(
        request, "public/problem.html", {"title": TITLES[status], "text": TEXTS[status]}, status=status
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404 (`handler404` of the base host)."""
    return _problem(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 when the database is away (`handler500` of the base host)."""
    if not isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return _problem(request, 500)
    response = _problem(request, 503)
    response["Retry-After"] = "10"
    return response
