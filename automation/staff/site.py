"""This service's staff site. Signing in happens at the core, which hands people over for half an hour."""

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from automation.staff import figures, views
from automation.staff.services import entry_is_open
from tenancy.staff.site import StoreWallSite


class AutomationSite(StoreWallSite):
    """As the core's: the service's own tables at `/`, one store's at `/store/<id>/`."""

    site_title = "Automation"
    site_header = "Automation"
    index_title = "Automation"
    index_template = "staff/index.html"

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Add the way in and the page across stores; there is no password to change."""
        own: list[URLResolver | URLPattern] = [
            path("enter", views.enter, name="enter"),
            path("attention/", self.admin_view(views.attention), name="attention"),
        ]
        return [*own, *(one for one in super().get_urls() if getattr(one, "name", "") not in REPLACED)]

    def has_permission(self, request: HttpRequest) -> bool:
        """Say whether the session's entry is this person's and its half hour is not over."""
        entry = request.session.get(views.ENTRY)
        if not entry or not request.user.is_authenticated:
            return False
        if not hasattr(request, "_entry_is_open"):
            request._entry_is_open = entry_is_open(  # type: ignore[attr-defined] # noqa: SLF001 - once a request
                entry_id=entry, person_id=str(request.user.pk), now=timezone.now()
            )
        return bool(request._entry_is_open)  # type: ignore[attr-defined] # noqa: SLF001 - as above

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send the browser to the core, which sends it back with a hand-over."""
        return views.begin(request)

    @method_decorator(never_cache)
    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """End the session here and go to the core's staff site."""
        logout(request)
        return HttpResponseRedirect(settings.CORE_STAFF_URL)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show figures in front: of the service, or of the store one is in."""
        store = getattr(request, "store", None)
        shown = figures.store_figures() if store else figures.service_figures()
        return super().index(request, {**(extra_context or {}), "figures": shown})

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Name the store on each of its pages."""
        context: dict[str, Any] = super().each_context(request)
        context["core_staff_url"] = settings.CORE_STAFF_URL
        if store := getattr(request, "store", None):
            context |= {
                "site_header": store.name,
                "site_subheader": "Automation",
                "staff_store": store,
                "core_staff_url": f"{settings.CORE_STAFF_URL}/store/{store.id}/",
            }
        return context


REPLACED = {"password_change", "password_change_done"}
