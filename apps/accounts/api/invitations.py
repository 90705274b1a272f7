"""Invitations: the inviting side, and the answering side, which only the mailed link opens."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import selectors, services
from apps.accounts.api import serializers as accounts
from apps.accounts.api import team_shapes as shapes
from apps.accounts.api.permissions import MerchantApiView
from apps.accounts.api.views import LINK, AuthView, MemberView, client_of, read, signed_in
from apps.accounts.types import Grant
from tenancy.rest.pagination import PagePagination
from tenancy.rest.throttling import Limit, client_address

# A mail each: no merchant may flood strangers.
INVITE = Limit(scope="invite", times=30, seconds=3600)
INVITE_ADDRESS = Limit(scope="invite-address", times=5, seconds=3600)


class InvitationListView(MerchantApiView):
    permission = {"GET": "team.read", "POST": "team.write"}
    pagination_class: Any = PagePagination

    @extend_schema(responses=shapes.InvitationOutput(many=True), tags=["team"])
    def get(self, request: Request, merchant_id: UUID) -> Response:
        """Invitations that wait for an answer, newest first."""
        rows = selectors.invitation_list(merchant_id=self.merchant_id, now=timezone.now())
        return self.paginated(rows, shapes.InvitationOutput)

    @extend_schema(
        request=shapes.InvitationCreateInput, responses={201: shapes.InvitationOutput}, tags=["team"]
    )
    def post(self, request: Request, merchant_id: UUID) -> Response:
        """Invite an address; the mailed link works once, for seven days, for that address only."""
        data = read(shapes.InvitationCreateInput, request)
        INVITE.hit(str(self.merchant_id))
        INVITE_ADDRESS.hit(data["email"].strip().lower())
        email, now = data.pop("email"), timezone.now()
        invitation_id = services.invitation_create(
            merchant_id=self.merchant_id, email=email, grant=Grant(**data), by=self.access, now=now
        )
        made = selectors.invitation_get(merchant_id=self.merchant_id, invitation_id=invitation_id, now=now)
        return Response(shapes.InvitationOutput(made).data, status=201)


class InvitationResendView(MerchantApiView):
    permission = "team.write"

    @extend_schema(request=None, responses=shapes.InvitationOutput, tags=["team"])
    def post(self, request: Request, merchant_id: UUID, invitation_id: UUID) -> Response:
        """Mail a new link; the one before stops working."""
        INVITE.hit(str(self.merchant_id))
        INVITE_ADDRESS.hit(str(invitation_id))
        now = timezone.now()
        services.invitation_resend(
            merchant_id=self.merchant_id, invitation_id=invitation_id, by=self.access, now=now
        )
        row = selectors.invitation_get(merchant_id=self.merchant_id, invitation_id=invitation_id, now=now)
        return Response(shapes.InvitationOutput(row).data)


class InvitationRevokeView(MerchantApiView):
    permission = "team.write"

    @extend_schema(request=None, responses=accounts.NothingOutput, tags=["team"])
    def post(self, request: Request, merchant_id: UUID, invitation_id: UUID) -> Response:
        """Withdraw an invitation; its link stops working at once."""
        services.invitation_revoke(
            merchant_id=self.merchant_id, invitation_id=invitation_id, by=self.access, now=timezone.now()
        )
        return Response({})


class InvitationOfferView(AuthView):
    @extend_schema(request=accounts.TokenInput, responses=shapes.InvitationOfferOutput, tags=["team"])
    def post(self, request: Request) -> Response:
        """What a mailed link offers; changes nothing."""
        LINK.hit(client_address(request))
        data = read(accounts.TokenInput, request)
        offer = selectors.invitation_offer(secret=data["token"], now=timezone.now())
        return Response(shapes.InvitationOfferOutput(offer).data)


class InvitationAcceptView(MemberView):
    @extend_schema(request=accounts.TokenInput, responses=shapes.InvitationAcceptedOutput, tags=["team"])
    def post(self, request: Request) -> Response:
        """Join with the account signed in, whose address must be the invited one."""
        LINK.hit(client_address(request))
        data, now = read(accounts.TokenInput, request), timezone.now()
        merchant_id = services.invitation_accept(secret=data["token"], user=self.user, now=now)
        tokens = services.merchant_switch(
            user=self.user, session_id=self.caller.session_id, merchant_id=merchant_id, now=now
        )
        merchants = selectors.merchants_of_user(user_id=self.user.pk)
        merchant = next(item for item in merchants if item.id == merchant_id)
        body = {"merchant": merchant, "access": tokens.access, "refresh": tokens.refresh}
        return Response(shapes.InvitationAcceptedOutput(body).data)


class InvitationRegisterView(AuthView):
    @extend_schema(
        request=shapes.InvitationRegisterInput, responses={201: accounts.LoginOutput}, tags=["team"]
    )
    def post(self, request: Request) -> Response:
        """Join with a new account for the invited address; answers with tokens."""
        LINK.hit(client_address(request))
        data = read(shapes.InvitationRegisterInput, request)
        joined = services.invitation_register(
            secret=data["token"],
            password=data["password"],
            full_name=data["full_name"],
            now=timezone.now(),
            client=client_of(request),
        )
        response = signed_in(joined.user, joined.tokens)
        response.status_code = 201
        return response
