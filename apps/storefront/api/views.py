"""How far a shop is on its way to opening, and how it looks."""

from dataclasses import asdict
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.permissions import StoreApiView
from apps.storefront import readiness, selectors, services
from apps.storefront.api import serializers as shapes
from apps.storefront.types import theme_schema


class ReadinessView(StoreApiView):
    permission = "store.read"

    @extend_schema(responses=shapes.ReadinessOutput, tags=["stores"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """What the shop has and lacks for its first sale, read from facts."""
        found = readiness.readiness_get(store=self.store, now=timezone.now())
        return Response(shapes.ReadinessOutput(found).data)


class ReadinessHideView(StoreApiView):
    permission = "store.write"

    @extend_schema(request=None, responses=shapes.ReadinessOutput, tags=["stores"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Put the list away. 422 `shop_not_ready` while something needed is missing."""
        found = services.readiness_hide(store=self.store, now=timezone.now())
        return Response(shapes.ReadinessOutput(found).data)


class ThemeView(StoreApiView):
    permission = {"GET": "store.read", "PATCH": "store.write"}

    @extend_schema(responses=shapes.ThemeOutput, tags=["stores"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """The settings of the shop's look: what each may be, and what it is."""
        return Response(self._shown())

    @extend_schema(request=shapes.ThemeChangeInput, responses=shapes.ThemeOutput, tags=["stores"])
    def patch(self, request: Request, store_id: UUID) -> Response:
        """Change colours, fonts and words; null goes back to the theme's own. Unreadable colours are refused."""
        given = shapes.ThemeChangeInput(data=request.data)
        given.is_valid(raise_exception=True)
        services.theme_settings_change(
            store=self.store, changes=given.validated_data["settings"], now=timezone.now()
        )
        return Response(self._shown())

    def _shown(self) -> dict[str, object]:
        values = asdict(selectors.theme_current())
        rows = [{"key": key, **rule, "value": values[key]} for key, rule in theme_schema().items()]
        return dict(shapes.ThemeOutput({"settings": rows}).data)
