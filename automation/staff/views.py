"""In by the core's word: a state kept by the browser, a signed hand-over that names it, a session of half an hour."""

import json
import secrets
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from automation.staff.handover import handover_read, state_hash
from automation.staff.selectors import stores_needing_attention
from automation.staff.services import entry_open
from automation.staff.types import HandOverRefused
from tenancy.rest.throttling import client_address

ENTRY = "staff_entry"
SALT = "staff-state"
STATE_SECONDS = 300
BACKEND = "automation.staff.backend.HandedOver"


def begin(request: HttpRequest) -> HttpResponse:
    """Remember where to, and ask the core who this is. Only the state's hash leaves the browser's cookie."""
    state = secrets.token_urlsafe(32)
    response = HttpResponseRedirect(
        f"{settings.CORE_STAFF_URL}/automation/enter?{urlencode({'state': state_hash(state)})}"
    )
    response.set_signed_cookie(
        settings.STAFF_STATE_COOKIE,
        json.dumps({"state": state, "next": _safe_next(request)}),
        salt=SALT,
        max_age=STATE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@never_cache
@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """Use a hand-over: a new session of this person, whatever the browser had before."""
    try:
        kept = json.loads(
            request.get_signed_cookie(
                settings.STAFF_STATE_COOKIE, default="{}", salt=SALT, max_age=STATE_SECONDS
            )
            or "{}"
        )
        handover = handover_read(token=request.GET.get("token", ""), state=str(kept.get("state", "")))
        entry = entry_open(handover=handover, address=client_address(request), now=timezone.now())
    except HandOverRefused as refused:
        context = {"message": refused.message, "core_staff_url": settings.CORE_STAFF_URL}
        return render(request, "staff/refused.html", context, status=403)
    request.session.flush()
    login(request, entry.person, backend=BACKEND)
    request.session[ENTRY] = str(entry.pk)
    request.session.set_expiry(entry.ends_at)
    response = HttpResponseRedirect(kept["next"])
    response.delete_cookie(settings.STAFF_STATE_COOKIE, samesite="Lax")
    response["Referrer-Policy"] = "no-referrer"
    return response


def _safe_next(request: HttpRequest) -> str:
    """Return the path on this host that was asked for; anything else becomes the front page."""
    wanted = request.GET.get("next", "") or "/"
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted[:1000] if is_ours else "/"


@require_safe
def attention(request: Any) -> HttpResponse:
    """Show in which stores something failed or waits too long, the worst first."""
    from django.contrib import admin

    page = request.GET.get("page", "1")
    found = stores_needing_attention(page=int(page) if page.isascii() and page.isdigit() else 1)
    context = admin.site.each_context(request) | {"title": "What needs a look", "found": found}
    return TemplateResponse(request, "staff/attention.html", context)
