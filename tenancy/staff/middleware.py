"""A staff site has a content policy of its own."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class StaffCspMiddleware:
    """Sits inside Django's policy middleware and tells it what the staff site (`STAFF_URLCONF`) needs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with `STAFF_CSP` on staff pages."""
        response = self.get_response(request)
        if getattr(request, "urlconf", None) == getattr(settings, "STAFF_URLCONF", ""):
            response._csp_config = getattr(settings, "STAFF_CSP", {})  # type: ignore[attr-defined]  # noqa: SLF001 - as csp_override
        return response
