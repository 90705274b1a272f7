"""Thin tasks. `send_email_flow` takes due people of one store further; `abandoned_cart` finds carts left behind."""

import logging
import time
from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.utils import timezone

from automation.core_client.client import CoreClient
from automation.core_client.types import CoreForbidden, CoreUnavailable
from automation.email.providers import AnymailProvider, provider_is_connected
from automation.email.services.calling import calls_are_due, calls_make
from automation.email.services.dates import dates_offer
from automation.email.services.dispatching import messages_send, uncertain_resolve
from automation.email.services.erasing import erasures_finish
from automation.email.services.ready import ready_flows_ensure
from automation.email.services.segments import segments_offer
from automation.email.services.signals import signals_forget, signals_work
from automation.email.services.suppressing import suppressions_tell
from automation.email.services.walking import steps_work
from automation.email.services.watching import carts_offer, lapsed_offer
from automation.registry.selectors import schemas_active, store_current
from tenancy.tasks import fan_out, platform_task

logger = logging.getLogger(__name__)

# Then another message goes on, behind those of other stores: no store holds a worker for long.
TURN_SECONDS = 15.0
# Fewer than a lease is long, each at the worst eight seconds.
CALLS_AT_ONCE = 4


@platform_task(name="email.send_due", queue="automation")
def send_due(**_: Any) -> int:
    """Fan out to every active store."""
    return fan_out(send_email_flow, schemas_active(), spread_seconds=15)


@shared_task(name="send_email_flow", queue="automation")
def send_email_flow(*, schema_name: str, **_: Any) -> None:
    """Work off facts, due steps and messages for one turn; goes on in a new message when there is more."""
    core, store, provider = CoreClient(), store_current(), AnymailProvider()
    if calls_are_due(now=timezone.now()):
        call_webhooks.delay(schema_name=schema_name)
    end = time.monotonic() + TURN_SECONDS
    ready_flows_ensure(now=timezone.now())
    try:
        while time.monotonic() < end:
            erasures_finish(now=timezone.now())
            done = signals_work(core=core, store=store, now=timezone.now())
            done += steps_work(core=core, store=store, now=timezone.now())
            if provider_is_connected():
                done += messages_send(core=core, provider=provider, store=store, now=timezone.now())
            if not done:
                uncertain_resolve(now=timezone.now())
                suppressions_tell(core=core, store=store, now=timezone.now())
                return
    except (CoreUnavailable, CoreForbidden) as error:
        logger.warning("mails of store %s wait: %s", store.id, error)
        return
    send_email_flow.delay(schema_name=schema_name)


@shared_task(name="email.call_webhooks", queue="automation")
def call_webhooks(*, schema_name: str, **_: Any) -> None:
    """Make the calls that steps decided, for one turn: other people's slow programs hold up no mail."""
    end = time.monotonic() + TURN_SECONDS
    while time.monotonic() < end and calls_make(now=timezone.now(), limit=CALLS_AT_ONCE):
        pass


@platform_task(name="email.find_dates_and_segments", queue="automation")
def find_dates_and_segments(**_: Any) -> int:
    """Fan out to every active store."""
    return fan_out(find_dates_and_segments_of_store, schemas_active(), spread_seconds=120)


@shared_task(name="email.find_dates_and_segments_of_store", queue="automation")
def find_dates_and_segments_of_store(*, schema_name: str, **_: Any) -> None:
    _asking(dates_offer)
    _asking(segments_offer)


@platform_task(name="email.find_abandoned_carts", queue="automation")
def find_abandoned_carts(**_: Any) -> int:
    """Fan out to every active store."""
    return fan_out(abandoned_cart, schemas_active(), spread_seconds=30)


@shared_task(name="abandoned_cart", queue="automation")
def abandoned_cart(*, schema_name: str, **_: Any) -> None:
    """Let the owners of carts left behind into the flows that wait for them."""
    _asking(carts_offer)


@platform_task(name="email.find_lapsed_buyers", queue="automation")
def find_lapsed_buyers(**_: Any) -> int:
    """Fan out to every active store."""
    return fan_out(find_lapsed_buyers_of_store, schemas_active(), spread_seconds=120)


@shared_task(name="email.find_lapsed_buyers_of_store", queue="automation")
def find_lapsed_buyers_of_store(*, schema_name: str, **_: Any) -> None:
    _asking(lapsed_offer)
    signals_forget(now=timezone.now())


def _asking(work: Callable[..., int]) -> None:
    """Do one round; with the core away the next beat tries again."""
    store = store_current()
    try:
        work(core=CoreClient(), store=store, now=timezone.now())
    except (CoreUnavailable, CoreForbidden) as error:
        logger.warning("mails of store %s wait: %s", store.id, error)
