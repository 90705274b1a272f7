"""One's own second factor and sessions."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import selectors, services
from apps.accounts.api import security_shapes as shapes
from apps.accounts.api.serializers import MerchantSwitchInput, NothingOutput, TwoFactorStateOutput
from apps.accounts.api.views import MemberView, read
from tenancy.rest.pagination import PagePagination
from tenancy.rest.throttling import Limit

# Six digits are few: whoever holds a session may not try them all.
PROOF = Limit(scope="two-factor-proof", times=5, seconds=60, closed=True)


class TwoFactorView(MemberView):
    @extend_schema(responses=TwoFactorStateOutput, tags=["auth"])
    def get(self, request: Request) -> Response:
        """Where the second factor stands."""
        return Response(TwoFactorStateOutput(selectors.two_factor_state(user_id=self.user.pk)).data)


class TwoFactorBeginView(MemberView):
    @extend_schema(request=None, responses=shapes.TwoFactorBegunOutput, tags=["auth"])
    def post(self, request: Request) -> Response:
        """Make a secret for an authenticator app; a code of it turns the second factor on."""
        begun = services.two_factor_begin(user=self.user, now=timezone.now())
        return Response(shapes.TwoFactorBegunOutput(begun).data)


class TwoFactorConfirmView(MemberView):
    @extend_schema(request=shapes.TwoFactorConfirmInput, responses=shapes.RecoveryCodesOutput, tags=["auth"])
    def post(self, request: Request) -> Response:
        """Turn it on with a code of the app; answers with ten recovery codes, shown this once."""
        PROOF.hit(str(self.user.pk))
        data = read(shapes.TwoFactorConfirmInput, request)
        codes = services.two_factor_confirm(user=self.user, code=data["code"], now=timezone.now())
        return Response({"recovery_codes": codes})


class TwoFactorDisableView(MemberView):
    @extend_schema(request=shapes.TwoFactorProofInput, responses=NothingOutput, tags=["auth"])
    def post(self, request: Request) -> Response:
        """Turn it off with password and code."""
        PROOF.hit(str(self.user.pk))
        data = read(shapes.TwoFactorProofInput, request)
        services.two_factor_disable(user=self.user, **data, now=timezone.now())
        return Response({})


class RecoveryCodesRenewView(MemberView):
    @extend_schema(request=shapes.TwoFactorProofInput, responses=shapes.RecoveryCodesOutput, tags=["auth"])
    def post(self, request: Request) -> Response:
        """Make ten new recovery codes; the old ones stop working."""
        PROOF.hit(str(self.user.pk))
        data = read(shapes.TwoFactorProofInput, request)
        codes = services.recovery_codes_renew(user=self.user, **data, now=timezone.now())
        return Response({"recovery_codes": codes})


class SessionListView(MemberView):
    pagination_class: Any = PagePagination

    @extend_schema(responses=shapes.SessionOutput(many=True), tags=["auth"])
    def get(self, request: Request) -> Response:
        """Where one is signed in, the session used last first."""
        rows = selectors.sessions_of_user(
            user_id=self.user.pk, current_id=self.caller.session_id, now=timezone.now()
        )
        return self.paginated(rows, shapes.SessionOutput)


class SessionEndView(MemberView):
    @extend_schema(request=shapes.SessionEndInput, responses=NothingOutput, tags=["auth"])
    def post(self, request: Request) -> Response:
        """End one of one's own sessions at once."""
        data = read(shapes.SessionEndInput, request)
        services.session_end(user_id=self.user.pk, session_id=data["session_id"], now=timezone.now())
        return Response({})


class SessionsEndOthersView(MemberView):
    @extend_schema(request=None, responses=shapes.SessionsEndedOutput, tags=["auth"])
    def post(self, request: Request) -> Response:
        """End all sessions but this one."""
        ended = services.sessions_end(
            user_id=self.user.pk,
            reason="ended by its owner",
            now=timezone.now(),
            spared=self.caller.session_id,
        )
        return Response({"ended": ended})


class MerchantLeaveView(MemberView):
    @extend_schema(request=MerchantSwitchInput, responses=NothingOutput, tags=["team"])
    def post(self, request: Request) -> Response:
        """Leave a merchant; access ends at once. The last owner cannot."""
        data = read(MerchantSwitchInput, request)
        services.merchant_leave(user_id=self.user.pk, merchant_id=data["merchant_id"])
        return Response({})
