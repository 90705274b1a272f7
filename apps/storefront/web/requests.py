"""The request as a shop's views see it."""

from django.http import HttpRequest

from apps.tenants.types import StoreInfo


class ShopRequest(HttpRequest):
    """A request that came in by a shop's host: the door has found its store and entered the schema."""

    store: StoreInfo
