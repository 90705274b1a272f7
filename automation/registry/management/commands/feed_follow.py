"""Follow the core's event feed: at once when woken over Redis, at least every five seconds."""

import logging
import signal
import time
from types import FrameType
from typing import Any

import redis
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from psycopg_pool import PoolTimeout

from automation.core_client.client import CoreClient
from automation.core_client.types import CoreError, CoreForbidden
from automation.registry import services

logger = logging.getLogger(__name__)
CHANNEL = "dropwright:events"
POLL_SECONDS = 5.0
FAULT_PAUSE_SECONDS = 10.0


class Command(BaseCommand):
    help = "Read the core's events by cursor and keep the registry in step."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="read what is there, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = False
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        core = CoreClient()
        if options["once"]:
            while services.feed_advance(core=core, now=timezone.now()):
                pass
            return
        self.stdout.write("feed: ready")
        self.stdout.flush()
        while not self.stopping:
            if not self._round(core):
                self._wait()

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _round(self, core: CoreClient) -> bool:
        """Apply one batch; say whether there may be more."""
        close_old_connections()
        try:
            return services.feed_advance(core=core, now=timezone.now()) > 0
        except CoreForbidden:
            logger.exception("the core refused our signature; check INTERNAL_API_KEYS")
        except (CoreError, DatabaseError, PoolTimeout) as error:
            logger.warning("feed: %s, trying again", type(error).__name__)
        except Exception:
            # The feed waits at this event, in order, and says so; the registry is kept right by comparing.
            logger.exception("feed: an event could not be applied, trying again")
            time.sleep(FAULT_PAUSE_SECONDS)
        time.sleep(1)
        return False

    def _wait(self) -> None:
        """Sleep until woken or the poll is due; without Redis just sleep."""
        try:
            with redis.Redis.from_url(
                settings.REDIS_URL, socket_timeout=POLL_SECONDS, socket_connect_timeout=1
            ) as client:
                listener = client.pubsub(ignore_subscribe_messages=True)
                listener.subscribe(CHANNEL)
                end = time.monotonic() + POLL_SECONDS
                while not self.stopping and time.monotonic() < end:
                    if listener.get_message(timeout=1.0):
                        return
        except (redis.RedisError, OSError):
            time.sleep(1)
