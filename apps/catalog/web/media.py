"""Pictures from local disk, on the shop's own host. With object storage the addresses lead there instead.

To be routed as `path("media/<str:schema>/<path:key>", media_file)` in the storefront's urls.
"""

import re

from django.core.files.storage import FileSystemStorage, storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from tenancy.context import current_schema

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_KEY = re.compile(rf"products/{_UUID}/{_UUID}/[0-9]{{1,5}}(?:_[A-Za-z0-9]{{7}})?\.(webp|avif)")
FOREVER = "public, max-age=31536000, immutable"


def _is_local() -> bool:
    return isinstance(storages["default"], FileSystemStorage)


@require_safe
def media_file(request: HttpRequest, schema: str, key: str) -> HttpResponseBase:
    """Serve a picture of the current store; anything else, above all another store's, is a 404.

    Files never change under their key, so they may be kept for ever.
    """
    match = _KEY.fullmatch(key)
    if match is None or schema != current_schema() or not _is_local():
        raise Http404
    try:
        file = storages["default"].open(key)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=f"image/{match.group(1)}")
    response["Cache-Control"] = FOREVER
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
