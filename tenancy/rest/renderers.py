"""The one place that builds the success envelope."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import JSONRenderer


class Enveloped(dict):
    """A body that is already an envelope (a page, an error, a replay): rendered as it is."""


class EnvelopeRenderer(JSONRenderer):
    """`{"data": …, "error": null}`, always JSON, also for 204-like empty answers."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> Any:
        if not isinstance(data, Enveloped):
            data = {"data": data if data is not None else {}, "error": None}
        return super().render(data, accepted_media_type, renderer_context)
