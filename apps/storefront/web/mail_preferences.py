"""News by mail: asking for it, confirming, leaving. A GET changes nothing here: scanners open every link.

Leaving works for suspended shops as well, without cookie, login or page: mailbox providers post it themselves
(RFC 8058), and the answer is direct.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from apps.customers import consent_services
from apps.customers.consent_selectors import consent_of_token
from apps.customers.consent_types import (
    ConsentEmailInvalid,
    ConsentInfo,
    ConsentLinkInvalid,
    ConsentSource,
    ConsentState,
    Evidence,
)
from apps.storefront.web import errors
from apps.storefront.web.answers import View, private_page, same_origin
from apps.storefront.web.frame import PRIVATE, Seo, page_render
from apps.storefront.web.requests import ShopRequest
from tenancy.errors import TooMany
from tenancy.rest.throttling import Limit, client_address

ASKS = Limit("newsletter-ask", times=6, seconds=600)
CHANGES = Limit("mail-preferences", times=60, seconds=60)
WORDING = "I want to get news and offers from {store} by e-mail. I can leave at any time."
ONE_CLICK = "One-Click"


def open_page(*methods: str) -> Callable[[View], View]:
    """Make a view a private page that answers whatever the shop's status, and needs no page before it."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def answer(request: ShopRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                return errors.method_refused(request, methods)
            try:
                response = view(request, *args, **kwargs)
            except ConsentLinkInvalid:
                response = _link_invalid(request)
            except TooMany as error:
                response = errors.too_many(request, error.retry_after or 60)
            response["Cache-Control"] = PRIVATE
            response["X-Robots-Tag"] = "noindex"
            response["Referrer-Policy"] = "no-referrer"
            return response

        return csrf_exempt(answer)

    return decorate


def evidence_of(request: ShopRequest, *, source: str, wording: str = "") -> Evidence:
    """Return what the proof keeps of a request."""
    return Evidence(
        source=source,
        wording=wording,
        ip_address=client_address(request) or None,
        user_agent=request.headers.get("User-Agent", "")[:300],
    )


def _page(request: ShopRequest, *, step: str, title: str, status: int = 200, **context: Any) -> HttpResponse:
    seo = Seo(title=f"{title} – {request.store.name}", canonical=request.store.url, is_indexed=False)
    wording = WORDING.format(store=request.store.name)
    content = {"step": step, "heading": title, "wording": wording} | context
    return page_render(request, name="mail_preferences", seo=seo, context=content, status=status)


def _link_invalid(request: ShopRequest) -> HttpResponse:
    return errors.error_page(
        request,
        status=404,
        title="This link is no longer good",
        text="It is too old, or a newer one was sent to you. Ask for the news once more to get a new link.",
        link="/newsletter",
        link_text="Ask for the news",
    )


@same_origin
@private_page("GET", "HEAD", "POST")
def newsletter(request: ShopRequest) -> HttpResponseBase:
    """Show the form; take an address and answer the same whether it is known or not."""
    if request.method != "POST":
        is_asked = request.GET.get("asked") == "1"
        title = "Look into your mailbox" if is_asked else "News by e-mail"
        return _page(request, step="asked" if is_asked else "ask", title=title)
    try:
        ASKS.hit(client_address(request))
        # A field that people do not see: what fills it is a program.
        if not request.POST.get("website"):
            _ask(request)
    except TooMany as error:
        return errors.too_many(request, error.retry_after or 60)
    except ConsentEmailInvalid:
        given = request.POST.get("email", "")[:254]
        return _page(request, step="ask", title="News by e-mail", email=given, is_wrong=True, status=400)
    response = redirect("storefront:newsletter")
    response["Location"] += "?asked=1"
    response.status_code = 303
    return response


def _ask(request: ShopRequest) -> None:
    consent_services.consent_request(
        email=request.POST.get("email", ""),
        name=request.POST.get("name", ""),
        locale=request.store.locale,
        time_zone=request.POST.get("time_zone", ""),
        evidence=evidence_of(
            request,
            source=ConsentSource.NEWSLETTER_FORM,
            wording=WORDING.format(store=request.store.name),
        ),
        store_id=request.store.id,
        now=timezone.now(),
    )


@open_page("GET", "HEAD", "POST")
def newsletter_confirm(request: ShopRequest, token: str) -> HttpResponse:
    """Show the question; the button's POST is the consent."""
    if request.method != "POST":
        return _page(request, step="confirm", title="Shall we write to you?")
    CHANGES.hit(client_address(request))
    consent_services.consent_confirm(
        token=token,
        evidence=evidence_of(
            request,
            source=ConsentSource.CONFIRMATION_LINK,
            wording=WORDING.format(store=request.store.name),
        ),
        store_id=request.store.id,
        now=timezone.now(),
    )
    return _page(request, step="confirmed", title="Welcome, you are on the list")


@open_page("GET", "HEAD", "POST")
def unsubscribe(request: ShopRequest, token: str) -> HttpResponse:
    """Take the address off the list by POST, from a person's button or a mailbox provider's one click."""
    consent = consent_of_token(token=token, purpose="unsubscribe")
    if request.method != "POST":
        return _page(request, step="leave", title="Leave the list?", address=_masked(consent.email))
    is_one_click = request.POST.get("List-Unsubscribe") == ONE_CLICK
    source = ConsentSource.ONE_CLICK if is_one_click else ConsentSource.UNSUBSCRIBE_LINK
    _set(request, consent, state=ConsentState.UNSUBSCRIBED, source=source)
    return _page(request, step="left", title="You are off the list", address=_masked(consent.email))


@open_page("GET", "HEAD", "POST")
def mail_preferences(request: ShopRequest, token: str) -> HttpResponse:
    """Show what the address gets, and change it; the link in the mail is the proof of who asks."""
    consent = consent_of_token(token=token, purpose="preferences")
    if request.method == "POST":
        wants = request.POST.get("news") == "yes"
        state = ConsentState.SUBSCRIBED if wants else ConsentState.UNSUBSCRIBED
        _set(request, consent, state=state, source=ConsentSource.PREFERENCE_PAGE)
        consent = consent_of_token(token=token, purpose="preferences")
    return _page(
        request,
        step="choose",
        title="Your mails from us",
        address=_masked(consent.email),
        is_subscribed=consent.is_subscribed,
        is_saved=request.method == "POST",
    )


def _set(request: ShopRequest, consent: ConsentInfo, *, state: str, source: str) -> None:
    wording = WORDING.format(store=request.store.name) if state == ConsentState.SUBSCRIBED else ""
    consent_services.consent_set(
        email=consent.email,
        channel=consent.channel,
        state=state,
        evidence=evidence_of(request, source=source, wording=wording),
        store_id=request.store.id,
        now=timezone.now(),
    )


def _masked(email: str) -> str:
    """Return enough of an address to recognise one's own: a link that was passed on tells nobody's address."""
    name, _, host = email.partition("@")
    return f"{name[:1]}{'•' * max(2, len(name) - 1)}@{host}"
