"""Counting visits: a small script tells the shop which page is seen. No cookie, nothing kept that names a person."""

import re
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone

from apps.analytics import selectors, services
from apps.analytics.sources import source_of
from apps.analytics.types import Stage
from apps.storefront.web.answers import private_page, same_origin
from apps.storefront.web.requests import ShopRequest
from tenancy.errors import TooMany
from tenancy.rest.throttling import Limit, client_address

BEACONS = Limit("visit", times=60, seconds=60)
BOTS = re.compile(
    r"bot|crawl|spider|slurp|preview|headless|monitor|curl|wget|python|http-client", re.IGNORECASE
)
STAGES = {"/cart": Stage.CART, "/checkout": Stage.CHECKOUT}
LONGEST = 2_000


@same_origin
@private_page("POST")
def visit(request: ShopRequest) -> HttpResponse:
    """Count a page view. Always 204: the shopper's browser waits for nothing and is told nothing."""
    if _is_counted(request):
        _record(request)
    return HttpResponse(status=204)


def _is_counted(request: ShopRequest) -> bool:
    """Programs are not visitors, and who asks not to be counted is not."""
    agent = request.headers.get("User-Agent", "")
    if not agent or BOTS.search(agent):
        return False
    if request.headers.get("Sec-GPC") == "1" or request.headers.get("DNT") == "1":
        return False
    try:
        BEACONS.hit(client_address(request))
    except TooMany:
        return False
    return True


def _record(request: ShopRequest) -> None:
    now = timezone.now()
    page = urlsplit(request.POST.get("page", "/")[:LONGEST])
    day = selectors.today_of(time_zone=request.store.time_zone, now=now)
    stage = STAGES.get(page.path, Stage.VISIT)
    if stage == Stage.CART and request.POST.get("items", "0") in {"", "0"}:
        stage = Stage.VISIT
    services.visit_record(
        day=day,
        visitor=visitor_of(request, day=day),
        source=source_of(
            query=page.query, referrer=request.POST.get("from", "")[:LONGEST], own_host=request.store.domain
        ),
        landing=page.path or "/",
        stage=stage,
        now=now,
    )


def visitor_of(request: ShopRequest, *, day: date) -> str:
    """Return who this is today, as a digest."""
    return services.visitor_key(
        store_id=request.store.id,
        day=day,
        address=client_address(request),
        agent=request.headers.get("User-Agent", ""),
    )


def order_tie(request: ShopRequest, *, order_id: UUID) -> None:
    """Tie an order just placed to the visit it came from, when that was counted."""
    now = timezone.now()
    day = selectors.today_of(time_zone=request.store.time_zone, now=now)
    services.visit_order(day=day, visitor=visitor_of(request, day=day), order_id=order_id, now=now)
