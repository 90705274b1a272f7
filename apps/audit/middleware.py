"""Each request begins as the platform itself; who acts is bound at its door, and nothing stays bound after it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from apps.audit.actor import acting, actor_bind
from apps.audit.types import SYSTEM, Actor, ActorKind
from tenancy.rest.throttling import client_address


class ActorMiddleware:
    """Binds SYSTEM, staff on the staff site, automation at the machine door; the API's authenticators bind theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting(SYSTEM):
            door = getattr(request, "urlconf", None)
            if door == settings.HOST_URLCONFS["internal"]:
                actor_bind(Actor(kind=ActorKind.AUTOMATION, label="Automation"))
            elif door == settings.HOST_URLCONFS["admin"] and request.user.is_authenticated:
                person = request.user
                actor_bind(
                    Actor(
                        kind=ActorKind.STAFF,
                        id=person.pk,
                        label=person.get_username(),
                        address=client_address(request),
                    )
                )
            return self.get_response(request)
