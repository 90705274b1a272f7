"""Settings that both staff sites spell alike. Importable from a settings module."""

from typing import Any

from django.utils.csp import CSP

# The staff site's own scripts are inline and evaluate expressions; it shares no host with anything else.
STAFF_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE, CSP.UNSAFE_EVAL],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "object-src": [CSP.NONE],
}


def unfold_settings(*, title: str, header: str, symbol: str, navigation: str) -> dict[str, Any]:
    """Return UNFOLD; `navigation` is the dotted path of the function that makes the sidebar."""
    return {
        "SITE_TITLE": title,
        "SITE_HEADER": header,
        "SITE_SYMBOL": symbol,
        "SHOW_HISTORY": True,
        "SHOW_VIEW_ON_SITE": False,
        "SIDEBAR": {"show_search": True, "show_all_applications": False, "navigation": navigation},
    }
