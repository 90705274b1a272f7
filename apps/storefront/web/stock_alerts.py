"""Asking for one mail when a thing that is sold out can be bought again."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from apps.catalog.selectors import variants_for_cart
from apps.catalog.types import CartVariant
from apps.customers.alert_services import stock_alert_request
from apps.customers.consent_types import ConsentEmailInvalid
from apps.storefront.web import errors
from apps.storefront.web.answers import private_page, same_origin
from apps.storefront.web.frame import Seo, page_render
from apps.storefront.web.requests import ShopRequest
from tenancy.errors import TooMany
from tenancy.rest.throttling import Limit, client_address

ASKS = Limit("stock-alert", times=10, seconds=600)


@same_origin
@private_page("GET", "HEAD", "POST")
def stock_alert(request: ShopRequest) -> HttpResponseBase:
    """Take the wish of the product page's form; the answer is the same whether the address is known or not."""
    if request.method != "POST":
        is_asked = request.GET.get("asked") == "1"
        return _page(request, step="asked") if is_asked else redirect("/")
    variant = _variant(request.POST.get("variant", ""))
    if variant is None:
        return errors.not_found(request)
    if variant.is_available:
        return _back(variant)
    try:
        ASKS.hit(client_address(request))
        # A field that people do not see: what fills it is a program.
        if not request.POST.get("website"):
            stock_alert_request(
                email=request.POST.get("email", ""),
                variant_id=variant.id,
                locale=request.store.locale,
                now=timezone.now(),
            )
    except TooMany as error:
        return errors.too_many(request, error.retry_after or 60)
    except ConsentEmailInvalid:
        given = request.POST.get("email", "")[:254]
        return _page(request, step="ask", variant=variant, email=given, status=400)
    response = redirect("storefront:stock_alert")
    response["Location"] += "?asked=1"
    response.status_code = 303
    return response


def _variant(given: str) -> CartVariant | None:
    try:
        variant_id = UUID(given)
    except ValueError:
        return None
    found = variants_for_cart(variant_ids=[variant_id]).get(variant_id)
    return found if found is not None and found.product_status == "ACTIVE" else None


def _back(variant: CartVariant) -> HttpResponse:
    """It is there already: nothing is to be waited for."""
    response = redirect("storefront:product", handle=variant.product_handle)
    response["Location"] += f"?variant={variant.id}"
    response.status_code = 303
    return response


def _page(
    request: ShopRequest,
    *,
    step: str,
    variant: CartVariant | None = None,
    email: str = "",
    status: int = 200,
) -> HttpResponse:
    title = "We will tell you" if step == "asked" else "Tell me when it is back"
    seo = Seo(title=f"{title} – {request.store.name}", canonical=request.store.url, is_indexed=False)
    content = {"step": step, "heading": title, "variant": variant, "email": email}
    return page_render(request, name="stock_alert", seo=seo, context=content, status=status)
