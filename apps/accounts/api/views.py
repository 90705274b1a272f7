"""Sign-up, sign-in and everything around a session."""

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from apps.accounts import selectors, services
from apps.accounts.api import serializers as shapes
from apps.accounts.api.authentication import TokenCaller
from apps.accounts.api.permissions import SignedIn
from apps.accounts.types import Client, TokenPair
from apps.tenants.selectors import stores_of_merchant
from tenancy.rest.permissions import Anyone
from tenancy.rest.throttling import Limit, client_address
from tenancy.rest.views import ApiView

REGISTER = Limit(scope="register", times=30, seconds=60)
LOGIN_ACCOUNT = Limit(scope="login-account", times=5, seconds=60, closed=True)
LOGIN_NETWORK = Limit(scope="login-network", times=60, seconds=60)
# Of one person, whatever the address: who has the password may not try all codes.
TWO_FACTOR = Limit(scope="two-factor-login", times=10, seconds=900, closed=True)
REFRESH = Limit(scope="refresh", times=120, seconds=60)
MAIL_ACCOUNT = Limit(scope="mail-account", times=3, seconds=300)
MAIL_NETWORK = Limit(scope="mail-network", times=20, seconds=300)
LINK = Limit(scope="link", times=30, seconds=60)
PASSWORD_CHANGE = Limit(scope="password-change", times=5, seconds=60, closed=True)


