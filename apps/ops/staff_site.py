"""The staff site. At `/` it shows the platform's tables, at `/store/<id>/` one store's, never both."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone

from apps.ops.handover import StateMissing, handover_make
from apps.ops.selectors import platform_figures
from tenancy.staff.site import StoreWallSite

ENTER, OPERATE = "ops.enter_automation", "ops.operate_automation"


def automation_url(request: HttpRequest) -> str:
    """Return where automation's staff site is for who may enter it, of the store one is in; else ""."""
    if not request.user.has_perm(ENTER):
        return ""
    store = getattr(request, "store", None)
    return f"{settings.AUTOMATION_STAFF_URL}/{f'store/{store.id}/' if store else ''}"


class StaffSite(StoreWallSite):
    """The core's: figures of the platform in front, the store's name over its own tables."""

    site_title = "Dropwright staff"
    site_header = "Dropwright"
    index_title = "Platform"

    def get_urls(self) -> list[URLResolver | URLPattern]:
        enter = self.admin_view(self.automation_enter)
        return [path("automation/enter", enter, name="automation-enter"), *super().get_urls()]

    def automation_enter(self, request: HttpRequest) -> HttpResponse:
        """Hand who is signed in here over to automation's staff site, which sent the browser."""
        if getattr(request, "store", None) is not None:
            raise Http404
        if not request.user.has_perm(ENTER):
            raise PermissionDenied("Your rights on this site do not include automation.")
        user: Any = request.user
        try:
            address = handover_make(
                person_id=user.pk,
                email=user.email,
                may_operate=user.has_perm(OPERATE),
                state=request.GET.get("state", ""),
                now=timezone.now(),
            )
        except StateMissing as refused:
            return HttpResponseBadRequest(refused.message, content_type="text/plain; charset=utf-8")
        response = HttpResponseRedirect(address)
        response["Referrer-Policy"] = "no-referrer"
        return response

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        figures = [] if getattr(request, "store", None) else platform_figures()
        return super().index(request, {**(extra_context or {}), "figures": figures})

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        store = getattr(request, "store", None)
        context["automation_url"] = automation_url(request)
        if store is not None:
            context |= {"site_header": store.name, "site_subheader": store.domain, "staff_store": store}
        return context
