"""A staff site. At `/` it shows the platform's tables, at `/store/<id>/` one store's, never both (ADR 9)."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from unfold.sites import UnfoldAdminSite


def is_store_model(model: type[Model]) -> bool:
    """Say whether the model's table lies in the stores' schemas."""
    return apps.get_app_config(model._meta.app_label).name in settings.TENANT_APPS


def plural(model: type[Model]) -> str:
    """Return what the model's rows are called, where Django only hangs an "s" on the name ("settingss")."""
    one, many = str(model._meta.verbose_name), str(model._meta.verbose_name_plural)
    if many == f"{one}s":
        many = one if one.endswith("s") else f"{one}es" if one.endswith(("ch", "sh", "x")) else many
    return f"AI{many[2:]}" if many.startswith("ai ") else many[:1].upper() + many[1:]


class StoreWallSite(UnfoldAdminSite):
    """Refuses (404) a store's table without a store in the path, and a platform table with one (ADM-06).

    A middleware before it sets `request.store` (an object with `id` and `name`, or None) and binds its schema.
    """

    def _build_app_dict(self, request: HttpRequest, label: str | None = None) -> dict[str, Any]:
        built: dict[str, Any] = super()._build_app_dict(request, label)
        in_store = getattr(request, "store", None) is not None
        if label is not None:
            return built
        for key, entry in list(built.items()):
            entry["models"] = [item for item in entry["models"] if is_store_model(item["model"]) == in_store]
            for item in entry["models"]:
                item["name"] = plural(item["model"])
            if not entry["models"]:
                del built[key]
        return built

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:  # noqa: FBT001,FBT002
        """Wrap `view` as Django does, behind the wall between the platform's tables and a store's."""
        inner = super().admin_view(view, cacheable)
        model = getattr(getattr(view, "__self__", None), "model", None)

        def wall(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if model is not None and is_store_model(model) != (request.store is not None):  # type: ignore[attr-defined]
                raise Http404
            return inner(request, *args, **kwargs)

        return wall
