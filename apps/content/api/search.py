"""Redirects, the log of what is not found, menus, search engines and feeds."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api.permissions import StoreApiView
from apps.catalog.api.outputs import EmptyOutput
from apps.catalog.api.products import checked
from apps.content import selectors, services
from apps.content.api import inputs, outputs
from apps.content.api.posts import ContentView
from tenancy.rest.pagination import PagePagination


class SeoView(StoreApiView):
    permission = {"GET": "seo.read", "POST": "seo.write", "PATCH": "seo.write", "DELETE": "seo.write"}


class RedirectListView(SeoView):
    pagination_class = PagePagination

    @extend_schema(
        parameters=[inputs.RedirectListQuery], responses=outputs.RedirectOutput(many=True), tags=["content"]
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """Redirects, newest first."""
        query = checked(inputs.RedirectListQuery, request.query_params.dict())
        paginator = PagePagination()
        page = paginator.paginate_queryset(selectors.redirect_list(**query), request)
        views = [selectors.redirect_view(row) for row in page]
        return paginator.get_paginated_response(outputs.RedirectOutput(views, many=True).data)

    @extend_schema(
        request=inputs.RedirectCreateInput, responses={201: outputs.RedirectOutput}, tags=["content"]
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """Lead an address elsewhere, or say it is gone; chains are flattened, loops refused."""
        data = inputs.redirect_input(checked(inputs.RedirectCreateInput, request.data))
        return Response(outputs.RedirectOutput(services.redirect_create(data=data)).data, status=201)


class RedirectDetailView(SeoView):
    @extend_schema(responses=outputs.RedirectOutput, tags=["content"])
    def get(self, request: Request, store_id: UUID, redirect_id: UUID) -> Response:
        """One redirect."""
        return Response(outputs.RedirectOutput(selectors.redirect_get(redirect_id=redirect_id)).data)

    @extend_schema(request=inputs.RedirectChangeInput, responses=outputs.RedirectOutput, tags=["content"])
    def patch(self, request: Request, store_id: UUID, redirect_id: UUID) -> Response:
        """Change where it begins or leads; an automatic one is yours from then on."""
        data = inputs.redirect_input(checked(inputs.RedirectChangeInput, request.data))
        redirect = services.redirect_update(redirect_id=redirect_id, data=data)
        return Response(outputs.RedirectOutput(redirect).data)

    @extend_schema(responses=EmptyOutput, tags=["content"])
    def delete(self, request: Request, store_id: UUID, redirect_id: UUID) -> Response:
        """Delete it; the address is not found from then on."""
        services.redirect_delete(redirect_id=redirect_id)
        return Response({})


class NotFoundLogView(SeoView):
    pagination_class = PagePagination

    @extend_schema(responses=outputs.NotFoundEntryOutput(many=True), tags=["content"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Addresses people asked for in vain, the most wanted first, with pages that could be meant."""
        paginator = PagePagination()
        page = paginator.paginate_queryset(selectors.log_list(), request)
        views = selectors.log_view(entries=page)
        return paginator.get_paginated_response(outputs.NotFoundEntryOutput(views, many=True).data)


class NotFoundEntryView(SeoView):
    @extend_schema(responses=EmptyOutput, tags=["content"])
    def delete(self, request: Request, store_id: UUID, entry_id: UUID) -> Response:
        """Take an address off the log."""
        services.log_entry_dismiss(entry_id=entry_id)
        return Response({})


class MenuListView(ContentView):
    @extend_schema(responses=outputs.MenuOutput(many=True), tags=["content"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Menus of your own; a place without one shows the usual links."""
        return Response(outputs.MenuOutput(selectors.menu_list(), many=True).data)

    @extend_schema(request=inputs.MenuCreateInput, responses={201: outputs.MenuOutput}, tags=["content"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Give a place of the theme its own links."""
        data = checked(inputs.MenuCreateInput, request.data)
        menu = services.menu_create(place=data["place"], items=inputs.menu_items(data))
        return Response(outputs.MenuOutput(menu).data, status=201)


class MenuDetailView(ContentView):
    @extend_schema(responses=outputs.MenuOutput, tags=["content"])
    def get(self, request: Request, store_id: UUID, menu_id: UUID) -> Response:
        """One menu."""
        return Response(outputs.MenuOutput(selectors.menu_get(menu_id=menu_id)).data)

    @extend_schema(request=inputs.MenuChangeInput, responses=outputs.MenuOutput, tags=["content"])
    def patch(self, request: Request, store_id: UUID, menu_id: UUID) -> Response:
        """Replace its links."""
        data = checked(inputs.MenuChangeInput, request.data)
        menu = services.menu_update(menu_id=menu_id, items=inputs.menu_items(data), now=timezone.now())
        return Response(outputs.MenuOutput(menu).data)

    @extend_schema(responses=EmptyOutput, tags=["content"])
    def delete(self, request: Request, store_id: UUID, menu_id: UUID) -> Response:
        """Go back to the usual links."""
        services.menu_delete(menu_id=menu_id)
        return Response({})


class SearchSettingsView(SeoView):
    @extend_schema(responses=outputs.SearchSettingsOutput, tags=["content"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """What search engines are told."""
        return Response(outputs.SearchSettingsOutput(selectors.search_settings_get()).data)

    @extend_schema(
        request=inputs.SearchSettingsChangeInput, responses=outputs.SearchSettingsOutput, tags=["content"]
    )
    def patch(self, request: Request, store_id: UUID) -> Response:
        """Change the title template, the rules of robots.txt, or close the shop to search engines."""
        data = inputs.search_settings_input(checked(inputs.SearchSettingsChangeInput, request.data))
        settings = services.search_settings_save(data=data, now=timezone.now())
        return Response(outputs.SearchSettingsOutput(settings).data)


class FeedsView(SeoView):
    @extend_schema(responses=outputs.FeedsOutput, tags=["content"])
    def get(self, request: Request, store_id: UUID) -> Response:
        """Addresses of feeds and sitemap, and what the product feed lacks now."""
        return Response(outputs.FeedsOutput(selectors.feeds_overview()).data)
