"""kombu's Redis transport, with an end that survives a broker which is gone.

A worker that loses its connection closes the channel, and closing tries to hand unacknowledged messages back over
that same connection. kombu (5.6) then trips over its own half-closed state with an error that is no connection
error, and the worker ends instead of connecting again.
"""

import logging
from typing import Any

from kombu.transport import TRANSPORT_ALIASES
from kombu.transport import redis as kombu_redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class QoS(kombu_redis.QoS):
    """Hands messages back where it can; those it cannot are delivered again after the visibility timeout."""

    def restore_unacked_once(self, stderr: Any = None) -> None:
        """Hand back what was not acknowledged; never raises because the broker is gone."""
        try:
            super().restore_unacked_once(stderr)
        except (AttributeError, RedisError, OSError) as error:
            if self._delivered is not None:
                self._delivered.clear()  # closing asks again, and cannot acknowledge them any more
            logger.warning("the broker is gone: messages come back by themselves (%s)", type(error).__name__)


class Channel(kombu_redis.Channel):
    """A channel with that QoS."""

    QoS = QoS


class Transport(kombu_redis.Transport):
    """What `redis://` and `rediss://` mean once `broker_install` has run."""

    Channel = Channel


def broker_install() -> None:
    """Let kombu use this transport for `redis://` and `rediss://` in this process."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = "tenancy.broker:Transport"
