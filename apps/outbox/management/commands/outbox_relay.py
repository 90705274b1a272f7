"""The relay: wakes lanes with due work, at once on NOTIFY and at least each second."""

import logging
import signal
from types import FrameType
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerAway

from apps.outbox import services
from apps.outbox.registry import time_limits
from apps.outbox.tasks import drain_lane

logger = logging.getLogger(__name__)
FEED_CHANNEL = "dropwright:events"


class Command(BaseCommand):
    help = "Wake the outbox's lanes as events arrive. Run one or more; they share the work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="one round, then stop (for tests and operators)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = False
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        if options["once"]:
            self.stdout.write(f"woke {self._round()} lanes")
            return
        self.stdout.write("relay: ready")
        self.stdout.flush()
        while not self.stopping:
            try:
                self._follow()
            except (psycopg.Error, DatabaseError) as error:
                logger.warning("relay: database away (%s), trying again", type(error).__name__)
                self._pause(1.0)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _pause(self, seconds: float) -> None:
        signal.sigtimedwait([], seconds)

    def _follow(self) -> None:
        """Listen on a connection of our own; the wait releases nothing but time."""
        parameters = connection.get_connection_params()
        wanted = {
            key: parameters[key]
            for key in ("dbname", "user", "password", "host", "port")
            if key in parameters
        }
        with psycopg.connect(**wanted, autocommit=True, connect_timeout=3) as listener:
            listener.execute(f"LISTEN {services.CHANNEL}")
            while not self.stopping:
                close_old_connections()
                self._round()
                for _ in listener.notifies(timeout=1.0, stop_after=1):
                    pass

    def _round(self) -> int:
        lanes = services.lanes_claim(now=timezone.now())
        for index, (store_key, handler, queue) in enumerate(lanes):
            try:
                drain_lane.apply_async(
                    kwargs={"store_key": store_key, "handler_name": handler},
                    queue=queue,
                    retry=False,
                    **time_limits(handler),
                )
            except (BrokerAway, redis.RedisError, OSError) as error:
                logger.warning("relay: broker away (%s)", type(error).__name__)
                services.lanes_release(lanes=lanes[index:])
                self._pause(1.0)
                return index
        self._wake_feed()
        return len(lanes)

    def _wake_feed(self) -> None:
        """Tell followers of the feed there may be something new; they also poll, so a loss costs seconds."""
        try:
            with redis.Redis.from_url(
                settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5
            ) as client:
                client.publish(FEED_CHANNEL, "1")
        except (redis.RedisError, OSError):
            return
