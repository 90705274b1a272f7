"""The default denies: a view that names no permission answers nobody."""

from typing import Any

from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request


class DenyAll(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return False


class Anyone(AllowAny):
    """Said on purpose: this endpoint needs no caller."""
