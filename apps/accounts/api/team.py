"""Members, roles and what is asked of all of them."""

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import selectors, services
from apps.accounts.api import team_shapes as shapes
from apps.accounts.api.permissions import MerchantApiView
from apps.accounts.api.serializers import NothingOutput
from apps.accounts.api.views import read
from apps.accounts.types import Grant
from tenancy.rest.pagination import PagePagination
from tenancy.rest.throttling import Limit

TRANSFER = Limit(scope="ownership-transfer", times=5, seconds=60, closed=True)


class MemberListView(MerchantApiView):
    permission = "team.read"
    pagination_class: Any = PagePagination

    @extend_schema(responses=shapes.MemberOutput(many=True), tags=["team"])
    def get(self, request: Request, merchant_id: UUID) -> Response:
        """The members, oldest first."""
        return self.paginated(selectors.member_list(merchant_id=self.merchant_id), shapes.MemberOutput)


class MemberDetailView(MerchantApiView):
    permission = {"PATCH": "team.write", "DELETE": "team.write"}

    @extend_schema(request=shapes.GrantInput, responses=shapes.MemberOutput, tags=["team"])
    def patch(self, request: Request, merchant_id: UUID, member_id: UUID) -> Response:
        """Give a member another role; it counts from their next request on."""
        grant = Grant(**read(shapes.GrantInput, request))
        services.member_role_set(
            merchant_id=self.merchant_id, member_id=member_id, grant=grant, by=self.access
        )
        member = selectors.member_get(merchant_id=self.merchant_id, member_id=member_id)
        return Response(shapes.MemberOutput(member).data)

    @extend_schema(responses=NothingOutput, tags=["team"])
    def delete(self, request: Request, merchant_id: UUID, member_id: UUID) -> Response:
        """End a membership; access ends at once."""
        services.member_remove(merchant_id=self.merchant_id, member_id=member_id, by=self.access)
        return Response({})


class OwnershipTransferView(MerchantApiView):
    permission = "team.own"

    @extend_schema(request=shapes.OwnershipTransferInput, responses=shapes.MemberOutput, tags=["team"])
    def post(self, request: Request, merchant_id: UUID) -> Response:
        """Make a member owner; the present owner becomes an admin."""
        TRANSFER.hit(str(self.access.user_id))
        data = read(shapes.OwnershipTransferInput, request)
        services.ownership_transfer(
            merchant_id=self.merchant_id,
            member_id=data["member_id"],
            owner=cast("Any", request.user),
            password=data["password"],
        )
        member = selectors.member_get(merchant_id=self.merchant_id, member_id=data["member_id"])
        return Response(shapes.MemberOutput(member).data)


class TeamPolicyView(MerchantApiView):
    permission = {"GET": "team.read", "PATCH": "team.own"}

    def _answer(self) -> Response:
        asked = selectors.two_factor_is_asked(merchant_id=self.merchant_id)
        return Response({"is_two_factor_required": asked})

    @extend_schema(responses=shapes.TeamPolicyOutput, tags=["team"])
    def get(self, request: Request, merchant_id: UUID) -> Response:
        """What is asked of every member."""
        return self._answer()

    @extend_schema(request=shapes.TeamPolicyInput, responses=shapes.TeamPolicyOutput, tags=["team"])
    def patch(self, request: Request, merchant_id: UUID) -> Response:
        """Ask every member for two-factor sign-in; who has none can then only turn it on."""
        data = read(shapes.TeamPolicyInput, request)
        services.team_policy_set(merchant_id=self.merchant_id, **data, by=self.access)
        return self._answer()


class RoleListView(MerchantApiView):
    permission = {"GET": "team.read", "POST": "team.write"}
    pagination_class: Any = PagePagination

    @extend_schema(responses=shapes.RoleOutput(many=True), tags=["team"])
    def get(self, request: Request, merchant_id: UUID) -> Response:
        """The built-in roles, then the merchant's own."""
        return self.paginated(selectors.role_list(merchant_id=self.merchant_id), shapes.RoleOutput)

    @extend_schema(request=shapes.RoleInput, responses={201: shapes.RoleOutput}, tags=["team"])
    def post(self, request: Request, merchant_id: UUID) -> Response:
        """Make a role of one's own."""
        data = read(shapes.RoleInput, request)
        role_id = services.role_create(
            merchant_id=self.merchant_id, **data, by=self.access, now=timezone.now()
        )
        role = selectors.role_get(merchant_id=self.merchant_id, role_id=role_id)
        return Response(shapes.RoleOutput(role).data, status=201)


class RoleDetailView(MerchantApiView):
    permission = {"PATCH": "team.write", "DELETE": "team.write"}

    @extend_schema(request=shapes.RoleInput, responses=shapes.RoleOutput, tags=["team"])
    def patch(self, request: Request, merchant_id: UUID, role_id: UUID) -> Response:
        """Change name and permissions of a role; its members have them at once."""
        data = read(shapes.RoleInput, request)
        services.role_update(merchant_id=self.merchant_id, role_id=role_id, **data, by=self.access)
        role = selectors.role_get(merchant_id=self.merchant_id, role_id=role_id)
        return Response(shapes.RoleOutput(role).data)

    @extend_schema(responses=NothingOutput, tags=["team"])
    def delete(self, request: Request, merchant_id: UUID, role_id: UUID) -> Response:
        """Delete a role that nobody has."""
        services.role_delete(merchant_id=self.merchant_id, role_id=role_id, by=self.access)
        return Response({})