def read(shape: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    """Validate the body against `shape`; raises DRF's ValidationError with field paths."""
    serializer = shape(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def client_of(request: Request) -> Client:
    return Client(address=client_address(request), agent=request.headers.get("User-Agent", ""))


def _pair(tokens: TokenPair) -> dict[str, str]:
    return {"access": tokens.access, "refresh": tokens.refresh}


def _merchant(
    merchants: list[selectors.MerchantInfo], merchant_id: UUID | None
) -> selectors.MerchantInfo | None:
    return next((item for item in merchants if item.id == merchant_id), merchants[0] if merchants else None)


class AuthView(ApiView):
    """Answers with tokens or about people: open to all unless said otherwise, never stored for replay."""

    permission_classes = [Anyone]
    authentication_classes: list[Any] = []
    stores_answers = False


class AuthRegisterView(AuthView):
    @extend_schema(request=shapes.RegisterInput, responses={201: shapes.RegisteredOutput}, tags=["auth"])
    def post(self, request: Request) -> Response:
        """Create an account, a merchant and its first store; answers with tokens."""
        REGISTER.hit(client_address(request))
        data = read(shapes.RegisterInput, request)
        data["subdomain"] = data.get("subdomain") or None
        done = services.account_register(**data, now=timezone.now(), client=client_of(request))
        body = {
            "user": selectors.user_info(user=done.user),
            "merchant": selectors.merchants_of_user(user_id=done.user.pk)[0],
            "store": done.store,
            **_pair(done.tokens),
        }
        return Response(shapes.RegisteredOutput(body).data, status=201)


def signed_in(user: Any, tokens: TokenPair) -> Response:
    """Answer a sign-in that is complete."""
    merchants = selectors.merchants_of_user(user_id=user.pk)
    body = {
        "user": selectors.user_info(user=user),
        "merchants": merchants,
        "merchant": _merchant(merchants, user.current_merchant_id),
        **_pair(tokens),
    }
    return Response(shapes.LoginOutput(body).data)


class AuthLoginView(AuthView):
    @extend_schema(
        request=shapes.LoginInput,
        responses=PolymorphicProxySerializer(
            component_name="LoginAnswer",
            serializers=[shapes.LoginOutput, shapes.TwoFactorNeededOutput],
            resource_type_field_name=None,
        ),
        tags=["auth"],
    )
    def post(self, request: Request) -> Response:
        """Sign in, or be asked for a code. Known and unknown addresses get the same answer in the same time."""
        data = read(shapes.LoginInput, request)
        LOGIN_NETWORK.hit(client_address(request))
        LOGIN_ACCOUNT.hit(data["email"].strip().lower())
        begun = services.login(**data, now=timezone.now(), client=client_of(request))
        if begun.tokens is not None:
            LOGIN_ACCOUNT.forget(data["email"].strip().lower())
            return signed_in(begun.user, begun.tokens)
        lifetime = int(services.CHALLENGE_LIFETIME.total_seconds())
        body = {"two_factor_required": True, "challenge": begun.challenge, "expires_in": lifetime}
        return Response(shapes.TwoFactorNeededOutput(body).data)


class AuthLoginTwoFactorView(AuthView):
    @extend_schema(request=shapes.TwoFactorLoginInput, responses=shapes.LoginOutput, tags=["auth"])
    def post(self, request: Request) -> Response:
        """Answer a challenge with a code of the app, or a recovery code; five tries, five minutes."""
        LOGIN_NETWORK.hit(client_address(request))
        data = read(shapes.TwoFactorLoginInput, request)
        subject = str(selectors.challenge_user(challenge=data["challenge"]) or client_address(request))
        TWO_FACTOR.hit(subject)
        user, tokens = services.login_finish(**data, now=timezone.now(), client=client_of(request))
        TWO_FACTOR.forget(subject)
        LOGIN_ACCOUNT.forget(user.email)
        return signed_in(user, tokens)


class AuthRefreshView(AuthView):
    @extend_schema(request=shapes.RefreshInput, responses=shapes.TokenPairOutput, tags=["auth"])
    def post(self, request: Request) -> Response:
        """Rotate the refresh token. A token used twice ends its whole family."""
        REFRESH.hit(client_address(request))
        data = read(shapes.RefreshInput, request)
        tokens = services.session_refresh(refresh=data["refresh"], now=timezone.now())
        return Response(_pair(tokens))


class AuthLogoutView(AuthView):
    @extend_schema(request=shapes.RefreshInput, responses=shapes.NothingOutput, tags=["auth"])
    def post(self, request: Request) -> Response:
        """End the session at once."""
        data = read(shapes.RefreshInput, request)
        services.logout(refresh=data["refresh"], now=timezone.now())
        return Response({})


class EmailVerifyView(AuthView):
    @extend_schema(request=shapes.TokenInput, responses=shapes.UserOutput, tags=["auth"])
    def post(self, request: Request) -> Response:
        """Confirm an address by the mailed token; works once."""
        LINK.hit(client_address(request))
        data = read(shapes.TokenInput, request)
        user = services.email_verify(secret=data["token"], now=timezone.now())
        return Response(shapes.UserOutput(selectors.user_info(user=user)).data)


class PasswordResetRequestView(AuthView):
    @extend_schema(request=shapes.EmailInput, responses={202: shapes.NothingOutput}, tags=["auth"])
    def post(self, request: Request) -> Response:
        """Mail a reset link if the account exists; the answer is the same either way."""
        data = read(shapes.EmailInput, request)
        MAIL_NETWORK.hit(client_address(request))
        MAIL_ACCOUNT.hit(data["email"].strip().lower())
        services.password_reset_request(email=data["email"])
        return Response({}, status=202)


class PasswordResetConfirmView(AuthView):
    @extend_schema(request=shapes.PasswordResetInput, responses=shapes.NothingOutput, tags=["auth"])
    def post(self, request: Request) -> Response:
        """Set a new password by the mailed token; ends all sessions."""
        LINK.hit(client_address(request))
        data = read(shapes.PasswordResetInput, request)
        services.password_reset(secret=data["token"], password=data["password"], now=timezone.now())
        return Response({})


class MemberView(ApiView):
    """Needs a live session, no store."""

    permission_classes = [SignedIn]
    stores_answers = False

    @property
    def user(self) -> Any:
        """The signed-in user; SignedIn has refused everybody else."""
        return self.request.user

    @property
    def caller(self) -> TokenCaller:
        """What the token says beside the user."""
        return cast("TokenCaller", self.request.auth)


class AuthMeView(MemberView):
    @extend_schema(responses=shapes.MeOutput, tags=["auth"])
    def get(self, request: Request) -> Response:
        """The user, the current merchant and its stores."""
        merchants = selectors.merchants_of_user(user_id=self.user.pk)
        merchant = _merchant(merchants, self.caller.merchant_id)
        access = selectors.access_get(user_id=self.user.pk, merchant_id=merchant.id) if merchant else None
        is_open = access is not None and not access.must_enrol
        body = {
            "user": selectors.user_info(user=self.user),
            "merchant": merchant,
            "merchants": merchants,
            "stores": stores_of_merchant(merchant_id=access.merchant_id) if access and is_open else [],
            "permissions": sorted(access.permissions) if access else [],
            "must_enrol": access is not None and access.must_enrol,
            "two_factor": selectors.two_factor_state(user_id=self.user.pk),
        }
        return Response(shapes.MeOutput(body).data)


class EmailVerifyResendView(MemberView):
    @extend_schema(request=None, responses={202: shapes.NothingOutput}, tags=["auth"])
    def post(self, request: Request) -> Response:
        """Mail a new verification link."""
        MAIL_ACCOUNT.hit(self.user.email)
        services.email_verification_resend(user_id=self.user.pk)
        return Response({}, status=202)


class PasswordChangeView(MemberView):
    @extend_schema(request=shapes.PasswordChangeInput, responses=shapes.TokenPairOutput, tags=["auth"])
    def post(self, request: Request) -> Response:
        """Change the password; every session ends, this one goes on with the tokens returned."""
        PASSWORD_CHANGE.hit(str(self.user.pk))
        data = read(shapes.PasswordChangeInput, request)
        tokens = services.password_change(
            user=self.user,
            current=data["current_password"],
            new=data["new_password"],
            now=timezone.now(),
            client=client_of(request),
        )
        return Response(_pair(tokens))


class MerchantSwitchView(MemberView):
    @extend_schema(request=shapes.MerchantSwitchInput, responses=shapes.MerchantSwitchedOutput, tags=["auth"])
    def post(self, request: Request) -> Response:
        """Work for another of the user's merchants."""
        data = read(shapes.MerchantSwitchInput, request)
        tokens = services.merchant_switch(
            user=self.user,
            session_id=self.caller.session_id,
            merchant_id=data["merchant_id"],
            now=timezone.now(),
        )
        merchants = selectors.merchants_of_user(user_id=self.user.pk)
        body = {"merchant": _merchant(merchants, data["merchant_id"]), **_pair(tokens)}
        return Response(shapes.MerchantSwitchedOutput(body).data)
